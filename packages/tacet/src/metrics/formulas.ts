/**
 * Mean errors, cross-entropies, hinges and correlations as metrics.
 * Source: keras/src/metrics/regression_metrics.py, probabilistic_metrics.py, hinge_metrics.py, correlation_metrics.py.
 */
import type { Tensor } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { maskOf, withoutMasks } from "../layers/mask.ts";
import { binaryCrossentropy } from "../losses/binary.ts";
import { categoricalCrossentropy } from "../losses/categorical.ts";
import { sparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions } from "../losses/classIndices.ts";
import { crossentropyKinds as entropyKinds } from "../losses/crossentropy.ts";
import * as divergence from "../losses/divergence.ts";
import { formula } from "../losses/formula.ts";
import { applyMask } from "../losses/loss.ts";
import * as hinges from "../losses/hinge.ts";
import * as errors from "../losses/regression.ts";
import { checkOptions, flag, orNull, whole, type Kinds } from "../options.ts";
import { MeanMetric } from "./meanMetric.ts";
import { metricKinds, type MetricOptions } from "./metric.ts";
import { metricClass } from "./formulaMetric.ts";

export const MeanSquaredError = metricClass("meanSquaredError", "mean_squared_error", errors.meanSquaredError, "down", {}); // prettier-ignore
export const MeanAbsoluteError = metricClass("meanAbsoluteError", "mean_absolute_error", errors.meanAbsoluteError, "down", {}); // prettier-ignore
export const MeanAbsolutePercentageError = metricClass(
  "meanAbsolutePercentageError",
  "mean_absolute_percentage_error",
  errors.meanAbsolutePercentageError,
  "down",
  {},
);
export const MeanSquaredLogarithmicError = metricClass(
  "meanSquaredLogarithmicError",
  "mean_squared_logarithmic_error",
  errors.meanSquaredLogarithmicError,
  "down",
  {},
);
export const LogCoshError = metricClass("logCoshError", "logcosh", errors.logCosh, "down", {});

export interface AxisOptions {
  /** The axis along which targets and predictions are vectors. Default -1. */
  readonly axis?: number | undefined;
}
const axisKinds: Kinds<AxisOptions> = { axis: whole };
/** The cosine of the angle between targets and predictions; the loss of this name is its negative. */
const cosine = formula<AxisOptions>({ axis: -1 }, (t, p, options) => errors.cosineSimilarity(t, p, options).neg());
export const CosineSimilarity = metricClass("cosineSimilarity", "cosine_similarity", cosine, "up", axisKinds);

const pearson = formula<AxisOptions>({ axis: -1 }, (targets, predictions, { axis }) => {
  const [t, p] = [targets, predictions].map((x) => {
    const centered = x.sub(x.mean(axis, true));
    return centered.div(centered.std(axis, true));
  });
  return t!.mul(p!).mean(axis);
});
export const PearsonCorrelation = metricClass("pearsonCorrelation", "pearson_correlation", pearson, "up", axisKinds);
const concordance = formula<AxisOptions>({ axis: -1 }, (t, p, { axis }) => {
  const [targetMean, mean] = [t.mean(axis, true), p.mean(axis, true)];
  const variances = t.sub(targetMean).var(axis, true).add(p.sub(mean).var(axis, true));
  // As Keras has it: the targets, too, less the mean of the predictions.
  const covariance = t.sub(mean).mul(p.sub(mean));
  const norm = variances.add(targetMean.sub(mean).square());
  return covariance.mul(2).div(norm.add(EPSILON)).mean(axis);
});
export const ConcordanceCorrelation = metricClass(
  "concordanceCorrelation",
  "concordance_correlation",
  concordance,
  "up",
  axisKinds,
);

export const Hinge = metricClass("hinge", "hinge", hinges.hinge, "down", {});
export const SquaredHinge = metricClass("squaredHinge", "squared_hinge", hinges.squaredHinge, "down", {});
export const CategoricalHinge = metricClass("categoricalHinge", "categorical_hinge", hinges.categoricalHinge, "down", {}); // prettier-ignore
export const KLDivergence = metricClass("klDivergence", "kl_divergence", divergence.klDivergence, "down", {});
export const Poisson = metricClass("poisson", "poisson", divergence.poisson, "down", {});

export const BinaryCrossentropy = metricClass("binaryCrossentropy", "binary_crossentropy", binaryCrossentropy, "down", entropyKinds); // prettier-ignore
export const CategoricalCrossentropy = metricClass(
  "categoricalCrossentropy",
  "categorical_crossentropy",
  categoricalCrossentropy,
  "down",
  entropyKinds,
);
const sparseKinds: Kinds<SparseCategoricalCrossentropyOptions & MetricOptions> = {
  ...metricKinds,
  fromLogits: flag,
  ignoreClass: orNull(whole),
  axis: whole,
};
/** Its targets have an axis fewer than the predictions, and stay as they are. */
export class SparseCategoricalCrossentropy extends MeanMetric {
  readonly #ignoreClass: number | null;
  constructor(given?: SparseCategoricalCrossentropyOptions & MetricOptions) {
    const options = checkOptions("sparseCategoricalCrossentropy", given, sparseKinds);
    super((t, p) => sparseCategoricalCrossentropy(t, p, options), {
      ...options,
      name: options.name ?? "sparse_categorical_crossentropy",
    });
    this.#ignoreClass = options.ignoreClass ?? null;
  }
  override get direction(): "down" {
    return "down";
  }
  /** As in Keras, rows of the ignored class count as 0, and are left out of a weighted mean only. */
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const ignored = this.#ignoreClass;
    const weight = applyMask(sampleWeight, maskOf(yPred), this.dtype, "sum");
    if (!weight || ignored === null) return super.updateState(yTrue, yPred, sampleWeight);
    const counts = yTrue.notEqual(ignored).cast(weight.dtype);
    super.updateState(yTrue, withoutMasks(yPred), weight.mul(counts.reshape(weight.shape)));
  }
}
