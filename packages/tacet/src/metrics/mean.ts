/** The weighted mean of values, and their sum. Source: keras/src/metrics/reduction_metrics.py. */
import { ops, type Tensor, type TypedArray, type Variable } from "@tacet/compiler";
import { checkOptions } from "../options.ts";
import { toSameRank } from "../losses/shapes.ts";
import { Metric, metricKinds, type MetricOptions } from "./metric.ts";

/** Sums of values and of their weights; the result is their quotient in the metric's type, 0 before any value. */
export class Mean extends Metric {
  readonly total: Variable;
  readonly count: Variable;
  constructor(given?: MetricOptions) {
    const options = checkOptions("mean", given, metricKinds);
    super({ ...options, name: options.name ?? "mean" });
    this.total = this.addVariable("total");
    this.count = this.addVariable("count");
  }
  override readonly ofValues = true;
  /** Adds values [n, ...] (their mean a row), or a scalar; weights are one a row or an element. */
  override updateState(values: Tensor, sampleWeight?: Tensor): void {
    this.accumulate(values, sampleWeight);
  }
  protected accumulate(given: Tensor, sampleWeight: Tensor | undefined): void {
    const { values, count } = samplewise(given.cast(this.dtype), sampleWeight?.cast(this.dtype));
    this.total.assign(this.total.tensor.add(values.sum()));
    this.count.assign(this.count.tensor.add(count));
  }
  override result([total, count]: readonly TypedArray[] = [this.total.read(), this.count.read()]): number {
    const [sum, weight] = [total![0]!, count![0]!];
    const quotient = weight === 0 ? 0 : sum / weight;
    return this.dtype === "float32" ? Math.fround(quotient) : quotient;
  }
}

/** The sum of values [n, ...], weighted. */
export class Sum extends Metric {
  readonly total: Variable;
  constructor(given?: MetricOptions) {
    const options = checkOptions("sum", given, metricKinds);
    super({ ...options, name: options.name ?? "sum" });
    this.total = this.addVariable("total");
  }
  override readonly ofValues = true;
  override updateState(values: Tensor, sampleWeight?: Tensor): void {
    const [v, w] = sampleWeight ? toSameRank(values.cast(this.dtype), sampleWeight.cast(this.dtype)) : [values];
    const summed = w && v.rank > w.rank ? v.sum(Array.from({ length: v.rank - w.rank }, (_, i) => w.rank + i)) : v;
    this.total.assign(this.total.tensor.add((w ? summed.mul(w) : summed).cast(this.dtype).sum()));
  }
  override result([total]: readonly TypedArray[] = [this.total.read()]): number {
    return total![0]!;
  }
}

/** A value a row, weighted, and what to divide their sum by. */
function samplewise(given: Tensor, sampleWeight: Tensor | undefined): { values: Tensor; count: Tensor } {
  if (!sampleWeight) {
    const values = meanFrom(given, 1);
    return { values, count: values.rank === 0 ? ops.full([], 1, given.dtype) : values.sizeAlong(0, given.dtype) };
  }
  const [ranked, w] = toSameRank(given, sampleWeight);
  const values = meanFrom(ranked, w.rank);
  const weight = w.broadcastTo(values.shape);
  return { values: meanFrom(values.mul(weight), 1), count: meanFrom(weight, 1).sum() };
}
/** The mean over all axes from this one on. */
function meanFrom(x: Tensor, axis: number): Tensor {
  return x.rank <= axis ? x : x.mean(Array.from({ length: x.rank - axis }, (_, i) => axis + i));
}
