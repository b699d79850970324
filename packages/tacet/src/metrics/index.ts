/** The registry of metrics: `metrics.binaryAccuracy()`, or the name in `compile`. */
import * as accuracy from "./accuracy.ts";
import { AUC, type AUCOptions } from "./auc.ts";
import * as decisions from "./decisions.ts";
import { F1Score, FBetaScore, type F1ScoreOptions, type FBetaScoreOptions } from "./fScore.ts";
import * as formulas from "./formulas.ts";
import * as overlaps from "./iou.ts";
import { metricNames } from "./lookup.ts";
import { Mean, Sum } from "./mean.ts";
import { MeanMetricWrapper, type MeanMetricWrapperOptions } from "./meanMetric.ts";
import type { Metric, MetricOptions } from "./metric.ts";
import { checkMetricName, metricNamed, metricNameList } from "./names.ts";
import { R2Score, RootMeanSquaredError, type R2ScoreOptions } from "./regression.ts";
import type { CrossentropyOptions } from "../losses/crossentropy.ts";
import type { SparseCategoricalCrossentropyOptions } from "../losses/classIndices.ts";

export { Mean, Sum } from "./mean.ts";
export { MeanMetric, type MetricFunction } from "./meanMetric.ts";
export { Metric, type MetricOptions, type MetricResult } from "./metric.ts";
export { check, getMetric, getMetric as get } from "./lookup.ts";
export { registry, type MetricLike, type MetricName } from "./names.ts";

metricNames.fill({ names: metricNameList, make: metricNamed, check: checkMetricName });

/** Of values: their weighted mean. */
export const mean = (options?: MetricOptions): Metric => new Mean(options);
/** Of values: their weighted sum. */
export const sum = (options?: MetricOptions): Metric => new Sum(options);
/** The mean of a function; a bare function in `compile` is one under its own name. */
export const meanMetricWrapper = (options: MeanMetricWrapperOptions): Metric => new MeanMetricWrapper(options);

/** How often predictions equal targets. Its name in `compile` means the accuracy that fits the shapes. */
export { makeAccuracy as accuracy };
const makeAccuracy = (options?: MetricOptions): Metric => new accuracy.Accuracy(options);
/** How often p > threshold (0.5) agrees with a target of 0 or 1. */
export const binaryAccuracy = (options?: accuracy.BinaryAccuracyOptions): Metric =>
  new accuracy.BinaryAccuracy(options);
/** How often the largest prediction is at the one-hot target. */
export const categoricalAccuracy = (options?: MetricOptions): Metric => new accuracy.CategoricalAccuracy(options);
/** How often the largest prediction is at the target's class. */
export const sparseCategoricalAccuracy = (options?: MetricOptions): Metric =>
  new accuracy.SparseCategoricalAccuracy(options);
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
