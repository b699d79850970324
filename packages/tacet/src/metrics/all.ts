/** The metrics' classes, under Keras's names. */
export {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} from "./accuracy.ts";
export { AUC } from "./auc.ts";
export {
  FalseNegatives,
  FalsePositives,
  Precision,
  PrecisionAtRecall,
  Recall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
  TrueNegatives,
  TruePositives,
} from "./decisions.ts";
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalHinge,
  ConcordanceCorrelation,
  CosineSimilarity,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  PearsonCorrelation,
  Poisson,
  SparseCategoricalCrossentropy,
  SquaredHinge,
} from "./formulas.ts";
export { F1Score, FBetaScore } from "./fScore.ts";
export { BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from "./iou.ts";
export { Mean, Sum } from "./mean.ts";
export { MeanMetricWrapper } from "./meanMetric.ts";
export { R2Score, RootMeanSquaredError } from "./regression.ts";
