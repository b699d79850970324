/**
 * Differences between variants on the fresh points, and the words for them. A difference is of the same seed's two
 * networks. Its 95 % interval covers two noises: which seed (Student's t over the seeds; nothing is known of it from a
 * single one) and which fresh points (the binomial bound for two accuracies on as many points).
 */
import { halfInterval, sampleStatistics } from "../../statistics.ts";
import type { Results, Run, VariantResult } from "../study/results.ts";
import type { ActivityReduction } from "../study/variants.ts";

export interface Difference {
  /** Of accuracies. */
  readonly mean: number;
  /** Half the width of its interval. */
  readonly half: number;
  /** Whether the interval leaves out 0: -1, 0 or 1. */
  readonly direction: -1 | 0 | 1;
}

const Z975 = 1.96;
const pointsError = (accuracy: number, points: number) => Math.sqrt((accuracy * (1 - accuracy)) / points);
const freshOf = ({ runs }: VariantResult) => runs.map(({ fresh }) => fresh.accuracy);

/** How much better `variant` is than `baseline` on the fresh points. */
export function difference(results: Results, variant: VariantResult, baseline: VariantResult): Difference {
  const others = freshOf(baseline);
  const error = Math.SQRT2 * pointsError(sampleStatistics(others).mean, results.freshPoints.points);
  return differenceOf(
    freshOf(variant).map((accuracy, i) => accuracy - others[i]!),
    Z975 * error,
  );
}
/** Of differences that vary, to which a noise common to all adds. */
export function differenceOf(differences: readonly number[], common: number): Difference {
  const { mean } = sampleStatistics(differences);
  const half = Math.hypot(halfInterval(differences) ?? 0, common);
  return { mean, half, direction: Math.abs(mean) <= half ? 0 : mean > 0 ? 1 : -1 };
}
/** Half the width of a fresh accuracy's interval, over seeds and points. */
export function freshHalf(results: Results, variant: VariantResult): number {
  const { mean } = variant.summary.fresh.accuracy;
  const seeds = halfInterval(freshOf(variant)) ?? 0;
  return Math.hypot(seeds, Z975 * pointsError(mean, results.freshPoints.points));
}

/** The standard error of an accuracy measured on the test rows, in points. */
export function testUncertainty({ variants, timing }: Results): number {
  const accuracies = variants.flatMap((v) => v.runs).map((r) => r.test.accuracy);
  return 100 * pointsError(sampleStatistics(accuracies).mean, timing.conditions.testRows);
}
/** The same of the fresh points. */
export const freshUncertainty = ({ variants, freshPoints }: Results): number =>
  100 * pointsError(sampleStatistics(variants.flatMap(freshOf)).mean, freshPoints.points);

/** What the interval of a difference or of a fresh accuracy covers. */
export const coverage = (results: Results): string =>
  seedsOf(results).length === 1
    ? "95 % interval over fresh points; one seed"
    : "95 % interval over seeds and fresh points";

/**
 * "2.7 points higher (1.9 to 3.5)", "not clearly different (0.2 points higher; −0.7 to 1.1)".
 *
 * @param other what it is compared with, where the sentence has not said it
 */
export function inWords({ mean, half, direction }: Difference, other?: string): string {
  const [than, from] = other === undefined ? ["", ""] : [` than ${other}`, ` from ${other}`];
  const [low, high] = [mean - half, mean + half].map((d) => signed(100 * d));
  const much = `${points(Math.abs(mean))} ${mean < 0 ? "lower" : "higher"}`;
  return direction === 0
    ? `not clearly different${from} (${much}; ${low!} to ${high!})`
    : `${much}${than} (${low!} to ${high!})`;
}

/** "0.3", "−1.2", never "−0.0" */
function signed(value: number): string {
  const shown = Math.abs(value).toFixed(1);
  return value < 0 && shown !== "0.0" ? `−${shown}` : shown;
}

/** The variant of this name, and reduction where the name has several. */
export function find(results: Results, name: string, activityReduction?: ActivityReduction): VariantResult {
  const found = results.variants.find(
    (v) => v.name === name && (activityReduction === undefined || v.activityReduction === activityReduction),
  );
  if (found === undefined) throw new Error(`Expected a variant "${name}" in the results, found none.`);
  return found;
}
export const baselineOf = (results: Results, { baseline }: VariantResult): VariantResult => find(results, baseline);
export const published = ({ variants }: Results): readonly VariantResult[] =>
  variants.filter(({ question }) => question === "published");
export const seedsOf = ({ timing }: Results): readonly number[] => timing.conditions.seeds;

export const points = (difference: number): string => `${(100 * difference).toFixed(1)} points`;
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
export const accuracy = (value: number): string => value.toFixed(3);
/** "1", "1 and 2", "1, 2 and 3" */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)!}`;
export const whole = (value: number): string => Math.round(value).toLocaleString("en");
/** "0.01", "0.001", "3e-4" */
export const coefficientText = (c: number): string => (c === 0 || c >= 1e-3 ? String(c) : c.toExponential());

export const countRuns = (runs: readonly Run[], test: (run: Run) => boolean): number => runs.filter(test).length;
/** "9 of 10 runs" */
export const ofRuns = (count: number, total: number): string => `${count} of ${total} ${total === 1 ? "run" : "runs"}`;
