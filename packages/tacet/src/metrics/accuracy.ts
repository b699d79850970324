/** How often predictions are right, in its three forms. Source: keras/src/metrics/accuracy_metrics.py. */
import type { Tensor } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { toSameRank } from "../losses/shapes.ts";
import { checkOptions, finite, type Kinds } from "../options.ts";
import { MeanMetric } from "./meanMetric.ts";
import { metricKinds, type MetricOptions } from "./metric.ts";

/** 1 where p > threshold says what the target says, element by element. */
export function binaryMatches(yTrue: Tensor, yPred: Tensor, threshold = 0.5): Tensor {
  const [t, p] = toSameRank(yTrue, yPred);
  return t.equal(p.greater(threshold).cast(t.dtype)).cast(floatx());
}
/** 1 where the largest prediction is at the largest target: [n, ..., c] to [n, ...]. */
export function categoricalMatches(yTrue: Tensor, yPred: Tensor): Tensor {
  return yTrue.argmax(-1).equal(yPred.argmax(-1)).cast(floatx());
}
/** 1 where the largest prediction [n, ..., c] is at the target's class [n, ...] or [n, ..., 1]. */
export function sparseCategoricalMatches(yTrue: Tensor, yPred: Tensor): Tensor {
  const t = yTrue.rank === yPred.rank && yTrue.shape[yTrue.rank - 1] === 1 ? yTrue.squeeze(-1) : yTrue;
  const matches = t.equal(yPred.argmax(-1).cast(t.dtype)).cast(floatx());
  return matches.rank > 1 && matches.shape[matches.rank - 1] === 1 ? matches.squeeze(-1) : matches;
}

export interface BinaryAccuracyOptions extends MetricOptions {
  /** What a prediction must exceed to count as 1. Default 0.5. */
  readonly threshold?: number | undefined;
}
const binaryKinds: Kinds<BinaryAccuracyOptions> = { ...metricKinds, threshold: finite };

export class BinaryAccuracy extends MeanMetric {
  constructor(given?: BinaryAccuracyOptions) {
    const { threshold = 0.5, ...options } = checkOptions("binaryAccuracy", given, binaryKinds);
    super((t, p) => binaryMatches(t, p, threshold), { ...options, name: options.name ?? "binary_accuracy" });
  }
  override get direction(): "up" {
    return "up";
  }
}
export class CategoricalAccuracy extends MeanMetric {
  constructor(given?: MetricOptions) {
    const options = checkOptions("categoricalAccuracy", given, metricKinds);
    super(categoricalMatches, { ...options, name: options.name ?? "categorical_accuracy" });
  }
  override get direction(): "up" {
    return "up";
  }
}
export class SparseCategoricalAccuracy extends MeanMetric {
  constructor(given?: MetricOptions) {
    const options = checkOptions("sparseCategoricalAccuracy", given, metricKinds);
    super(sparseCategoricalMatches, { ...options, name: options.name ?? "sparse_categorical_accuracy" });
  }
  override get direction(): "up" {
    return "up";
  }
}
