/**
 * Counts of decisions at a threshold, their shares, and shares at a bound on another.
 * Source: keras/src/metrics/confusion_metrics.py.
 */
import type { TypedArray } from "@tacet/compiler";
import { autoName } from "../naming.ts";
import { checkOptions, oneOrMore, orNull, required, share as shareKind, wholeFrom, type Kinds } from "../options.ts";
import { areEven, cells, ConfusionMetric, share, type Cell, type Decisions } from "./confusion.ts";
import { metricKinds, rounded, type MetricOptions, type MetricResult } from "./metric.ts";

export interface ThresholdOptions extends MetricOptions {
  /** What a prediction must exceed to count as positive: one number from 0 to 1, or several, each with a result. Default 0.5. */
  readonly thresholds?: number | readonly number[] | null | undefined;
}
export interface PrecisionOptions extends ThresholdOptions {
  /** Only so many of the largest predictions of a row may count as positive; without `thresholds` they all do. */
  readonly topK?: number | null | undefined;
  /** The one class that counts. */
  readonly classId?: number | null | undefined;
}
const thresholdKinds: Kinds<ThresholdOptions> = { ...metricKinds, thresholds: orNull(oneOrMore(shareKind)) };
const precisionKinds: Kinds<PrecisionOptions> = {
  ...thresholdKinds,
  topK: orNull(wholeFrom(1)),
  classId: orNull(wholeFrom(0)),
};

function decisionsOf({ thresholds, topK, classId }: PrecisionOptions): Decisions {
  const given = [thresholds ?? (typeof topK === "number" ? -1e10 : 0.5)].flat();
  return { thresholds: given, even: areEven(given), topK, classId };
}
/** A single threshold has a number for its result. */
const oneOrAll = (values: readonly number[]): MetricResult => (values.length === 1 ? values[0]! : values);

/** The metric that counts one kind of decision. */
const countClass = (
  className: string,
  factory: string,
  cell: Cell,
): new (given?: ThresholdOptions) => ConfusionMetric =>
  class extends ConfusionMetric {
    protected readonly kept = [cell];
    protected readonly decisions: Decisions;
    constructor(given?: ThresholdOptions) {
      const options = checkOptions(factory, given, thresholdKinds);
      super({ ...options, name: options.name ?? autoName(className) });
      this.decisions = decisionsOf(options);
    }
    override result(states?: readonly TypedArray[]): MetricResult {
      return oneOrAll(Array.from(this.counts(cell, states)));
    }
  };
export const TruePositives = countClass("TruePositives", "truePositives", "true_positives");
export const FalsePositives = countClass("FalsePositives", "falsePositives", "false_positives");
export const TrueNegatives = countClass("TrueNegatives", "trueNegatives", "true_negatives");
export const FalseNegatives = countClass("FalseNegatives", "falseNegatives", "false_negatives");

/** The share of true positives among them and another kind of decision. */
const ratioClass = (
  className: string,
  factory: string,
  other: Cell,
): new (given?: PrecisionOptions) => ConfusionMetric =>
  class extends ConfusionMetric {
    protected readonly kept = ["true_positives", other] as const;
    protected readonly decisions: Decisions;
    constructor(given?: PrecisionOptions) {
      const options = checkOptions(factory, given, precisionKinds);
      super({ ...options, name: options.name ?? autoName(className) });
      this.decisions = decisionsOf(options);
    }
    override get direction(): "up" {
      return "up";
    }
    override result(states?: readonly TypedArray[]): MetricResult {
      const [right, wrong] = [this.counts("true_positives", states), this.counts(other, states)];
      return oneOrAll(Array.from(right, (tp, i) => rounded(share(tp, tp + wrong[i]!), this.dtype)));
    }
  };
/** Of what was called positive, the share that is. */
export const Precision = ratioClass("Precision", "precision", "false_positives");
/** Of what is positive, the share that was found. */
export const Recall = ratioClass("Recall", "recall", "false_negatives");

export interface BoundOptions extends MetricOptions {
  /** Thresholds tried, evenly spread from 0 to 1. Default 200. */
  readonly numThresholds?: number | undefined;
  /** The one class that counts. */
  readonly classId?: number | null | undefined;
}
/** The measure that has a bound, by its name. */
export interface Bounds {
  /** The least recall: from 0 to 1. */
  readonly recall: number;
  /** The least sensitivity, which is the recall: from 0 to 1. */
  readonly sensitivity: number;
  /** The least specificity, the share of negatives that is called so: from 0 to 1. */
  readonly specificity: number;
  /** The least precision: from 0 to 1. */
  readonly precision: number;
}
const measures = {
  recall: ["true_positives", "false_negatives"],
  sensitivity: ["true_positives", "false_negatives"],
  specificity: ["true_negatives", "false_positives"],
  precision: ["true_positives", "false_positives"],
} as const satisfies Record<keyof Bounds, readonly [Cell, Cell]>;
type Measure = keyof Bounds;

/** The best of one measure over thresholds at which another reaches a bound. */
const boundClass = <B extends Measure>(
  className: string,
  factory: string,
  best: Measure,
  bound: B,
): new (given?: Pick<Bounds, B> & BoundOptions) => ConfusionMetric =>
  class extends ConfusionMetric {
    protected readonly kept = cells;
    protected readonly decisions: Decisions;
    readonly #bound: number;
    constructor(given?: Pick<Bounds, B> & BoundOptions) {
      const kinds = {
        ...metricKinds,
        numThresholds: wholeFrom(1),
        classId: orNull(wholeFrom(0)),
        [bound]: required(shareKind),
      } as Kinds<BoundOptions>;
      const options = checkOptions<BoundOptions>(factory, given, kinds);
      super({ ...options, name: options.name ?? autoName(className) });
      this.#bound = given![bound];
      const { numThresholds: count = 200, classId } = options;
      const thresholds = count === 1 ? [0.5] : Array.from({ length: count }, (_, i) => i / (count - 1));
      this.decisions = { thresholds, even: count > 1 && (count === 2 || areEven(thresholds)), classId };
    }
    override get direction(): "up" {
      return "up";
    }
    override result(states?: readonly TypedArray[]): number {
      const of = (measure: Measure): number[] => {
        const [own, other] = measures[measure].map((cell) => this.counts(cell, states)) as [
          ArrayLike<number>,
          ArrayLike<number>,
        ];
        return Array.from(own, (count, i) => rounded(share(count, count + other[i]!), this.dtype));
      };
      const [reached, wanted] = [of(bound), of(best)];
      const least = rounded(this.#bound, this.dtype);
      return wanted.reduce((most, value, i) => (reached[i]! >= least ? Math.max(most, value) : most), 0);
    }
  };
export const SensitivityAtSpecificity = boundClass("SensitivityAtSpecificity", "sensitivityAtSpecificity", "sensitivity", "specificity"); // prettier-ignore
export const SpecificityAtSensitivity = boundClass("SpecificityAtSensitivity", "specificityAtSensitivity", "specificity", "sensitivity"); // prettier-ignore
export const PrecisionAtRecall = boundClass("PrecisionAtRecall", "precisionAtRecall", "precision", "recall");
export const RecallAtPrecision = boundClass("RecallAtPrecision", "recallAtPrecision", "recall", "precision");
