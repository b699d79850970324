/** How often predictions are right, in its three forms. Source: keras/src/metrics/accuracy_metrics.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { toSameRank } from "../losses/shapes.ts";
import { checkOptions, finite, flag, wholeFrom, type Kinds } from "../options.ts";
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
/** How often predictions equal targets, element by element. */
export class Accuracy extends MeanMetric {
  constructor(given?: MetricOptions) {
    const options = checkOptions("accuracy", given, metricKinds);
    super(
      (yTrue, yPred) => {
        const [t, p] = toSameRank(yTrue.cast(yPred.dtype), yPred);
        return t.equal(p).cast(floatx());
      },
      { ...options, name: options.name ?? "accuracy" },
    );
  }
  override get direction(): "up" {
    return "up";
  }
}

export interface TopKOptions extends MetricOptions {
  /** Among how many of the largest predictions the target's class has to be. Default 5. */
  readonly k?: number | undefined;
}
export interface SparseTopKOptions extends TopKOptions {
  /** Whether predictions are class indices already, the best first. Default false. */
  readonly fromSortedIds?: boolean | undefined;
}
const topKKinds: Kinds<TopKOptions> = { ...metricKinds, k: wholeFrom(1) };
const sparseTopKKinds: Kinds<SparseTopKOptions> = { ...topKKinds, fromSortedIds: flag };

/** 1 where fewer than k predictions [n, ..., c] exceed that of the class [n, ...]: ties count for the class. */
function inTopK(classes: Tensor, predictions: Tensor, k: number): Tensor {
  const count = predictions.shape.at(-1) as number;
  const index = classes.cast("int32");
  // As an index does in Keras, -1 names the last class; what names none, or has no number, is below all.
  const place = ops.where(index.less(0), index.add(count), index);
  const own = predictions.pick(place);
  const known = place.greaterEqual(0).and(place.less(count)).and(own.isnan().not());
  return predictions
    .greater(ops.where(known, own, -Infinity).expandDims(-1))
    .sum(-1)
    .less(k)
    .cast(floatx());
}
/** How often the class of a one-hot target is among the k largest predictions. */
export class TopKCategoricalAccuracy extends MeanMetric {
  constructor(given?: TopKOptions) {
    const { k = 5, ...options } = checkOptions("topKCategoricalAccuracy", given, topKKinds);
    super((t, p) => inTopK(t.argmax(-1), p, k), { ...options, name: options.name ?? "top_k_categorical_accuracy" });
  }
  override get direction(): "up" {
    return "up";
  }
}
/** How often the target's class is among the k largest predictions. */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  constructor(given?: SparseTopKOptions) {
    const {
      k = 5,
      fromSortedIds = false,
      ...options
    } = checkOptions("sparseTopKCategoricalAccuracy", given, sparseTopKKinds);
    super(
      (yTrue, p) => {
        const t = yTrue.rank === p.rank ? yTrue.squeeze(-1) : yTrue;
        if (!fromSortedIds) return inTopK(t, p, k);
        return p.sliceAxis(-1, 0, k).equal(t.cast(p.dtype).expandDims(-1)).any(-1).cast(floatx());
      },
      { ...options, name: options.name ?? "sparse_top_k_categorical_accuracy" },
    );
  }
  override get direction(): "up" {
    return "up";
  }
}
