/** The metrics by name. */
import { TacetError } from "@tacet/compiler";
import type { TargetShapes } from "../losses/names.ts";
import { targetKind } from "../losses/targetKind.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { MetricFunction } from "./meanMetric.ts";
import type { Metric } from "./metric.ts";

/** Those that a name alone makes: they can do without options. */
const classes = {
  binary_accuracy: all.BinaryAccuracy,
  categorical_accuracy: all.CategoricalAccuracy,
  sparse_categorical_accuracy: all.SparseCategoricalAccuracy,
  top_k_categorical_accuracy: all.TopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: all.SparseTopKCategoricalAccuracy,
  auc: all.AUC,
  precision: all.Precision,
  recall: all.Recall,
  true_positives: all.TruePositives,
  false_positives: all.FalsePositives,
  true_negatives: all.TrueNegatives,
  false_negatives: all.FalseNegatives,
  f1_score: all.F1Score,
  f_beta_score: all.FBetaScore,
  binary_io_u: all.BinaryIoU,
  mean_squared_error: all.MeanSquaredError,
  root_mean_squared_error: all.RootMeanSquaredError,
  mean_absolute_error: all.MeanAbsoluteError,
  mean_absolute_percentage_error: all.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: all.MeanSquaredLogarithmicError,
  log_cosh_error: all.LogCoshError,
  cosine_similarity: all.CosineSimilarity,
  r2_score: all.R2Score,
  pearson_correlation: all.PearsonCorrelation,
  concordance_correlation: all.ConcordanceCorrelation,
  hinge: all.Hinge,
  squared_hinge: all.SquaredHinge,
  categorical_hinge: all.CategoricalHinge,
  kl_divergence: all.KLDivergence,
  poisson: all.Poisson,
  binary_crossentropy: all.BinaryCrossentropy,
  categorical_crossentropy: all.CategoricalCrossentropy,
  sparse_categorical_crossentropy: all.SparseCategoricalCrossentropy,
} as const;
/** Those that a name cannot make: there are options to give. */
const configured = {
  sensitivity_at_specificity: all.SensitivityAtSpecificity,
  specificity_at_sensitivity: all.SpecificityAtSensitivity,
  precision_at_recall: all.PrecisionAtRecall,
  recall_at_precision: all.RecallAtPrecision,
  io_u: all.IoU,
  mean_io_u: all.MeanIoU,
  one_hot_io_u: all.OneHotIoU,
  one_hot_mean_io_u: all.OneHotMeanIoU,
} as const;
const aliases = {
  bce: "binary_crossentropy",
  mse: "mean_squared_error",
  mae: "mean_absolute_error",
  mape: "mean_absolute_percentage_error",
  msle: "mean_squared_logarithmic_error",
} as const;
const accuracies = {
  binary: all.BinaryAccuracy,
  categorical: all.CategoricalAccuracy,
  sparse: all.SparseCategoricalAccuracy,
} as const;
const isAccuracy = (name: string): boolean => name.toLowerCase() === "accuracy" || name.toLowerCase() === "acc";

export const registry = createRegistry<keyof typeof classes | keyof typeof configured, new () => Metric>(
  "metric",
  { ...classes, ...configured },
  aliases,
  ["accuracy"],
);
export type MetricName = Identifier<keyof typeof classes> | keyof typeof aliases | "accuracy" | "acc";
/** A metric, the name of one with its defaults, or a function of targets and predictions whose mean is taken. */
export type MetricLike = Metric | MetricName | MetricFunction;

/** The names of all, as messages list them. */
export const metricNameList: readonly string[] = ["accuracy", ...registry.names];
/** A name stays the metric's name, as typed. @throws TacetError for an unknown one, listing those near it */
export function metricNamed(name: string, shapes?: TargetShapes): Metric {
  // Named afterwards, as Keras does it: by then one with an automatic name has counted.
  if (!isAccuracy(name)) return Object.assign(new (registry.get(name))(), { name });
  if (!shapes)
    throw new TacetError(
      `Metric "${name}" is chosen by the shapes of output and targets; name one of ${registry.names.join(", ")} here.`,
    );
  return new accuracies[targetKind(shapes.yTrue, shapes.yPred)]({ name });
}
/** @throws TacetError where no metric can come of a name, before any shape is known */
export function checkMetricName(name: string): void {
  if (isAccuracy(name)) return;
  const found = registry.get(name);
  // Says which option is missing; the others are made when they are needed, since names count.
  if (Object.hasOwn(configured, registry.resolve(name)!)) new found();
}
