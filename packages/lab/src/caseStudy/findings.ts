/**
 * What the numbers say, in sentences: every figure, and every word that depends on one, is computed from the results.
 */
import { describeVariant } from "./variants.ts";
import type { Results, VariantResult } from "./results.ts";

export interface Finding {
  readonly variant: string;
  readonly text: string;
}

/** Which variant ends with the highest test accuracy, by how much, and how little that may mean. */
export function verdict(results: Results): string {
  const { seeds, testRows } = results.timing.conditions;
  const baseline = baselineOf(results);
  const rows = (variant: VariantResult) => correctRows(variant, testRows).reduce((a, b) => a + b, 0);
  const best = results.variants.reduce((a, b) => (rows(b) > rows(a) ? b : a), baseline);
  const [highest, without] = [best, baseline].map((v) => v.summary.test.accuracy.mean.toFixed(3));
  const over = seeds.length === 1 ? "With a single seed" : `Averaged over ${seeds.length} seeds`;
  if (best === baseline) {
    return `${over}, no penalty ends above the network without one, whose test accuracy is ${without}.`;
  }
  const difference = (rows(best) - rows(baseline)) / seeds.length;
  return (
    `${over}, test accuracy ends highest with ${describeVariant(best)}: ${highest}, against ${without} without a ` +
    `penalty. That is ${points(difference, testRows)}, ${difference.toFixed(1)} of ${testRows} test rows; an accuracy ` +
    `measured on so few has a standard error of about ${testUncertainty(results).toFixed(1)} points.`
  );
}

/** How the test accuracy after the last epoch compares with the same seed's without a penalty. */
export function comparisons(results: Results): Finding[] {
  const { testRows } = results.timing.conditions;
  const baseline = correctRows(baselineOf(results), testRows);
  return penalized(results).map((variant) => {
    const differences = correctRows(variant, testRows).map((rows, i) => rows - baseline[i]!);
    const count = (sign: number) => differences.filter((d) => Math.sign(d) === sign).length;
    const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
    const apart = points(Math.abs(mean), testRows);
    const direction =
      apart === points(0, testRows) ? "less than 0.1 points apart" : `${apart} ${mean > 0 ? "higher" : "lower"}`;
    const seeds = `higher for ${count(1)} of ${differences.length} seeds, equal for ${count(0)}, lower for ${count(-1)}`;
    return finding(variant, `${direction} on average; ${seeds}.`);
  });
}

/** How a penalty changes what the hidden units do. */
export function activities(results: Results): Finding[] {
  const before = baselineOf(results).summary.activation;
  return penalized(results).map((variant) => {
    const { mean, zeroShare, deadShare } = variant.summary.activation;
    const changes = [
      change("mean activity", (value) => value.toFixed(3), before.mean.mean, mean.mean),
      change("the share of zeros", percent, before.zeroShare.mean, zeroShare.mean),
      change("that of dead units", percent, before.deadShare.mean, deadShare.mean),
    ];
    return finding(variant, `${changes.join(", ")}.`);
  });
}

/** Where test accuracy stood at its best, and whether that was before the end. */
export function peaks({ variants }: Results): Finding[] {
  return variants.map((variant) => {
    const { runs, summary } = variant;
    const earlier = runs.filter((r) => r.peak.accuracy > r.test.accuracy).length;
    const epochs = runs.map((r) => r.peak.epoch);
    const [first, last] = [Math.min(...epochs), Math.max(...epochs)].map((epoch) => epoch.toLocaleString("en"));
    return finding(
      variant,
      `in ${earlier} of ${runs.length} runs higher than at the end; the best is ${summary.peak.accuracy.mean.toFixed(3)} on ` +
        `average, first reached ${first === last ? `at epoch ${first}` : `at epochs ${first} to ${last}`}.`,
    );
  });
}

/** The standard error of an accuracy measured on the test rows, in points. */
export function testUncertainty({ variants, timing }: Results): number {
  const accuracies = variants.flatMap((v) => v.runs).map((r) => r.test.accuracy);
  const p = accuracies.reduce((a, b) => a + b, 0) / accuracies.length;
  return 100 * Math.sqrt((p * (1 - p)) / timing.conditions.testRows);
}

function baselineOf({ variants }: Results): VariantResult {
  const baseline = variants.find((v) => v.placement === null);
  if (baseline === undefined) throw new Error("Expected a variant without a penalty to compare with, found none.");
  return baseline;
}

const penalized = ({ variants }: Results) => variants.filter((v) => v.placement !== null);
const finding = (variant: VariantResult, text: string): Finding => ({ variant: describeVariant(variant), text });
/** Whole numbers, so that equal is equal. */
const correctRows = ({ runs }: VariantResult, testRows: number) =>
  runs.map((r) => Math.round(r.test.accuracy * testRows));
const points = (rows: number, of: number) => `${((100 * rows) / of).toFixed(1)} points`;
const percent = (value: number) => `${(100 * value).toFixed(0)} %`;

/** "zeros rises from 48 % to 50 %": the verb follows what is shown. */
function change(name: string, show: (value: number) => string, from: number, to: number): string {
  if (show(from) === show(to)) return `${name} stays at ${show(to)}`;
  return `${name} ${to > from ? "rises" : "falls"} from ${show(from)} to ${show(to)}`;
}
