/** How recurrent layers and their cells are drawn. */
import type { LayerSpec } from "../graph.ts";
import { drawActivation } from "./activations.ts";
import { drawConstraint } from "./constraints.ts";
import type { Draw } from "./draw.ts";
import { drawInitializer } from "./initializers.ts";
import { drawRegularizer } from "./regularizers.ts";
import type { Options, RowShape } from "./tables.ts";
import { weightOptions } from "./weights.ts";

/** What every recurrent layer takes beside its cell's options. */
const sequenceOptions = (d: Draw): Options => ({
  ...d.maybe(0.5, () => ({ returnSequences: true })),
  ...d.maybe(0.3, () => ({ goBackwards: true })),
  ...d.maybe(0.2, () => ({ zeroOutputForMask: true })),
  ...d.maybe(0.1, () => ({ unroll: true })),
});

const cells = {
  simpleRNN: { gates: 1, options: (): Options => ({}) },
  lstm: { gates: 4, options: (d: Draw): Options => d.maybe(0.3, () => ({ unitForgetBias: false })) },
  gru: { gates: 3, options: (d: Draw): Options => d.maybe(0.5, () => ({ resetAfter: false })) },
} as const;
type CellName = keyof typeof cells;

/** The options of a cell on steps of a width. @param random whether it may drop anything */
function cellOptions(d: Draw, name: CellName, inputs: number, random: boolean): Options {
  const { gates, options } = cells[name];
  const units = d.whole(1, 4);
  const recurrent = [units, gates * units] as const;
  return {
    units,
    ...weightOptions(d, [inputs, gates * units]),
    ...d.maybe(0.2, () => ({ activation: drawActivation(d) })),
    ...d.maybe(0.3, () => ({ recurrentInitializer: drawInitializer(d, { kernel: recurrent }) })),
    ...d.maybe(0.2, () => ({ recurrentRegularizer: drawRegularizer(d, { kernel: recurrent }) })),
    ...d.maybe(0.1, () => ({ recurrentConstraint: drawConstraint(d, "kernel") })),
    ...(random ? d.maybe(0.3, () => ({ dropout: d.one([0.2, 0.5]) })) : {}),
    ...(random ? d.maybe(0.2, () => ({ recurrentDropout: d.one([0.2, 0.5]) })) : {}),
    ...d.maybe(0.15, () => ({ seed: d.whole(0, 1000) })),
    ...(gates > 1 ? d.maybe(0.2, () => ({ recurrentActivation: d.one(["hard_sigmoid", "sigmoid"]) })) : {}),
    ...options(d),
  };
}
const drawCell = (d: Draw, inputs: number, random: boolean): LayerSpec & { readonly units: number } => {
  const name = d.one(Object.keys(cells) as CellName[]);
  return { layer: `${name}Cell`, ...(cellOptions(d, name, inputs, random) as Options & { readonly units: number }) };
};

const takes = (shape: RowShape): boolean => shape.length === 2;
const layer = (name: CellName) => ({
  takes,
  weight: 4,
  options: (d: Draw, shape: RowShape, random: boolean): Options => ({
    ...cellOptions(d, name, shape.at(-1)!, random),
    ...sequenceOptions(d),
  }),
});
const convolutional = (rank: number) => ({
  takes: (shape: RowShape): boolean => shape.length === rank + 2,
  options: (d: Draw, shape: RowShape, random: boolean): Options => {
    const { units, activation, recurrentInitializer, ...rest } = cellOptions(d, "lstm", shape.at(-1)!, random);
    const [filters, kernelSize] = [d.whole(1, 2), d.whole(1, 2)];
    const kernels = { kernelInitializer: "glorot_uniform", recurrentInitializer: "orthogonal" };
    return { ...rest, ...kernels, filters, kernelSize, padding: "same", ...sequenceOptions(d) };
  },
});
const cell = "a cell: recurrent layers run it";

/** What a call of a recurrent layer takes and gives beside a sequence, where its model is a graph. */
export interface SequenceCall {
  readonly spec: LayerSpec;
  /** The shapes of the states that it begins with; none where it begins with zeros. */
  readonly initialState: readonly RowShape[];
  /** Whether it is told which steps count. */
  readonly masked: boolean;
}
const states: Readonly<Record<string, number>> = { simpleRNN: 1, gru: 1, lstm: 2 };
/** @returns undefined for a layer that is not recurrent */
export function drawSequenceCall(d: Draw, spec: LayerSpec): SequenceCall | undefined {
  const each = (layer: LayerSpec): RowShape[] => d.list(states[layer.layer] ?? 0, () => [layer.units as number]);
  const masked = d.chance(0.2);
  if (spec.layer === "bidirectional") {
    const inner = spec.wrapped as LayerSpec;
    const initialState = d.chance(0.2) ? [...each(inner), ...each(inner)] : [];
    return { spec: { ...spec, ...d.maybe(0.35, () => ({ mergeMode: null })) }, initialState, masked };
  }
  if (!(spec.layer in states)) return undefined;
  const initialState = d.chance(0.35) ? each(spec) : [];
  return { spec: { ...spec, ...d.maybe(0.35, () => ({ returnState: true })) }, initialState, masked };
}

export const recurrent = {
  simpleRNN: layer("simpleRNN"),
  lstm: layer("lstm"),
  gru: layer("gru"),
  rnn: {
    takes,
    options: (d: Draw, shape: RowShape, random: boolean): Options => {
      const first = drawCell(d, shape.at(-1)!, random);
      const stack = d.maybe(0.5, () => ({ cell: [first, drawCell(d, first.units, random)] }));
      return { cell: first, ...stack, ...sequenceOptions(d) };
    },
  },
  bidirectional: {
    takes,
    options: (d: Draw, shape: RowShape, random: boolean): Options => {
      const name = d.one(Object.keys(cells) as CellName[]);
      const wrapped = { layer: name, ...layer(name).options(d, shape, random) };
      const backwards = "goBackwards" in wrapped ? { ...wrapped, goBackwards: false } : wrapped;
      return { wrapped: backwards, mergeMode: d.one(["concat", "sum", "mul", "ave"]) };
    },
  },
  convLstm1d: convolutional(1),
  convLstm2d: convolutional(2),
  convLstm3d: convolutional(3),
  timeDistributed: {
    takes: (shape: RowShape): boolean => shape.length > 1,
    options: (d: Draw, shape: RowShape, random: boolean): Options => {
      const inputs = shape.at(-1)!;
      const dense = (): LayerSpec => {
        const units = d.whole(1, 4);
        return { layer: "dense", units, activation: drawActivation(d), ...weightOptions(d, [inputs, units]) };
      };
      const choices = [
        dense,
        (): LayerSpec => ({ layer: "batchNormalization", momentum: 0.8 }),
        ...(random ? [(): LayerSpec => ({ layer: "dropout", rate: 0.3 })] : []),
        ...(shape.length === 3
          ? [(): LayerSpec => ({ layer: "lstm", ...cellOptions(d, "lstm", inputs, random) })]
          : []),
      ];
      return { wrapped: d.one(choices)() };
    },
  },
  simpleRNNCell: cell,
  lstmCell: cell,
  gruCell: cell,
  stackedRNNCells: cell,
};
