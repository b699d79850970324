/** What else was tried, one question at a time: which variants, what was done, and what came of it. */
import { klSparsity, type Question } from "../study/variants.ts";
import type { Results, VariantResult } from "../study/results.ts";
import { accuracy, baselineOf, coverage, difference, find, freshHalf, inWords, percent, whole } from "./compare.ts";
import { capitalized, list, paragraph, table, type Finding, type HtmlTable } from "./html.ts";
import { accuracyColumns, bestColumns, spread, type Column } from "./table.ts";

const freshColumn = (results: Results): Column => ({
  title: "fresh",
  cell: (v) => `${accuracy(v.summary.fresh.accuracy.mean)} ± ${freshHalf(results, v).toFixed(3)}`,
});
const differenceColumn = (results: Results): Column => ({
  title: "difference",
  cell: (v) => {
    const baseline = baselineOf(results, v);
    if (baseline === v) return "–";
    const { mean, half } = difference(results, v, baseline);
    return `${mean < 0 ? "−" : "+"}${(100 * Math.abs(mean)).toFixed(1)} ± ${(100 * half).toFixed(1)}`;
  },
});
const settled = accuracyColumns.filter(({ title }) => title !== "fresh");

/** Variants side by side: ± is a standard deviation over the seeds, but an interval where it says so. */
export function variantTable(
  results: Results,
  variants: readonly VariantResult[],
  { label, caption }: Pick<HtmlTable, "label" | "caption">,
  columns: readonly Column[] = [...settled, freshColumn(results), differenceColumn(results), ...bestColumns],
): string {
  return table({
    label,
    caption,
    head: ["variant", ...columns.map(({ title }) => title)],
    rows: variants.map((v) => [v.label, ...columns.map(({ cell }) => cell(v))]),
  });
}

export const tableCaption = (results: Results): string =>
  "After the last epoch: mean ± standard deviation over the seeds; fresh: mean ± half its interval; difference: of fresh " +
  `accuracy to the first row, in points, ± half its interval (${coverage(results)}). The best test accuracy and the least ` +
  "validation loss, which includes the penalty, are of any epoch.";

interface Told {
  readonly title: string;
  /** What was done, and why so. */
  readonly done: (results: Results, variants: readonly VariantResult[]) => string;
  readonly findings: (results: Results, variants: readonly VariantResult[]) => readonly Finding[];
  /** What the first row of the table is. */
  readonly first: string;
}

/** How each of the others compares with its baseline on fresh points. */
const compared = (results: Results, variants: readonly VariantResult[]): Finding[] =>
  variants
    .filter((v) => baselineOf(results, v) !== v)
    .map((v) => ({
      subject: capitalized(v.label),
      text: `${inWords(difference(results, v, baselineOf(results, v)))}.`,
    }));

const reached = ({ summary }: VariantResult): string =>
  summary.activation.mean.mean > 1.5 * klSparsity.target ? "not as low as the target" : "about the target";

const told: Readonly<Record<Exclude<Question, "published">, Told>> = {
  norm: {
    title: "L2 and L1L2 instead of L1",
    first: "none",
    done: (_, [one]) =>
      `The same coefficient, ${one!.coefficient}, on squares, or on absolute values and squares both; as sums, as in the published study.`,
    findings: compared,
  },
  sparsity: {
    title: "KL sparsity",
    first: "sigmoid",
    done: (_, variants) =>
      "KL sparsity draws the mean of each unit over the batch to a target, and needs activities between 0 and 1: so these two " +
      `networks have a sigmoid hidden layer instead of a relu, and are compared with each other. Target ${klSparsity.target}, weight ` +
      `${variants.at(-1)!.coefficient}, both fixed beforehand. It is a statistic of the batch, which no reduction divides.`,
    findings: (results, variants) => [
      ...compared(results, variants),
      {
        subject: "Mean activity",
        text: `${variants.map((v) => `${spread(v.summary.activation.mean)} with ${v.label}`).join(", ")}; ${reached(variants.at(-1)!)} of ${klSparsity.target}.`,
      },
    ],
  },
  weights: {
    title: "A penalty on the weights, alone and together with one on the activity",
    first: "none",
    done: (_, variants) =>
      `L2 on the kernel of the hidden layer, with Keras’s default coefficient of ${variants[0]!.kernelL2}; then the same together with the published ` +
      "penalty on the activity.",
    findings: (results, variants) => {
      const before = find(results, "before", "sum");
      return [
        ...compared(results, variants),
        ...variants.map((v) => ({
          subject: `${capitalized(v.label)}, against ${before.label}`,
          text: `${inWords(difference(results, v, before))}.`,
        })),
      ];
    },
  },
  depth: {
    title: "Two hidden layers",
    first: "deep",
    done: (_, [one]) =>
      `${one!.hidden.join(" and ")} units; L1 before relu, as a sum, on the first hidden layer or on both. Compared with the same two layers ` +
      "without a penalty.",
    findings: compared,
  },
  stopping: {
    title: "Stopping early instead",
    first: "none",
    done: (results, [one]) =>
      `Without a penalty, ${one!.stopping!.heldOutRows} of the ${results.timing.conditions.trainRows} training rows are held out, ` +
      "training ends when the loss on them has not fallen for some epochs (the patience), and the weights of its least " +
      "loss stay. No test row has a part in it. The first patience was fixed beforehand; the second was added after the first " +
      "had failed, for the held-out loss has a hump that it does not get over.",
    findings: (results, variants) => [
      ...compared(results, variants),
      ...variants.map((v) => ({
        subject: `${capitalized(v.label)}, the end`,
        text:
          `after ${whole(v.summary.epochs.mean)} epochs on average, with the weights of epoch ` +
          `${whole(v.summary.leastValidationLoss.epoch.mean)}; training rows right: ${percent(v.summary.train.accuracy.mean)}.`,
      })),
    ],
  },
};

const others = Object.keys(told) as (keyof typeof told)[];

/** A part of the report for each question: what was done, a table, and what the numbers say of it. */
export const questionParts = (results: Results): string[] =>
  others.map((question) => {
    const { title, done, findings, first } = told[question];
    const variants = results.variants.filter((v) => v.question === question);
    const baseline = find(results, first);
    const rows = variants.includes(baseline) ? variants : [baseline, ...variants];
    return [
      `<h3>${title}</h3>`,
      paragraph(done(results, variants)),
      variantTable(results, rows, {
        label: title,
        caption: `As in the first table; differences are to “${baseline.label}”.`,
      }),
      list(findings(results, variants)),
    ].join("\n");
  });
