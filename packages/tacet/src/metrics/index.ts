/** The registry of metrics: `metrics.binaryAccuracy()`, or the name in `compile`. */
import { TacetError, type Shape } from "@tacet/compiler";
import { targetKind } from "../losses/targetKind.ts";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import * as accuracy from "./accuracy.ts";
import { AUC, type AUCOptions } from "./auc.ts";
import * as decisions from "./decisions.ts";
import { F1Score, FBetaScore, type F1ScoreOptions, type FBetaScoreOptions } from "./fScore.ts";
import * as formulas from "./formulas.ts";
import * as overlaps from "./iou.ts";
import { Mean, Sum } from "./mean.ts";
import { MeanMetric, type MetricFunction } from "./meanMetric.ts";
import { Metric, type MetricOptions } from "./metric.ts";
import { R2Score, RootMeanSquaredError, type R2ScoreOptions } from "./regression.ts";
import type { CrossentropyOptions } from "../losses/crossentropy.ts";
import type { SparseCategoricalCrossentropyOptions } from "../losses/classIndices.ts";

export { Mean, Sum } from "./mean.ts";
export { MeanMetric, type MetricFunction } from "./meanMetric.ts";
export { Metric, type MetricOptions, type MetricResult } from "./metric.ts";

const { BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } = accuracy;

/** Those that a name alone makes: they can do without options. */
const classes = {
  binary_accuracy: BinaryAccuracy,
  categorical_accuracy: CategoricalAccuracy,
  sparse_categorical_accuracy: SparseCategoricalAccuracy,
  top_k_categorical_accuracy: accuracy.TopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: accuracy.SparseTopKCategoricalAccuracy,
  auc: AUC,
  precision: decisions.Precision,
  recall: decisions.Recall,
  true_positives: decisions.TruePositives,
  false_positives: decisions.FalsePositives,
  true_negatives: decisions.TrueNegatives,
  false_negatives: decisions.FalseNegatives,
  f1_score: F1Score,
  f_beta_score: FBetaScore,
  binary_io_u: overlaps.BinaryIoU,
  mean_squared_error: formulas.MeanSquaredError,
  root_mean_squared_error: RootMeanSquaredError,
  mean_absolute_error: formulas.MeanAbsoluteError,
  mean_absolute_percentage_error: formulas.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: formulas.MeanSquaredLogarithmicError,
  log_cosh_error: formulas.LogCoshError,
  cosine_similarity: formulas.CosineSimilarity,
  r2_score: R2Score,
  pearson_correlation: formulas.PearsonCorrelation,
  concordance_correlation: formulas.ConcordanceCorrelation,
  hinge: formulas.Hinge,
  squared_hinge: formulas.SquaredHinge,
  categorical_hinge: formulas.CategoricalHinge,
  kl_divergence: formulas.KLDivergence,
  poisson: formulas.Poisson,
  binary_crossentropy: formulas.BinaryCrossentropy,
  categorical_crossentropy: formulas.CategoricalCrossentropy,
  sparse_categorical_crossentropy: formulas.SparseCategoricalCrossentropy,
} as const;
/** Those that a name cannot make: there are options to give. */
const configured = {
  sensitivity_at_specificity: decisions.SensitivityAtSpecificity,
  specificity_at_sensitivity: decisions.SpecificityAtSensitivity,
  precision_at_recall: decisions.PrecisionAtRecall,
  recall_at_precision: decisions.RecallAtPrecision,
  io_u: overlaps.IoU,
  mean_io_u: overlaps.MeanIoU,
  one_hot_io_u: overlaps.OneHotIoU,
  one_hot_mean_io_u: overlaps.OneHotMeanIoU,
} as const;
const aliases = {
  bce: "binary_crossentropy",
  mse: "mean_squared_error",
  mae: "mean_absolute_error",
  mape: "mean_absolute_percentage_error",
  msle: "mean_squared_logarithmic_error",
} as const;
const accuracies = {
  binary: BinaryAccuracy,
  categorical: CategoricalAccuracy,
  sparse: SparseCategoricalAccuracy,
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
  // Named afterwards, as Keras does it: by then one with an automatic name has counted.
  if (!isAccuracy(identifier)) return Object.assign(new (registry.get(identifier))(), { name: identifier });
  if (!shapes)
    throw new TacetError(
      `Metric "${identifier}" is chosen by the shapes of output and targets; name one of ${registry.names.join(", ")} here.`,
    );
  return new accuracies[targetKind(shapes.yTrue, shapes.yPred)]({ name: identifier });
}
export { getMetric as get };

/**
 * @internal
 * @throws TacetError where no metric of targets and predictions can come of the identifier, before any shape is known
 */
export function check(identifier: MetricLike): void {
  if (typeof identifier !== "string") {
    if (!getMetric(identifier).ofValues) return;
    throw new TacetError(
      `metrics: expected metrics of targets and predictions, received ${show(identifier)}, which is of values. Give a function (yTrue, yPred) => values, whose mean is taken.`,
    );
  }
  if (isAccuracy(identifier)) return;
  const found = registry.get(identifier);
  // Says which option is missing; the others are made when they are needed, since names count.
  if (Object.hasOwn(configured, registry.resolve(identifier)!)) new found();
}

/** Of values: their weighted mean. */
export const mean = (options?: MetricOptions): Metric => new Mean(options);
/** Of values: their weighted sum. */
export const sum = (options?: MetricOptions): Metric => new Sum(options);
export { meanMetricWrapper } from "./meanMetric.ts";

/** How often predictions equal targets. Its name in `compile` means the accuracy that fits the shapes. */
export { makeAccuracy as accuracy };
const makeAccuracy = (options?: MetricOptions): Metric => new accuracy.Accuracy(options);
/** How often p > threshold (0.5) agrees with a target of 0 or 1. */
export const binaryAccuracy = (options?: accuracy.BinaryAccuracyOptions): Metric => new BinaryAccuracy(options);
/** How often the largest prediction is at the one-hot target. */
export const categoricalAccuracy = (options?: MetricOptions): Metric => new CategoricalAccuracy(options);
/** How often the largest prediction is at the target's class. */
export const sparseCategoricalAccuracy = (options?: MetricOptions): Metric => new SparseCategoricalAccuracy(options);
/** How often the class of a one-hot target is among the `k` (5) largest predictions. */
export const topKCategoricalAccuracy = (options?: accuracy.TopKOptions): Metric =>
  new accuracy.TopKCategoricalAccuracy(options);
/** How often the target's class is among the `k` (5) largest predictions. */
export const sparseTopKCategoricalAccuracy = (options?: accuracy.SparseTopKOptions): Metric =>
  new accuracy.SparseTopKCategoricalAccuracy(options);

/** The area under the curve of true by false positives, or of precision by recall. */
export const auc = (options?: AUCOptions): Metric => new AUC(options);
/** Of what was called positive, the share that is. */
export const precision = (options?: decisions.PrecisionOptions): Metric => new decisions.Precision(options);
/** Of what is positive, the share that was found. */
export const recall = (options?: decisions.PrecisionOptions): Metric => new decisions.Recall(options);
/** How many are positive and called so. */
export const truePositives = (options?: decisions.ThresholdOptions): Metric => new decisions.TruePositives(options);
/** How many are negative and called positive. */
export const falsePositives = (options?: decisions.ThresholdOptions): Metric => new decisions.FalsePositives(options);
/** How many are negative and called so. */
export const trueNegatives = (options?: decisions.ThresholdOptions): Metric => new decisions.TrueNegatives(options);
/** How many are positive and called negative. */
export const falseNegatives = (options?: decisions.ThresholdOptions): Metric => new decisions.FalseNegatives(options);
type Bound<B extends keyof decisions.Bounds> = Pick<decisions.Bounds, B> & decisions.BoundOptions;
/** The best recall where the specificity is at least as given. */
export const sensitivityAtSpecificity = (options: Bound<"specificity">): Metric =>
  new decisions.SensitivityAtSpecificity(options);
/** The best specificity where the recall is at least as given. */
export const specificityAtSensitivity = (options: Bound<"sensitivity">): Metric =>
  new decisions.SpecificityAtSensitivity(options);
/** The best precision where the recall is at least as given. */
export const precisionAtRecall = (options: Bound<"recall">): Metric => new decisions.PrecisionAtRecall(options);
/** The best recall where the precision is at least as given. */
export const recallAtPrecision = (options: Bound<"precision">): Metric => new decisions.RecallAtPrecision(options);
/** The harmonic mean of precision and recall, one a class or averaged. */
export const f1Score = (options?: F1ScoreOptions): Metric => new F1Score(options);
/** The harmonic mean of precision and recall, recall weighing `beta` times as much, one a class or averaged. */
export const fBetaScore = (options?: FBetaScoreOptions): Metric => new FBetaScore(options);

/** Intersection over union of the classes named. */
export const ioU = (options: overlaps.IoUOptions): Metric => new overlaps.IoU(options);
/** Intersection over union, averaged over all classes. */
export const meanIoU = (options: overlaps.MeanIoUOptions): Metric => new overlaps.MeanIoU(options);
/** Intersection over union, of one-hot targets. */
export const oneHotIoU = (options: overlaps.OneHotIoUOptions): Metric => new overlaps.OneHotIoU(options);
/** Intersection over union averaged over all classes, of one-hot targets. */
export const oneHotMeanIoU = (options: overlaps.OneHotMeanIoUOptions): Metric => new overlaps.OneHotMeanIoU(options);
/** Intersection over union, of probabilities. */
export const binaryIoU = (options?: overlaps.BinaryIoUOptions): Metric => new overlaps.BinaryIoU(options);

/** The mean of (t - p)². */
export const meanSquaredError = (options?: MetricOptions): Metric => new formulas.MeanSquaredError(options);
/** The root of the mean of (t - p)². */
export const rootMeanSquaredError = (options?: MetricOptions): Metric => new RootMeanSquaredError(options);
/** The mean of |t - p|. */
export const meanAbsoluteError = (options?: MetricOptions): Metric => new formulas.MeanAbsoluteError(options);
/** The mean of 100 |t - p| / |t|. */
export const meanAbsolutePercentageError = (options?: MetricOptions): Metric =>
  new formulas.MeanAbsolutePercentageError(options);
/** The mean of (log(p + 1) - log(t + 1))². */
export const meanSquaredLogarithmicError = (options?: MetricOptions): Metric =>
  new formulas.MeanSquaredLogarithmicError(options);
/** The mean of log cosh(p - t). */
export const logCoshError = (options?: MetricOptions): Metric => new formulas.LogCoshError(options);
/** The cosine of the angle between targets and predictions. */
export const cosineSimilarity = (options?: formulas.AxisOptions & MetricOptions): Metric =>
  new formulas.CosineSimilarity(options);
/** The share of the targets' variance that predictions explain. */
export const r2Score = (options?: R2ScoreOptions): Metric => new R2Score(options);
/** The linear correlation of targets and predictions along an axis. */
export const pearsonCorrelation = (options?: formulas.AxisOptions & MetricOptions): Metric =>
  new formulas.PearsonCorrelation(options);
/** How near targets and predictions are to being equal, along an axis. */
export const concordanceCorrelation = (options?: formulas.AxisOptions & MetricOptions): Metric =>
  new formulas.ConcordanceCorrelation(options);
/** The mean of max(1 - t p, 0). */
export const hinge = (options?: MetricOptions): Metric => new formulas.Hinge(options);
/** The mean of max(1 - t p, 0)². */
export const squaredHinge = (options?: MetricOptions): Metric => new formulas.SquaredHinge(options);
/** By how much another class comes within 1 of the target's. */
export const categoricalHinge = (options?: MetricOptions): Metric => new formulas.CategoricalHinge(options);
/** Σ t log(t / p), of distributions. */
export const klDivergence = (options?: MetricOptions): Metric => new formulas.KLDivergence(options);
/** The mean of p - t log p, of counts. */
export const poisson = (options?: MetricOptions): Metric => new formulas.Poisson(options);
/** The cross-entropy of probabilities of a unit each. */
export const binaryCrossentropy = (options?: CrossentropyOptions & MetricOptions): Metric =>
  new formulas.BinaryCrossentropy(options);
/** The cross-entropy of one-hot targets. */
export const categoricalCrossentropy = (options?: CrossentropyOptions & MetricOptions): Metric =>
  new formulas.CategoricalCrossentropy(options);
/** The cross-entropy of class indices. */
export const sparseCategoricalCrossentropy = (options?: SparseCategoricalCrossentropyOptions & MetricOptions): Metric =>
  new formulas.SparseCategoricalCrossentropy(options);
