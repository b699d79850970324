/** How layers are drawn between the input of a sequential model and its last layer. */
import type { classes } from "../../packages/tacet/src/layers/index.ts";
import { drawActivation } from "./activations.ts";
import type { Draw } from "./draw.ts";
import { drawInitializer } from "./initializers.ts";
import { drawRegularizer } from "./regularizers.ts";
import { drawn, type Options } from "./tables.ts";

type LayerName = keyof typeof classes;
/** The shape of one row. */
export type RowShape = readonly number[];
interface LayerDraw {
  /** Its options, without those of every layer. */
  readonly options: (d: Draw, shape: RowShape) => Options;
  /** Whether it makes sense of rows of a shape; default: of any. */
  readonly takes?: (shape: RowShape) => boolean;
  /** How often it is drawn, beside 1 for most. */
  readonly weight?: number;
  /** Whether it draws random numbers as it trains, which JAX draws otherwise in float64. */
  readonly random?: true;
  /** Whether Keras gives it no activityRegularizer of its own. */
  readonly unpenalized?: true;
}

/** The options of a kernel and a bias, under Keras's names. */
export function weightOptions(d: Draw): Options {
  return {
    ...d.maybe(0.15, () => ({ useBias: false })),
    ...d.maybe(0.4, () => ({ kernelInitializer: drawInitializer(d, "kernel") })),
    ...d.maybe(0.3, () => ({ biasInitializer: drawInitializer(d, "bias") })),
    ...d.maybe(0.2, () => ({ kernelRegularizer: drawRegularizer(d, "kernel") })),
    ...d.maybe(0.2, () => ({ biasRegularizer: drawRegularizer(d, "bias") })),
  };
}
/** The options of every layer. */
export const commonOptions = (d: Draw): Options => ({
  ...d.maybe(0.25, () => ({ activityRegularizer: drawRegularizer(d, "activity") })),
  ...d.maybe(0.08, () => ({ frozen: true })),
});

const layers: Readonly<Record<LayerName, LayerDraw | string>> = {
  activation: { options: (d) => ({ activation: drawActivation(d) }) },
  activityRegularization: { unpenalized: true, options: (d) => ({ l1: d.one([0, 0.01]), l2: d.one([0, 0.02]) }) },
  dense: {
    weight: 4,
    options: (d) => ({ units: d.one([1, 2, 3, 5, 8, 17]), activation: drawActivation(d), ...weightOptions(d) }),
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
  flatten: {
    takes: (shape) => shape.length > 1,
    options: (d) => d.maybe(0.3, () => ({ dataFormat: "channels_first" })),
  },
  input: "a model's input comes of its first layer's inputShape",
  reLU: {
    options: (d) => ({
      ...d.maybe(0.5, () => ({ negativeSlope: 0.1 })),
      ...d.maybe(0.3, () => ({ maxValue: 1.5 })),
      ...d.maybe(0.3, () => ({ threshold: 0.2 })),
    }),
  },
};
const entries = drawn(layers).flatMap((entry) => Array.from({ length: entry[1].weight ?? 1 }, () => entry));

/** A layer that takes rows of the shape. */
export function drawLayer(d: Draw, shape: RowShape, random: boolean): { layer: string } & Options {
  const fitting = entries.filter(([, entry]) => (entry.takes?.(shape) ?? true) && (random || !entry.random));
  const [name, { options, unpenalized }] = d.one(fitting);
  return { layer: name, ...options(d, shape), ...(unpenalized ? {} : commonOptions(d)) };
}
