/** The area under a curve of decisions. Source: keras/src/metrics/confusion_metrics.py, AUC. */
import { formatShape, TacetError, type Tensor, type TypedArray } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { autoName } from "../naming.ts";
import {
  checkOptions,
  flag,
  magnitude,
  oneOf,
  orNull,
  share as shareKind,
  wholeFrom,
  type Kind,
  type Kinds,
} from "../options.ts";
import { areEven, cells, ConfusionMetric, share, type Cell, type Decisions } from "./confusion.ts";
import { metricKinds, requireRank2, rounded, type MetricOptions } from "./metric.ts";

const curves = ["ROC", "PR", "PRGAIN"] as const;
type Curve = (typeof curves)[number];
const summations = ["interpolation", "minoring", "majoring"] as const;

export interface AUCOptions extends MetricOptions {
  /** Points of the curve, evenly spread: a whole number from 2. Default 200. */
  readonly numThresholds?: number | undefined;
  /** True against false positives, precision against recall, or their gains. Default "ROC". */
  readonly curve?: Curve | Lowercase<Curve> | undefined;
  /** How the area between two points is taken: by interpolation, as the smaller or as the larger rectangle. Default "interpolation". */
  readonly summationMethod?: (typeof summations)[number] | undefined;
  /** Points of the curve between 0 and 1, instead of `numThresholds`. */
  readonly thresholds?: readonly number[] | null | undefined;
  /** Whether each column has a curve of its own, whose areas are averaged. Default false. */
  readonly multiLabel?: boolean | undefined;
  /** The number of columns; found from the first batch where it is left out. */
  readonly numLabels?: number | null | undefined;
  /** Weights of the columns. */
  readonly labelWeights?: readonly number[] | null | undefined;
  /** Whether predictions are logits. Default false. */
  readonly fromLogits?: boolean | undefined;
}
const listOf = ({ what, test }: Kind): Kind =>
  orNull({ what: `a list, each ${what}`, test: (x) => Array.isArray(x) && x.every(test) });
const kinds: Kinds<AUCOptions> = {
  ...metricKinds,
  numThresholds: wholeFrom(2),
  curve: oneOf(...curves, ...curves.map((curve) => curve.toLowerCase())),
  summationMethod: oneOf(...summations),
  thresholds: listOf(shareKind),
  multiLabel: flag,
  numLabels: orNull(wholeFrom(1)),
  labelWeights: listOf(magnitude),
  fromLogits: flag,
};

/** The counts of one curve, from the lowest threshold to the highest. */
type Counts = Readonly<Record<Cell, readonly number[]>>;

export class AUC extends ConfusionMetric {
  protected readonly kept = cells;
  protected readonly decisions: Decisions;
  readonly #options: AUCOptions;
  constructor(given?: AUCOptions) {
    const options = checkOptions("auc", given, kinds);
    super({ ...options, name: options.name ?? autoName("AUC") });
    const { numThresholds = 200, multiLabel = false, numLabels, labelWeights } = options;
    if (!multiLabel && numLabels) {
      throw new TacetError("auc: numLabels is of no use without multiLabel: true. Leave it out, or set both.");
    }
    const inner = options.thresholds
      ? [...options.thresholds].sort((a, b) => a - b)
      : Array.from({ length: numThresholds - 2 }, (_, i) => (i + 1) / (numThresholds - 1));
    this.#options = options;
    this.decisions = {
      // The curve's ends lie outside of [0, 1].
      thresholds: [-EPSILON, ...inner, 1 + EPSILON],
      even: !options.thresholds || areEven([0, ...inner, 1]),
      multiLabel,
      labelWeights: labelWeights ?? undefined,
    };
  }
  override get direction(): "up" {
    return "up";
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { multiLabel = false, numLabels, labelWeights } = this.#options;
    const expected = multiLabel
      ? (this.variables[0]?.shape[1] ?? numLabels ?? labelWeights?.length)
      : labelWeights?.length;
    const labels = multiLabel ? requireRank2(this, yPred) : yPred.shape.at(-1);
    if (typeof expected === "number" && labels !== expected) {
      throw new TacetError(
        `Metric "${this.name}": expected an output of ${expected} units, one a label, received shape ${formatShape(yPred.shape)}. Set numLabels and labelWeights to its labels.`,
      );
    }
    super.updateState(yTrue, this.#options.fromLogits ? yPred.sigmoid() : yPred, sampleWeight);
  }
  override result(states?: readonly TypedArray[]): number {
    const { labelWeights, multiLabel = false } = this.#options;
    const points = this.decisions.thresholds.length;
    const flat = cells.map((cell) => this.counts(cell, states));
    const labels = multiLabel ? flat[0]!.length / points : 1;
    const areas = Array.from({ length: labels }, (_, label) => {
      const of = (i: number): number[] => Array.from({ length: points }, (__, k) => flat[i]![k * labels + label]!);
      const [tp, fp, tn, fn] = cells.map((_, i) => of(i)) as [number[], number[], number[], number[]];
      const counts = { true_positives: tp, false_positives: fp, true_negatives: tn, false_negatives: fn };
      return this.#area(counts);
    });
    const weights = multiLabel && labelWeights ? labelWeights : areas.map(() => 1);
    const total = areas.reduce((sum, area, i) => sum + area * weights[i]!, 0);
    return rounded(share(total, weights.reduce((a, b) => a + b, 0)), this.dtype); // prettier-ignore
  }

  #area(counts: Counts): number {
    const { summationMethod = "interpolation" } = this.#options;
    const curve = (this.#options.curve ?? "ROC").toUpperCase() as Curve;
    if (curve === "PR" && summationMethod === "interpolation") return interpolatedPrecision(counts);
    const [x, y] = curvePoints(curve, counts);
    let area = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const [a, b] = [y[i]!, y[i + 1]!];
      const height = { interpolation: (a + b) / 2, minoring: Math.min(a, b), majoring: Math.max(a, b) }[
        summationMethod
      ];
      area += (x[i]! - x[i + 1]!) * height;
    }
    return area;
  }
}

function curvePoints(curve: Curve, c: Counts): [x: number[], y: number[]] {
  const each = (f: (tp: number, fp: number, tn: number, fn: number) => number): number[] =>
    c.true_positives.map((tp, i) => f(tp, c.false_positives[i]!, c.true_negatives[i]!, c.false_negatives[i]!));
  const recall = each((tp, _, __, fn) => share(tp, tp + fn));
  switch (curve) {
    case "ROC":
      return [each((_, fp, tn) => share(fp, fp + tn)), recall];
    case "PR":
      return [recall, each((tp, fp) => share(tp, tp + fp))];
    case "PRGAIN": {
      // Flach and Kull 2015; worse than always positive counts as always positive.
      const odds = (tp: number, fp: number, tn: number, fn: number): number => share(tp + fn, tn + fp);
      const recallGain = each((tp, fp, tn, fn) =>
        tp === 0 ? 0 : Math.max(0, 1 - odds(tp, fp, tn, fn) * share(fn, tp)),
      );
      return [recallGain, each((tp, fp, tn, fn) => (tp === 0 ? 1 : 1 - odds(tp, fp, tn, fn) * share(fp, tp)))];
    }
  }
}

/** The area under precision by recall, both counts linear between two thresholds. Davis and Goadrich 2006. */
function interpolatedPrecision({ true_positives: tp, false_positives: fp, false_negatives: fn }: Counts): number {
  let area = 0;
  for (let i = 0; i + 1 < tp.length; i++) {
    const [before, after] = [tp[i]! + fp[i]!, tp[i + 1]! + fp[i + 1]!];
    const rise = tp[i]! - tp[i + 1]!;
    const slope = share(rise, Math.max(before - after, 0));
    const intercept = tp[i + 1]! - slope * after;
    const ratio = before > 0 && after > 0 ? before / after : 1;
    area += share(slope * (rise + intercept * Math.log(ratio)), Math.max(tp[i + 1]! + fn[i + 1]!, 0));
  }
  return area;
}
