/**
 * What the numbers say of the published variants, in sentences: every figure, and every word that depends on one, is
 * computed from the results.
 */
import type { Results, VariantResult } from "../study/results.ts";
import { accuracy, difference, find, inWords, percent, published, whole } from "./compare.ts";
import type { Finding } from "./html.ts";

const penalized = (results: Results): readonly VariantResult[] =>
  published(results).filter((v) => v.regularizer !== null);

/** How the accuracies after the last epoch compare with the same seed's without a penalty. */
export function comparisons(results: Results): Finding[] {
  const { testRows } = results.timing.conditions;
  const none = find(results, "none");
  const baseline = correctRows(none, testRows);
  return penalized(results).map((variant) => {
    const differences = correctRows(variant, testRows).map((rows, i) => rows - baseline[i]!);
    const count = (sign: number) => differences.filter((d) => Math.sign(d) === sign).length;
    const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
    const apart = (100 * Math.abs(mean)) / testRows;
    const shown = apart.toFixed(1);
    const direction =
      shown === "0.0" ? "less than 0.1 points apart" : `${shown} points ${mean > 0 ? "higher" : "lower"}`;
    const seeds = `higher for ${count(1)} of ${differences.length} seeds, equal for ${count(0)}, lower for ${count(-1)}`;
    return {
      subject: variant.label,
      text: `on fresh points ${inWords(difference(results, variant, none))}. On the test rows ${direction} on average; ${seeds}.`,
    };
  });
}
/** Whole numbers, so that equal is equal. */
const correctRows = ({ runs }: VariantResult, testRows: number) =>
  runs.map((r) => Math.round(r.test.accuracy * testRows));

/** How a penalty changes what the hidden units do. */
export function activities(results: Results): Finding[] {
  const before = find(results, "none").summary.activation;
  return penalized(results).map((variant) => {
    const { mean, zeroShare, deadShare, penalizedMeanAbsolute } = variant.summary.activation;
    // what is penalized, without a penalty: |z| before relu, and what comes out of it after
    const from = variant.placement === "before" ? before.meanAbsoluteZ : before.mean;
    const changes = [
      change("mean size of what is penalized", accuracy, from.mean, penalizedMeanAbsolute!.mean),
      change("mean activity", accuracy, before.mean.mean, mean.mean),
      change("the share of zeros", percent, before.zeroShare.mean, zeroShare.mean),
      change("that of dead units", percent, before.deadShare.mean, deadShare.mean),
    ];
    return { subject: variant.label, text: `${changes.join(", ")}.` };
  });
}

/** "zeros rises from 48 % to 50 %": the verb follows what is shown. */
function change(name: string, show: (value: number) => string, from: number, to: number): string {
  if (show(from) === show(to)) return `${name} stays at ${show(to)}`;
  return `${name} ${to > from ? "rises" : "falls"} from ${show(from)} to ${show(to)}`;
}

/** Where test accuracy stood at its best, and whether that was before the end. */
export function peaks(results: Results): Finding[] {
  return published(results).map(({ label, runs, summary }) => {
    const found = runs.flatMap(({ peak, test }) => (peak ? [{ peak, test }] : []));
    const earlier = found.filter(({ peak, test }) => peak.accuracy > test.accuracy).length;
    const epochs = found.map(({ peak }) => peak.epoch);
    const [first, last] = [Math.min(...epochs), Math.max(...epochs)].map(whole);
    return {
      subject: label,
      text:
        `in ${earlier} of ${runs.length} runs higher than at the end; the best is ${accuracy(summary.peak!.accuracy.mean)} on ` +
        `average, first reached ${first === last ? `at epoch ${first!}` : `at epochs ${first!} to ${last!}`}.`,
    };
  });
}
