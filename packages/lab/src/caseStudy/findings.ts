/** What the numbers say, in sentences: computed from the results, so that they hold for any number of seeds. */
import { setting } from "./train.ts";
import { spread } from "./table.ts";
import type { Results, Run, VariantResult } from "./results.ts";
import { describeVariant } from "./variants.ts";

/** One sentence or two for each variant: where it landed, and how its test accuracy compares seed by seed. */
export function landings({ variants }: Results): { readonly variant: string; readonly text: string }[] {
  const baseline = variants.find((v) => v.placement === null);
  return variants.map((variant) => ({
    variant: describeVariant(variant),
    text: landing(variant) + (baseline && variant !== baseline ? ` ${comparison(variant, baseline)}` : ""),
  }));
}

function landing({ summary, runs }: VariantResult): string {
  const tests = runs.map((r) => r.test.accuracy);
  const range = runs.length > 1 ? ` (${Math.min(...tests).toFixed(3)} to ${Math.max(...tests).toFixed(3)})` : "";
  const { train, test } = summary;
  return `train accuracy ${spread(train.accuracy)}, test accuracy ${spread(test.accuracy)}${range}.`;
}

function comparison(variant: VariantResult, baseline: VariantResult): string {
  const differences = variant.runs.map((run, i) => run.test.accuracy - baseline.runs[i]!.test.accuracy);
  const count = (sign: number) => differences.filter((d) => Math.sign(d) === sign).length;
  const mean = (100 * differences.reduce((a, b) => a + b, 0)) / differences.length;
  const points = `${Math.abs(mean).toFixed(1)} points`;
  const direction = mean === 0 ? "no different on average" : `${points} ${mean > 0 ? "higher" : "lower"} on average`;
  return (
    `Against the same seed without a penalty its test accuracy is ${direction}: ` +
    `above for ${count(1)}, equal for ${count(0)}, below for ${count(-1)} of ${differences.length}.`
  );
}

/** How silent the hidden units are, and where test accuracy stood at its best. */
export function observations({ variants, conditions }: Results): string[] {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const list = (value: (variant: VariantResult) => string) =>
    variants.map((v) => `${describeVariant(v)} ${value(v)}`).join("; ");
  const fallen = ({ runs }: VariantResult) =>
    `${runs.filter((r) => r.peak.accuracy > r.test.accuracy).length} of ${runs.length}`;
  return [
    `Activations that are exactly zero after relu, on the training rows: ${list((v) => percent(v.summary.activation.zeroShare.mean))}.`,
    `Units that are zero on every training row: ${list((v) => percent(v.summary.activation.deadShare.mean))}.`,
    `Runs whose test accuracy was higher at some epoch than at the last, ${conditions.epochs.toLocaleString("en")}: ${list(fallen)}. ` +
      "To pick that epoch by looking at the test rows would be cheating; it shows what stopping early could gain.",
  ];
}

/** The standard error of an accuracy measured on the test rows, in points. */
export function testUncertainty(runs: readonly Run[]): number {
  const p = runs.reduce((sum, r) => sum + r.test.accuracy, 0) / runs.length;
  return 100 * Math.sqrt((p * (1 - p)) / setting.testRows);
}
