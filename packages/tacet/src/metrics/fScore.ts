/** The harmonic mean of precision and recall. Source: keras/src/metrics/f_score_metrics.py. */
import { ops, type Tensor, type TypedArray } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { checkOptions, oneOf, orNull, positive, share, type Kinds } from "../options.ts";
import { Metric, metricKinds, requireRank2, rounded, type MetricOptions, type MetricResult } from "./metric.ts";

export interface F1ScoreOptions extends MetricOptions {
  /**
   * How the scores of the classes become one: from all counts together, their mean, or weighted by the true ones of
   * each. Default null: they stay apart, and the result is a list.
   */
  readonly average?: "micro" | "macro" | "weighted" | null | undefined;
  /** What a prediction must exceed to count as 1, above 0 and up to 1. Default null: the largest of each row does. */
  readonly threshold?: number | null | undefined;
}
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much more recall weighs than precision. Default 1. */
  readonly beta?: number | undefined;
}
const kinds: Kinds<F1ScoreOptions> = {
  ...metricKinds,
  average: orNull(oneOf("micro", "macro", "weighted")),
  threshold: orNull({ what: "a number above 0, up to 1", test: (x) => positive.test(x) && share.test(x) }),
};
const betaKinds: Kinds<FBetaScoreOptions> = { ...kinds, beta: positive };
const sums = ["true_positives", "false_positives", "false_negatives", "intermediate_weights"] as const;

/** (1 + β²) · precision · recall / (β² · precision + recall), of predictions [n, classes] and one-hot targets. */
export class FBetaScore extends Metric {
  readonly average: "micro" | "macro" | "weighted" | null;
  readonly beta: number;
  readonly threshold: number | null;
  constructor(given?: FBetaScoreOptions) {
    const { average = null, beta = 1, threshold = null, ...options } = checkOptions("fBetaScore", given, betaKinds);
    super({ ...options, name: options.name ?? "fbeta_score" });
    this.average = average;
    this.beta = beta;
    this.threshold = threshold;
  }
  override get direction(): "up" {
    return "up";
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const classes = requireRank2(this, yPred);
    const [t, scores] = [yTrue.cast(this.dtype), yPred.cast(this.dtype)];
    const largest = scores.max(-1, true).broadcastTo(scores.shape);
    const positive =
      this.threshold === null
        ? scores.greaterEqual(largest).and(scores.abs().greater(1e-9))
        : scores.greater(this.threshold);
    const p = positive.cast(this.dtype);
    const weight = sampleWeight?.cast(this.dtype);
    const column = weight && (weight.rank === 1 ? weight.expandDims(1) : weight);
    const values = [p.mul(t), p.mul(ops.subtract(1, t)), ops.subtract(1, p).mul(t), t];
    sums.forEach((name, i) => {
      const weighted = column ? values[i]!.mul(column) : values[i]!;
      const micro = this.average === "micro";
      const total = this.variableOf(name, micro ? [] : [classes]);
      total.assign(total.tensor.add(micro ? weighted.sum() : weighted.sum(0)));
    });
  }
  override result(states: readonly TypedArray[] = this.variables.map((v) => v.read())): MetricResult {
    const [tps, fps, fns, supports] = states;
    if (!tps || !fps || !fns || !supports) return 0;
    const square = this.beta ** 2;
    const scores = Array.from(tps, (tp, i) => {
      const [precision, recall] = [tp / (tp + fps[i]! + EPSILON), tp / (tp + fns[i]! + EPSILON)];
      return ((precision * recall) / (square * precision + recall + EPSILON)) * (1 + square);
    });
    const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
    if (this.average === null) return scores.map((score) => rounded(score, this.dtype));
    if (this.average !== "weighted") return rounded(sum(scores) / scores.length, this.dtype);
    const total = sum(supports) + EPSILON;
    return rounded(sum(scores.map((score, i) => (score * supports[i]!) / total)), this.dtype);
  }
}
/** The F-score with precision and recall of equal weight. */
export class F1Score extends FBetaScore {
  constructor(given?: F1ScoreOptions) {
    const options = checkOptions("f1Score", given, kinds);
    super({ ...options, name: options.name ?? "f1_score" });
  }
}
