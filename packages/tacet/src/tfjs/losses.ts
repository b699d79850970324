/**
 * TensorFlow.js's losses as functions of labels and predictions, each weighed and reduced to a number.
 * Source: tfjs-core/src/ops/losses.
 */
import { ops, TacetError, type Tensor as Inner } from "@tacet/compiler";
import { float, type Operand } from "./ops/operand.ts";
import { lift } from "./tensor.ts";

/** How the values of a loss become one. */
export const Reduction = { NONE: 0, MEAN: 1, SUM: 2, SUM_BY_NONZERO_WEIGHTS: 3 } as const;
type ReductionKind = (typeof Reduction)[keyof typeof Reduction];

/** @param reduction default SUM_BY_NONZERO_WEIGHTS: the sum divided by the number of values that weigh anything */
function weighed(
  losses: Operand,
  weights?: Operand,
  reduction: ReductionKind = Reduction.SUM_BY_NONZERO_WEIGHTS,
): Inner {
  // prettier-ignore
  const values = float(losses);
  const given = weights === undefined ? undefined : float(weights);
  const weighted = given ? values.multiply(given) : values;
  if (reduction === Reduction.NONE) return weighted;
  if (reduction === Reduction.SUM) return weighted.sum();
  if (!given) return weighted.mean();
  const each = given.broadcastTo(values.shape);
  const count = reduction === Reduction.MEAN ? each : each.notEqual(0).cast("float32");
  return weighted.sum().divideNoNan(count.sum());
}

type Measure = (labels: Inner, predictions: Inner) => Inner;
const loss = (measure: Measure) =>
  lift((labels: Operand, predictions: Operand, weights?: Operand, reduction?: ReductionKind) =>
    weighed(measure(float(labels), float(predictions)), weights, reduction),
  );
const smoothed = (labels: Inner, smoothing: number, target: number): Inner =>
  smoothing > 0 ? labels.multiply(1 - smoothing).add(target * smoothing) : labels;

export const computeWeightedLoss = lift(weighed);
export const absoluteDifference = loss((y, p) => y.subtract(p).abs());
export const meanSquaredError = loss((y, p) => y.subtract(p).square());
/** Of labels 0 and 1. */
export const hingeLoss = loss((y, p) => ops.relu(ops.subtract(1, y.multiply(2).subtract(1).multiply(p))));
/** 1 minus the sum of products along `axis`: of unit vectors the cosine distance. */
export const cosineDistance = lift(
  (labels: Operand, predictions: Operand, axis: number, weights?: Operand, reduction?: ReductionKind) => {
    // prettier-ignore
    if (typeof axis !== "number") throw new TacetError(`cosineDistance: expected an axis, received ${String(axis)}.`);
    return weighed(ops.subtract(1, float(labels).multiply(float(predictions)).sum(axis, true)), weights, reduction);
  },
);
/** Squared for errors up to `delta`, linear beyond. */
export const huberLoss = lift(
  (labels: Operand, predictions: Operand, weights?: Operand, delta = 1, reduction?: ReductionKind) => {
    // prettier-ignore
    const error = float(labels).subtract(float(predictions)).abs();
    const quadratic = error.minimum(delta);
    return weighed(quadratic.square().multiply(0.5).add(error.subtract(quadratic).multiply(delta)), weights, reduction);
  },
);
/** Of probabilities. */
export const logLoss = lift(
  (labels: Operand, predictions: Operand, weights?: Operand, epsilon = 1e-7, reduction?: ReductionKind) => {
    // prettier-ignore
    const [y, p] = [float(labels), float(predictions)];
    const other = ops.subtract(1, y).multiply(ops.subtract(1 + epsilon, p).log());
    return weighed(y.multiply(p.add(epsilon).log()).add(other).negative(), weights, reduction);
  },
);
/** Of logits, each label by itself. */
export const sigmoidCrossEntropy = lift(
  (multiClassLabels: Operand, logits: Operand, weights?: Operand, labelSmoothing = 0, reduction?: ReductionKind) => {
    // prettier-ignore
    const [y, x] = [smoothed(float(multiClassLabels), labelSmoothing, 0.5), float(logits)];
    return weighed(x.relu().subtract(x.multiply(y)).add(x.abs().negative().exp().log1p()), weights, reduction);
  },
);
/** Of logits and one-hot labels, a value a row. */
export const softmaxCrossEntropy = lift(
  (onehotLabels: Operand, logits: Operand, weights?: Operand, labelSmoothing = 0, reduction?: ReductionKind) => {
    // prettier-ignore
    const [y, x] = [float(onehotLabels), float(logits)];
    const labels = smoothed(y, labelSmoothing, 1 / (y.shape.at(-1) as number));
    return weighed(labels.multiply(x.logSoftmax(-1)).sum(-1).negative(), weights, reduction);
  },
);
