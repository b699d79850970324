/**
 * Counts of right and wrong decisions at thresholds: what precision, recall and areas under curves are made of.
 * Source: keras/src/metrics/metrics_utils.py, update_confusion_matrix_variables.
 */
import { ops, sameShape, TacetError, tensor, formatShape, type StaticShape, type Tensor } from "@tacet/compiler";
import { toSameRank } from "../losses/shapes.ts";
import { Metric, type MetricOptions } from "./metric.ts";

export const cells = ["true_positives", "false_positives", "true_negatives", "false_negatives"] as const;
export type Cell = (typeof cells)[number];

export interface Decisions {
  readonly thresholds: readonly number[];
  /** Whether predictions are put in buckets between even thresholds, which rounds otherwise than comparing does. */
  readonly even: boolean;
  /** Only this many of the largest predictions of a row may count as positive. */
  readonly topK?: number | null | undefined;
  /** Only this class counts. */
  readonly classId?: number | null | undefined;
  /** Whether each column is counted by itself. */
  readonly multiLabel?: boolean | undefined;
  /** Weights of the columns, where they are counted together. */
  readonly labelWeights?: readonly number[] | undefined;
}

/** Thresholds that lie evenly from 0 to 1 count as Keras counts them: by buckets. */
export function areEven(thresholds: readonly number[]): boolean {
  const last = thresholds.length - 1;
  // numpy.allclose, whose second bound is relative
  return last >= 2 && thresholds.every((t, i) => Math.abs(t - i / last) <= 1e-7 + 1e-5 * Math.abs(i / last));
}

/** Predictions that are not among the k largest of their row become the least number; of equal ones the first count. */
function onlyTopK(x: Tensor, k: number): Tensor {
  const order = ops.arange(0, x.shape.at(-1) as number);
  const [own, others] = [x.expandDims(-1), x.expandDims(-2)];
  const before = order.expandDims(0).less(order.expandDims(1));
  const ahead = others.greater(own).or(others.equal(own).and(before.broadcastTo(others.equal(own).shape)));
  return ops.where(ahead.cast("float32").sum(-1).less(k), x, -1e10);
}
const column = (x: Tensor, classId: number): Tensor => x.sliceAxis(-1, classId, classId + 1);
/** @throws TacetError where predictions have no column of this class, or fewer than k, or fewer axes than `rank` */
function requireColumns({ name }: Metric, p: Tensor, option: string, least: number, rank: number): void {
  const columns = p.shape.at(-1);
  if (p.rank >= rank && typeof columns === "number" && columns >= least) return;
  throw new TacetError(
    `Metric "${name}": expected an output of at least ${least} units for its ${option}, received shape ${formatShape(p.shape)}.`,
  );
}

/** A metric that keeps some of the counts, one a threshold (and, by column, a label). */
export abstract class ConfusionMetric extends Metric {
  protected abstract readonly kept: readonly Cell[];
  protected abstract readonly decisions: Decisions;

  protected constructor(options: MetricOptions) {
    super(options);
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { thresholds, even, topK, classId, multiLabel = false, labelWeights } = this.decisions;
    let [p, t] = toSameRank(yPred.cast(this.dtype), yTrue.cast(this.dtype));
    if (!sameShape(t.shape, p.shape)) {
      throw new TacetError(
        `Metric "${this.name}": expected targets of the output's shape ${formatShape(p.shape)}, received ${formatShape(t.shape)}. Make them one-hot.`,
      );
    }
    if (typeof topK === "number") {
      requireColumns(this, p, "topK", topK, 1);
      p = onlyTopK(p, topK);
    }
    if (typeof classId === "number") {
      requireColumns(this, p, "classId", classId + 1, 2);
      [t, p] = [column(t, classId), column(p, classId)];
    }
    let weight = sampleWeight && rowWeights(sampleWeight.cast(this.dtype), p);
    if (labelWeights && !multiLabel) {
      const byLabel = tensor(labelWeights, [labelWeights.length], this.dtype).broadcastTo(p.shape);
      weight = weight ? weight.mul(byLabel) : byLabel;
    }
    // [thresholds, elements], or [thresholds, n, labels]
    const spread = (x: Tensor): Tensor => (multiLabel ? x.expandDims(0) : x.reshape([1, -1]));
    const [labels, predictions] = [spread(t.cast("bool")), spread(p)];
    const shape: StaticShape = [thresholds.length, ...Array<number>(predictions.rank - 1).fill(1)];
    const positive = even
      ? bucketOf(predictions, thresholds).greaterEqual(ops.arange(0, thresholds.length).cast(this.dtype).reshape(shape))
      : predictions.greater(tensor(thresholds, shape, this.dtype));
    const weights = weight && spread(weight);
    for (const cell of this.kept) {
      const isTrue = cell.startsWith("true") === cell.endsWith("positives") ? labels : labels.not();
      const hit = (cell.endsWith("positives") ? positive : positive.not()).and(isTrue.broadcastTo(positive.shape));
      const counted = hit.cast(this.dtype);
      const total = (weights ? counted.mul(weights) : counted).sum(1);
      const variable = this.variableOf(cell, total.shape as StaticShape);
      variable.assign(variable.tensor.add(total));
    }
  }
  /** The counts of a cell, from copies of the variables or from these; zeros before any batch. */
  protected counts(cell: Cell, states: readonly ArrayLike<number>[] | undefined): ArrayLike<number> {
    const at = this.kept.indexOf(cell);
    const found = states ? states[at] : this.variables[at]?.read();
    return found ?? new Float32Array(this.decisions.thresholds.length);
  }
}

/** Weights, one a row or an element, as one an element. */
function rowWeights(given: Tensor, values: Tensor): Tensor {
  let w = given;
  while (w.rank < values.rank) w = w.expandDims(-1);
  while (w.rank > values.rank && w.shape.at(-1) === 1) w = w.squeeze(-1);
  return w.broadcastTo(values.shape);
}
/** The last threshold that a prediction exceeds, by its place among even ones; NaN counts in the first bucket, as in Keras. */
function bucketOf(predictions: Tensor, thresholds: readonly number[]): Tensor {
  const place = ops.ceil(ops.clip(predictions, 0, 1).mul(thresholds.length - 1)).sub(1);
  const withEpsilon = thresholds[0]! < 0 || thresholds.at(-1)! > 1;
  const number = ops.where(place.isnan(), 0, place);
  return withEpsilon ? number.maximum(0) : number;
}

/** a / b, and 0 where b is 0. */
export const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);
