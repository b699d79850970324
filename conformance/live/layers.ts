/** How layers are drawn between a model's inputs and its last layers. */
import type { classes } from "../../packages/tacet/src/layers/index.ts";
import type { LayerSpec } from "../graph.ts";
import { drawActivation } from "./activations.ts";
import { attention } from "./attention.ts";
import { convolutions } from "./convolution.ts";
import type { Draw } from "./draw.ts";
import { embedding } from "./embedding.ts";
import { merging, type MergeDraw, type Merged } from "./merging.ts";
import { recurrent } from "./recurrent.ts";
import { drawRegularizer } from "./regularizers.ts";
import { poolings } from "./pooling.ts";
import { drawn, type LayerDraw, type Options, type Rows, type RowShape } from "./tables.ts";
import { commonOptions, weightOptions } from "./weights.ts";

type LayerName = keyof typeof classes;
const sequence = (shape: RowShape): boolean => shape.length === 2;
const image = (shape: RowShape): boolean => shape.length === 3;
const volume = (shape: RowShape): boolean => shape.length === 4;
const channelsFirst = (d: Draw): Options => d.maybe(0.3, () => ({ dataFormat: "channels_first" }));
const ownSeed = (d: Draw): Options => d.maybe(0.2, () => ({ seed: d.whole(0, 1000) }));
/** Amounts before and after on each axis of space. */
const pairs = (d: Draw, axes: number): readonly number[][] => d.list(axes, () => [d.whole(0, 2), d.whole(0, 2)]);
const cut = (d: Draw, shape: RowShape): readonly number[][] =>
  shape.slice(0, -1).map((extent) => (extent > 1 ? d.one([[0, 1], [1, 0]]) : [0, 0])); // prettier-ignore
/** Over one or two numbers that are nearly equal, a normalization magnifies rounding. */
const wide = (shape: RowShape): boolean => (shape.at(-1) ?? 0) > 2;
const affineOptions = (d: Draw): Options => ({
  ...d.maybe(0.3, () => ({ epsilon: 0.1 })),
  ...d.maybe(0.15, () => ({ center: false })),
  ...d.maybe(0.15, () => ({ scale: false })),
  ...d.maybe(0.2, () => ({ gammaRegularizer: drawRegularizer(d, "bias") })),
  ...d.maybe(0.2, () => ({ betaRegularizer: drawRegularizer(d, "bias") })),
});

const categories = "it takes whole numbers, which no layer before it gives";
const layers: Readonly<Record<LayerName, LayerDraw | MergeDraw | string>> = {
  ...merging,
  ...convolutions,
  ...poolings,
  ...recurrent,
  ...attention,
  ...embedding,
  activation: { options: (d) => ({ activation: drawActivation(d) }) },
  activityRegularization: { unpenalized: true, options: (d) => ({ l1: d.one([0, 0.01]), l2: d.one([0, 0.02]) }) },
  alphaDropout: { random: true, options: (d) => ({ rate: d.one([0, 0.2, 0.5]), ...ownSeed(d) }) },
  batchNormalization: {
    options: (d) => ({
      ...affineOptions(d),
      ...d.maybe(0.5, () => ({ momentum: 0.8 })),
      ...d.maybe(0.2, () => ({ renorm: true, renormMomentum: 0.9 })),
    }),
  },
  categoryEncoding: categories,
  discretization: "beside a boundary, rounding before it moves a number into another bin",
  cropping1d: { takes: sequence, options: (d, shape) => ({ cropping: cut(d, shape)[0]! }) },
  cropping2d: { takes: image, options: (d, shape) => ({ cropping: cut(d, shape) }) },
  cropping3d: { takes: volume, options: (d, shape) => ({ cropping: cut(d, shape) }) },
  dense: {
    weight: 4,
    options: (d, shape) => {
      const units = d.one([1, 2, 3, 5, 8, 17, shape.at(-1)!]);
      return { units, activation: drawActivation(d), ...weightOptions(d, [shape.at(-1)!, units]) };
    },
  },
  dropout: {
    weight: 2,
    random: true,
    options: (d, shape) => ({
      rate: d.one([0, 0.2, 0.5, 0.9]),
      ...d.maybe(0.2, () => ({ seed: d.whole(0, 1000) })),
      ...d.maybe(0.3, () => ({ noiseShape: [null, ...shape.map((e, i) => (i < shape.length - 1 ? 1 : e))] })),
    }),
  },
  einsumDense: {
    options: (d, shape) => {
      const [units, steps] = [d.one([1, 2, 5]), "bcde".slice(0, shape.length - 1)];
      // What ... stands for has no place in outputShape.
      const [equation, before] = d.one<[string, RowShape]>([
        [`a${steps}x,xy->a${steps}y`, shape.slice(0, -1)],
        ["...x,xy->...y", []],
      ]);
      return {
        equation,
        outputShape: [...before, units],
        activation: drawActivation(d),
        ...d.maybe(0.6, () => ({ biasAxes: "y" })),
      };
    },
  },
  elu: { options: (d) => d.maybe(0.5, () => ({ alpha: d.one([0.5, 1.5]) })) },
  flatten: {
    takes: (shape) => shape.length > 1,
    options: (d) => d.maybe(0.3, () => ({ dataFormat: "channels_first" })),
  },
  gaussianDropout: { random: true, options: (d) => ({ rate: d.one([0, 0.2, 0.5]), ...ownSeed(d) }) },
  gaussianNoise: { random: true, options: (d) => ({ stddev: d.one([0, 0.1, 0.5]), ...ownSeed(d) }) },
  groupNormalization: {
    takes: wide,
    options: (d) => ({ groups: 1, ...affineOptions(d) }),
  },
  hashing: categories,
  identity: { options: () => ({}) },
  lambda: { options: (d) => ({ function: d.one(["halve", "gate"]) }) },
  layerNormalization: {
    takes: wide,
    options: (d) => ({ ...affineOptions(d), ...d.maybe(0.2, () => ({ rmsScaling: true })) }),
  },
  normalization: {
    options: (d, shape) => {
      const [mean, variance] = [
        d.list(shape.at(-1)!, () => d.uniform(-1, 1)),
        d.list(shape.at(-1)!, () => d.uniform(0.5, 2)),
      ];
      return {
        ...d.one([{ mean, variance }, { axis: null, mean: 0.5, variance: 2 }, {}]),
        ...d.maybe(0.3, () => ({ invert: true })),
      };
    },
  },
  masking: { takes: sequence, options: (d) => d.maybe(0.3, () => ({ maskValue: 1 })) },
  permute: {
    takes: (shape) => shape.length > 1,
    options: (_, shape) => ({ dims: shape.map((__, axis) => shape.length - axis) }),
  },
  integerLookup: categories,
  input: "a model's input comes of its first layer's inputShape",
  leakyReLU: { options: (d) => d.maybe(0.5, () => ({ negativeSlope: d.one([0, 0.1]) })) },
  prelu: {
    options: (d, shape) => ({
      // From 0, the default, L1 on the output would turn every step on the rounding of an alpha that stays about 0.
      alphaInitializer: { name: "constant", value: d.one([0.25, -0.2]) },
      ...d.maybe(0.3, () => ({ alphaRegularizer: drawRegularizer(d, "bias") })),
      ...d.maybe(0.2, () => ({ alphaConstraint: "non_neg" })),
      ...d.maybe(0.4, () => ({ sharedAxes: [d.whole(1, shape.length)] })),
    }),
  },
  reLU: {
    options: (d) => ({
      ...d.maybe(0.5, () => ({ negativeSlope: 0.1 })),
      ...d.maybe(0.3, () => ({ maxValue: 1.5 })),
      ...d.maybe(0.3, () => ({ threshold: 0.2 })),
    }),
  },
  repeatVector: { takes: (shape) => shape.length === 1, options: (d) => ({ n: d.whole(1, 3) }) },
  rescaling: { options: (d) => ({ scale: d.one([0.5, -2]), ...d.maybe(0.5, () => ({ offset: d.one([1, -0.3]) })) }) },
  rmsNormalization: { options: (d) => d.maybe(0.3, () => ({ epsilon: 0.1 })) },
  spectralNormalization: {
    options: (d, shape) => {
      const units = d.one([2, 3, 5]);
      const weights = weightOptions(d, [shape.at(-1)!, units]);
      return {
        wrapped: { layer: "dense", units, activation: drawActivation(d), ...weights },
        ...d.maybe(0.4, () => ({ powerIterations: 3 })),
      };
    },
  },
  spatialDropout1d: {
    takes: sequence,
    random: true,
    unpenalized: true,
    options: (d) => ({ rate: d.one([0, 0.3]), ...ownSeed(d) }),
  },
  spatialDropout2d: {
    takes: image,
    random: true,
    unpenalized: true,
    options: (d) => ({ rate: 0.3, ...channelsFirst(d) }),
  },
  spatialDropout3d: {
    takes: volume,
    random: true,
    unpenalized: true,
    options: (d) => ({ rate: 0.3, ...channelsFirst(d) }),
  },
  textVectorization: "no model computes with strings",
  unitNormalization: { takes: wide, options: () => ({}) },
  upSampling1d: { takes: sequence, options: (d) => ({ size: d.whole(1, 3) }) },
  upSampling2d: {
    takes: image,
    options: (d) => ({ size: [d.whole(1, 2), 2], interpolation: d.one(["nearest", "bilinear"]), ...channelsFirst(d) }),
  },
  upSampling3d: { takes: volume, options: (d) => ({ size: d.whole(1, 2), ...channelsFirst(d) }) },
  zeroPadding1d: { takes: sequence, options: (d) => ({ padding: pairs(d, 1)[0]! }) },
  zeroPadding2d: { takes: image, options: (d) => ({ padding: pairs(d, 2), ...channelsFirst(d) }) },
  zeroPadding3d: { takes: volume, options: (d) => ({ padding: pairs(d, 3), ...channelsFirst(d) }) },
  reshape: {
    options: (d, shape) => {
      const elements = shape.reduce((a, b) => a * b, 1);
      const first = d.one([1, 2, 3, 4].filter((e) => elements % e === 0));
      return { targetShape: d.one([[first, -1], [-1], [first, elements / first]]) };
    },
  },
  stringLookup: "no model computes with strings",
  // On more axes it refuses the mask of steps, as Keras does; goldens have its axes.
  softmax: { takes: (shape) => shape.length === 1, options: () => ({}) },
};
export const drawnLayers = drawn(layers);
const isMerge = (entry: LayerDraw | MergeDraw): entry is MergeDraw => "merges" in entry;
/** As often as its weight says. */
const weighed = <E extends { readonly weight?: number }>(name: string, entry: E) =>
  Array.from({ length: entry.weight ?? 1 }, () => ({ name, entry }));
const ofOne = drawnLayers.flatMap(([name, entry]) => (isMerge(entry) ? [] : weighed(name, entry)));
const ofSeveral = drawnLayers.flatMap(([name, entry]) => (isMerge(entry) ? weighed(name, entry) : []));

/** A layer that takes such rows. */
export function drawLayer(d: Draw, rows: Rows, random: boolean): LayerSpec {
  const { kind, shape } = rows;
  const fits = ({ reads, takes, random: draws }: LayerDraw): boolean =>
    (reads ?? "floats") === kind && (takes?.(shape) ?? true) && (random || !draws);
  const { name, entry } = d.one(ofOne.filter((one) => fits(one.entry)));
  const options = entry.options(d, shape, random, kind === "indices" ? rows.words : 0);
  return { layer: name, ...options, ...(entry.unpenalized ? {} : commonOptions(d)) };
}
/** A layer that takes rows of the shape and others, and these; `given` goes with its call. */
export function drawMerge(
  d: Draw,
  shape: RowShape,
  random: boolean,
): Omit<Merged, "options"> & { readonly spec: LayerSpec } {
  const { name, entry } = d.one(ofSeveral.filter((one) => one.entry.takes?.(shape) ?? true));
  const { options = {}, ...merged } = entry.merges(d, shape, random);
  const { frozen, ...common } = commonOptions(d);
  return {
    spec: { layer: name, ...options, ...common, ...(frozen === true && !entry.makesLayers && { frozen }) },
    ...merged,
  };
}
