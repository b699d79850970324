/** The report's first words: did the penalty help, where should it stand, how strong, how sure is all that. */
import { sampleStatistics } from "../../statistics.ts";
import type { OtherData, Results, VariantResult } from "../study/results.ts";
import type { ActivityReduction } from "../study/variants.ts";
import {
  accuracy,
  coefficientText,
  coverage,
  difference,
  differenceOf,
  find,
  freshUncertainty,
  inWords,
  listed,
  percent,
  points,
  published,
  seedsOf,
  testUncertainty,
  whole,
  type Difference,
} from "./compare.ts";
import { capitalized, type Finding } from "./html.ts";

export const answers = (results: Results): Finding[] => [
  { subject: "Did the penalty help?", text: helped(results) },
  { subject: "Where should it stand?", text: where(results) },
  { subject: "How strong?", text: strength(results) },
  { subject: "How sure?", text: certainty(results) },
];

const inShort = { [-1]: "no, it does harm", 0: "not clearly", 1: "yes" } as const;

function helped(results: Results): string {
  const [none, before] = [find(results, "none"), find(results, "before", "sum")];
  const told = difference(results, before, none);
  const other = otherDifference(results, "before", "sum");
  const { idealAccuracy, points: count } = results.freshPoints;
  const [without, withIt] = [none, before].map((v) => v.summary.fresh.accuracy.mean);
  const gap = idealAccuracy - without!;
  const share = told.direction === 1 && gap > 0 ? `, ${percent(told.mean / gap)} of the way there` : "";
  return (
    `On these ${results.timing.conditions.trainRows} training rows: ${inShort[told.direction]}. As published, before relu and as a sum, ` +
    `the network is right on ${accuracy(withIt!)} of ${whole(count)} fresh points, against ${accuracy(without!)} without a penalty: ` +
    `${inWords(told)}, ${coverage(results)}. The best possible classifier is right on ${accuracy(idealAccuracy)}${share}. ` +
    `On other draws of the rows: ${inShort[other.difference.direction]}. Over ${results.otherData.length} of these it is ` +
    `${inWords(other.difference)}, and better in ${other.better} of them. ${asMean(results, none)}`
  );
}
/** The same coefficients as a batch mean: what the same program does in other versions of Keras. */
function asMean(results: Results, none: VariantResult): string {
  const told = published(results)
    .filter((v) => v.activityReduction === "batch_mean")
    .map((v) => `${v.placement!} relu ${inWords(difference(results, v, none))}`);
  return `As a batch mean, which the same program means in other versions of Keras, it is here ${told.join(", and ")}.`;
}

function where(results: Results): string {
  const compare = (reduction: ActivityReduction): Difference =>
    difference(results, find(results, "before", reduction), find(results, "after", reduction));
  const [sum, mean] = [compare("sum"), compare("batch_mean")];
  const verdict = { [-1]: "After relu", 0: "Neither place is clearly better", 1: "Before relu" }[sum.direction];
  return (
    `${verdict}: with the published coefficient, as a sum, the penalty before relu is ${inWords(sum, "after relu")}. ` +
    `As a batch mean it is ${inWords(mean, "after relu")}.`
  );
}

const gridOf = ({ grid }: Results, placement: "before" | "after"): readonly VariantResult[] =>
  grid.filter((v) => v.placement === placement);
const freshMean = (v: VariantResult) => v.summary.fresh.accuracy.mean;
const testMean = (v: VariantResult) => v.summary.test.accuracy.mean;
/** The first of those for which `value` is highest. */
const highest = (from: readonly VariantResult[], value: (v: VariantResult) => number): VariantResult =>
  from.reduce((a, b) => (value(b) > value(a) ? b : a));

/** Where along the coefficients a penalty in this place helps, and where it harms. */
export function strengthOf(results: Results, placement: "before" | "after"): string {
  const [zero, ...others] = gridOf(results, placement);
  const directions = others.map((v) => ({ v, direction: difference(results, v, zero!).direction }));
  const range = (sign: 1 | -1) =>
    directions.filter((d) => d.direction === sign).map(({ v }) => coefficientText(v.coefficient));
  const [better, worse] = [range(1), range(-1)];
  const best = highest([zero!, ...others], freshMean);
  const said = (coefficients: readonly string[], word: string) =>
    coefficients.length === 0
      ? `no coefficient does clearly ${word} than 0`
      : `${listed(coefficients)} ${coefficients.length === 1 ? "does" : "do"} clearly ${word} than 0`;
  return (
    `${placement} relu, ${said(better, "better")}, and ${said(worse, "worse")}; the highest mean, ` +
    `${accuracy(freshMean(best))}, is at ${coefficientText(best.coefficient)}`
  );
}

function strength(results: Results): string {
  const before = gridOf(results, "before");
  const [picked, best] = [highest(before, testMean), highest(before, freshMean)];
  const cost = freshMean(best) - freshMean(picked);
  return (
    `Of coefficients of the sum over batches of ${batchRows(results)} rows: ${strengthOf(results, "before")}. ` +
    `${capitalized(strengthOf(results, "after"))}. That is read from the fresh points, which nobody has in earnest: the ` +
    `${results.timing.conditions.testRows} test rows would have picked ${coefficientText(picked.coefficient)} before relu` +
    (picked === best ? ", the same." : `, which is ${points(cost)} lower on fresh points.`)
  );
}
export const batchRows = ({ timing }: Results): number =>
  Math.min(timing.conditions.trainRows, timing.conditions.batchSize);

function certainty(results: Results): string {
  const seeds = seedsOf(results).length;
  const { trainRows, testRows } = results.timing.conditions;
  const { direction } = otherDifference(results, "before", "sum").difference;
  const lesson =
    direction === difference(results, find(results, "before", "sum"), find(results, "none")).direction
      ? `Other draws of the ${trainRows} training rows say the same of the published penalty.`
      : `Another draw of the ${trainRows} training rows may say something else, and that is the largest doubt.`;
  return (
    `The intervals cover ${seeds === 1 ? "no noise of seeds, for there is a single one," : `the noise of ${seeds} seeds`} and that of ` +
    `${whole(results.freshPoints.points)} fresh points, whose standard error is ${freshUncertainty(results).toFixed(1)} points; on the ` +
    `${testRows} test rows it is ${testUncertainty(results).toFixed(1)}. They do not cover which rows are trained on. ${lesson}`
  );
}

/** How a variant compares with no penalty over other draws of the points: the interval covers draws and fresh points. */
export function otherDifference(
  results: Results,
  name: string,
  activityReduction: ActivityReduction,
): { readonly difference: Difference; readonly better: number } {
  const of = ({ variants }: OtherData, wanted: string, reduction: ActivityReduction | null) =>
    variants.find((v) => v.name === wanted && v.activityReduction === reduction)!.fresh.accuracy;
  const baselines = results.otherData.map((draw) => of(draw, "none", null));
  const differences = results.otherData.map((draw, i) => of(draw, name, activityReduction) - baselines[i]!);
  const { mean } = sampleStatistics(baselines);
  const common = 1.96 * Math.sqrt((2 * mean * (1 - mean)) / results.freshPoints.points);
  return { difference: differenceOf(differences, common), better: differences.filter((d) => d > 0).length };
}
