/** The registry of metrics: `metrics.binaryAccuracy()`, or the name in `compile`. */
import { TacetError, type Shape } from "@tacet/compiler";
import { targetKind } from "../losses/targetKind.ts";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import {
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  type BinaryAccuracyOptions,
} from "./accuracy.ts";
import { Mean } from "./mean.ts";
import { MeanMetric, type MetricFunction } from "./meanMetric.ts";
import { Metric, type MetricOptions } from "./metric.ts";
import { MeanAbsoluteErrorMetric, MeanSquaredErrorMetric } from "./regression.ts";

export { Mean } from "./mean.ts";
export { MeanMetric, type MetricFunction } from "./meanMetric.ts";
export { Metric, type MetricOptions } from "./metric.ts";

const classes = {
  binary_accuracy: BinaryAccuracy,
  categorical_accuracy: CategoricalAccuracy,
  sparse_categorical_accuracy: SparseCategoricalAccuracy,
  mean_squared_error: MeanSquaredErrorMetric,
  mean_absolute_error: MeanAbsoluteErrorMetric,
} as const;
const aliases = { mse: "mean_squared_error", mae: "mean_absolute_error" } as const;
const accuracies = {
  binary: BinaryAccuracy,
  categorical: CategoricalAccuracy,
  sparse: SparseCategoricalAccuracy,
} as const;
const isAccuracy = (name: string): boolean => name.toLowerCase() === "accuracy" || name.toLowerCase() === "acc";

export const registry = createRegistry<keyof typeof classes, new (options?: MetricOptions) => Metric>(
  "metric",
  classes,
  aliases,
  ["accuracy"],
);
export type MetricName = Identifier<keyof typeof classes> | keyof typeof aliases | "accuracy" | "acc";
/** A metric, the name of one with its defaults, or a function of targets and predictions whose mean is taken. */
export type MetricLike = Metric | MetricName | MetricFunction;

/**
 * The metric that an identifier stands for. A name stays the metric's name, as typed.
 * @param shapes of targets and output, which "accuracy" chooses by
 * @throws TacetError for an unknown name, listing those near it
 */
export function getMetric(identifier: MetricLike, shapes?: { readonly yTrue: Shape; readonly yPred: Shape }): Metric {
  if (identifier instanceof Metric) return identifier;
  if (typeof identifier === "function") return new MeanMetric(identifier);
  if (typeof identifier !== "string") {
    throw new TacetError(
      `Expected a metric, the name of one (accuracy, ${registry.names.join(", ")}) or a function (yTrue, yPred) => values, received ${show(identifier)}.`,
    );
  }
  if (!isAccuracy(identifier)) return new (registry.get(identifier))({ name: identifier });
  if (!shapes)
    throw new TacetError(
      `Metric "${identifier}" is chosen by the shapes of output and targets; name one of ${registry.names.join(", ")} here.`,
    );
  return new accuracies[targetKind(shapes.yTrue, shapes.yPred)]({ name: identifier });
}
export { getMetric as get };

/** @throws TacetError where no metric can come of the identifier, before any shape is known */
export function check(identifier: MetricLike): void {
  if (typeof identifier !== "string" || !isAccuracy(identifier)) getMetric(identifier);
}

/** Of values: their weighted mean. */
export const mean = (options?: MetricOptions): Metric => new Mean(options);
/** How often p > threshold (0.5) agrees with a target of 0 or 1. */
export const binaryAccuracy = (options?: BinaryAccuracyOptions): Metric => new BinaryAccuracy(options);
/** How often the largest prediction is at the one-hot target. */
export const categoricalAccuracy = (options?: MetricOptions): Metric => new CategoricalAccuracy(options);
/** How often the largest prediction is at the target's class. */
export const sparseCategoricalAccuracy = (options?: MetricOptions): Metric => new SparseCategoricalAccuracy(options);
export const meanSquaredError = (options?: MetricOptions): Metric => new MeanSquaredErrorMetric(options);
export const meanAbsoluteError = (options?: MetricOptions): Metric => new MeanAbsoluteErrorMetric(options);
