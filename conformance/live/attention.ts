/** How attention is drawn: of sequences to themselves, to others, with keys of their own. */
import type { Draw } from "./draw.ts";
import type { MergeDraw, Merged } from "./merging.ts";
import type { Options, RowShape } from "./tables.ts";
import { weightOptions } from "./weights.ts";

const sequence = (shape: RowShape): boolean => shape.length === 2;
const dropout = (d: Draw, random: boolean): Options =>
  d.maybe(random ? 0.25 : 0, () => ({
    dropout: d.one([0.2, 0.5]),
    ...d.maybe(0.3, () => ({ seed: d.whole(0, 1000) })),
  }));
/** Of the scores Keras knows the shape where there are as many keys as queries. */
const given = (d: Draw, others: Merged["others"]): Merged => ({
  others,
  given: {
    ...d.maybe(0.3, () => ({ useCausalMask: true })),
    ...d.maybe(others[0] === "itself" ? 0.15 : 0, () => ({ returnAttentionScores: true })),
  },
});
/** Values, and often keys. @param width of keys; any where it is undefined */
function companions(d: Draw, width?: number): Merged["others"] {
  if (d.chance(0.5)) return ["itself"];
  const steps = d.whole(1, 4);
  const keys = [steps, width ?? d.whole(1, 4)];
  if (d.chance(0.6)) return [keys];
  return [[steps, d.whole(1, 4)], keys];
}
/** The options of attention without heads. */
const plain = (options: (d: Draw) => Options, seeded: boolean): MergeDraw => ({
  takes: sequence,
  merges: (d, shape, random) => {
    const { seed, ...drops } = dropout(d, random);
    return {
      ...given(d, companions(d, shape[1])),
      options: { ...options(d), ...drops, ...(seeded && seed !== undefined && { seed }) },
    };
  },
});
const heads = (d: Draw, kernel: readonly number[], random: boolean): Options => ({
  ...weightOptions(d, kernel),
  ...d.maybe(0.15, () => ({ useGate: true })),
  ...d.maybe(0.15, () => ({ slidingWindow: d.whole(1, 3) })),
  ...dropout(d, random),
});

export const attention = {
  attention: plain(
    (d) => ({ ...d.maybe(0.5, () => ({ useScale: true })), ...d.maybe(0.4, () => ({ scoreMode: "concat" })) }),
    true,
  ),
  additiveAttention: plain((d) => d.maybe(0.3, () => ({ useScale: false })), false),
  multiHeadAttention: {
    weight: 4,
    makesLayers: true,
    takes: (shape) => sequence(shape) || shape.length === 3,
    merges: (d, shape, random) => {
      const [numHeads, keyDim] = [d.whole(1, 3), d.whole(1, 4)];
      const options: Options = {
        numHeads,
        keyDim,
        ...d.maybe(0.2, () => ({ outputShape: d.one([d.whole(1, 4), [2, 2]]) })),
        ...(shape.length === 3 && { attentionAxes: d.one([1, 2, [1, 2], -2]) }),
        ...heads(d, [shape.at(-1)!, numHeads, keyDim], random),
      };
      if (shape.length === 2) {
        const call = given(d, companions(d));
        // Keras on JAX can't take values of another width where it needs no scores.
        const free = call.given?.returnAttentionScores === true || options.dropout !== undefined;
        return { ...call, options: { ...options, ...d.maybe(free ? 0.5 : 0, () => ({ valueDim: d.whole(1, 3) })) } };
      }
      // Masks of several axes Keras has no way to fit.
      const { slidingWindow: _, ...planes } = options;
      return { others: ["itself"], options: planes };
    },
  },
  groupQueryAttention: {
    weight: 2,
    makesLayers: true,
    takes: sequence,
    merges: (d, shape, random) => {
      const [numKeyValueHeads, headDim] = [d.whole(1, 2), d.whole(1, 4)];
      const numQueryHeads = numKeyValueHeads * d.whole(1, 2);
      const widths = { headDim, numQueryHeads, numKeyValueHeads };
      // Keras wants values as wide as queries, and then forgets why.
      const steps = d.whole(1, 4);
      const others = d.one<Merged["others"]>([
        ["itself"],
        [[steps, shape[1]!]],
        [
          [steps, shape[1]!],
          [steps, d.whole(1, 4)],
        ],
      ]);
      return { ...given(d, others), options: { ...widths, ...heads(d, [shape[1]!, numQueryHeads, headDim], random) } };
    },
  },
} as const satisfies Readonly<Record<string, MergeDraw>>;
