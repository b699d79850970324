/** How layers that merge several tensors are drawn: what goes with rows of a shape. */
import type { classes } from "../../packages/tacet/src/layers/index.ts";
import type { Draw } from "./draw.ts";
import type { Options, RowShape } from "./tables.ts";

/** What goes with a tensor into a layer of several. */
export interface Merged {
  /** The shapes of its other inputs, which come after the first; or the first once more. */
  readonly others: readonly (RowShape | "itself")[];
  readonly options?: Options;
  /** Further arguments of the call. */
  readonly given?: Options;
}
export interface MergeDraw {
  /** @param random whether it may draw random numbers as it trains */
  readonly merges: (d: Draw, shape: RowShape, random: boolean) => Merged;
  /** Whether it makes sense of rows of a shape; default: of any. */
  readonly takes?: (shape: RowShape) => boolean;
  /** Whether it makes layers when it is built, which Keras then trains although the layer is frozen. */
  readonly makesLayers?: true;
  /** How often it is drawn, beside 1 for most. */
  readonly weight?: number;
}
type MergeName = "add" | "average" | "concatenate" | "dot" | "maximum" | "minimum" | "multiply" | "subtract";

/** The shape itself, or one that is spread over it: with fewer axes, or of 1 where it has more. */
const spreadable = (d: Draw, shape: RowShape): RowShape => {
  if (shape.length === 1 || d.chance(0.75)) return shape;
  return d.chance(0.5) ? shape.slice(1) : shape.map((extent) => (d.chance(0.5) ? 1 : extent));
};
const elementwise: MergeDraw = {
  merges: (d, shape) => ({ others: d.list(d.one([1, 1, 2]), () => spreadable(d, shape)) }),
};
/** Products of three grow too steep to be trained in float32. */
const product: MergeDraw = { merges: (d, shape) => ({ others: [spreadable(d, shape)] }) };

export const merging = {
  add: elementwise,
  average: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  multiply: product,
  subtract: product,
  concatenate: {
    merges: (d, shape) => {
      const axis = d.whole(0, shape.length - 1);
      const others = d.list(d.one([1, 1, 2]), () => shape.map((e, i) => (i === axis ? d.whole(1, 3) : e)));
      return { others, options: { axis: d.chance(0.5) ? axis + 1 : axis - shape.length } };
    },
  },
  dot: {
    takes: (shape) => shape.length <= 2,
    merges: (d, shape) => {
      const normalize = d.maybe(0.5, () => ({ normalize: true }));
      const width = shape.at(-1)!;
      const [other, axes] =
        shape.length === 1
          ? d.one([
              [[width], d.one([1, -1])],
              [
                [2, width],
                [1, 2],
              ],
            ] as const)
          : d.one([
              [[3, width], 2],
              [
                [width, 2],
                [2, 1],
              ],
              [[width], [2, 1]],
            ] as const);
      return { others: [other], options: { axes, ...normalize } };
    },
  },
} as const satisfies Readonly<Record<MergeName & keyof typeof classes, MergeDraw>>;
