/** Errors that are no mean of a formula: a root, and a share of the variance. Source: keras/src/metrics/regression_metrics.py. */
import type { Tensor, TypedArray, Variable } from "@tacet/compiler";
import { toSameRank } from "../losses/shapes.ts";
import { checkOptions, oneOf, orNull, wholeFrom, type Kinds } from "../options.ts";
import { warn } from "../warn.ts";
import { Mean } from "./mean.ts";
import { Metric, metricKinds, requireRank2, rounded, type MetricOptions, type MetricResult } from "./metric.ts";

/** The root of the mean of (t - p)². */
export class RootMeanSquaredError extends Metric {
  readonly #mean: Mean;
  constructor(given?: MetricOptions) {
    const options = checkOptions("rootMeanSquaredError", given, metricKinds);
    super({ ...options, name: options.name ?? "root_mean_squared_error" });
    this.#mean = new Mean({ dtype: options.dtype });
  }
  override get direction(): "down" {
    return "down";
  }
  override get variables(): readonly Variable[] {
    return this.#mean.variables;
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const [t, p] = toSameRank(yTrue.cast(this.dtype), yPred.cast(this.dtype));
    this.#mean.updateState(p.sub(t).square(), sampleWeight);
  }
  override result(states?: readonly TypedArray[]): number {
    return rounded(Math.sqrt(this.#mean.result(states)), this.dtype);
  }
  override resetState(): void {
    this.#mean.resetState();
  }
}

export interface R2ScoreOptions extends MetricOptions {
  /**
   * How the scores of several outputs become one: their mean, or weighted by the variance of targets; null keeps them
   * apart, and the result is a list. Default "uniform_average".
   */
  readonly classAggregation?: "uniform_average" | "variance_weighted_average" | null | undefined;
  /** The number of independent regressors, for the adjusted score. Default 0: not adjusted. */
  readonly numRegressors?: number | undefined;
}
const kinds: Kinds<R2ScoreOptions> = {
  ...metricKinds,
  classAggregation: orNull(oneOf("uniform_average", "variance_weighted_average")),
  numRegressors: wholeFrom(0),
};

/** The share of the targets' variance that predictions [n, d] explain: 1 at best. */
export class R2Score extends Metric {
  readonly classAggregation: "uniform_average" | "variance_weighted_average" | null;
  readonly numRegressors: number;
  readonly numSamples: Variable;
  constructor(given?: R2ScoreOptions) {
    const {
      classAggregation = "uniform_average",
      numRegressors = 0,
      ...options
    } = checkOptions("r2Score", given, kinds);
    super({ ...options, name: options.name ?? "r2_score" });
    this.classAggregation = classAggregation;
    this.numRegressors = numRegressors;
    this.numSamples = this.addVariable("num_samples");
  }
  override get direction(): "up" {
    return "up";
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const [t, p] = toSameRank(yTrue.cast(this.dtype), yPred.cast(this.dtype));
    const columns = requireRank2(this, p);
    const weight = sampleWeight?.cast(this.dtype) ?? t.onesLike();
    const w = (weight.rank === 1 ? weight.expandDims(1) : weight).broadcastTo(t.shape);
    const weighted = t.mul(w);
    this.#add("squared_sum", columns, t.mul(weighted));
    this.#add("sum", columns, weighted);
    this.#add("residual", columns, t.sub(p).square().mul(w));
    this.#add("count", columns, w);
    this.numSamples.assign(this.numSamples.tensor.add(t.onesLike().sum()));
  }
  #add(name: string, columns: number, values: Tensor): void {
    const total = this.variableOf(name, [columns]);
    total.assign(total.tensor.add(values.sum(0)));
  }
  override result(states: readonly TypedArray[] = this.variables.map((v) => v.read())): MetricResult {
    const [samples, squares, sums, residuals, counts] = states;
    if (!squares || !sums || !residuals || !counts) return 0;
    // In the type of the sums, whose rounding the difference magnifies: what Keras has, to the bit.
    const f = (value: number): number => rounded(value, this.dtype);
    const totals = Array.from(squares, (square, i) => f(square - f(sums[i]! * f(sums[i]! / counts[i]!))));
    const scores = totals.map((total, i) => {
      const score = f(1 - f(residuals[i]! / total));
      return Number.isFinite(score) || Number.isNaN(score) ? score : 0;
    });
    const last = (score: number): number => f(this.#adjusted(score, samples![0]!));
    if (this.classAggregation === null) return scores.map(last);
    const weights = this.classAggregation === "uniform_average" ? totals.map(() => 1) : totals;
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    return last(sum(scores.map((s, i) => s * weights[i]!)) / sum(weights));
  }
  #adjusted(score: number, samples: number): number {
    const regressors = this.numRegressors;
    if (regressors === 0) return score;
    if (regressors >= samples - 1) {
      warn(
        `Metric "${this.name}": ${regressors} regressors are too many for ${samples} rows; the score is not adjusted.`,
      );
      return score;
    }
    return 1 - ((1 - score) * (samples - 1)) / (samples - regressors - 1);
  }
}
