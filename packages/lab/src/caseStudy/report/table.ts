/** The columns in which variants are compared, in the report and in the terminal. */
import type { Statistics } from "../../statistics.ts";
import type { VariantResult } from "../study/results.ts";

export interface Column {
  readonly title: string;
  readonly cell: (variant: VariantResult) => string;
}

/** "0.967 ± 0.011" */
export const spread = ({ mean, standardDeviation: deviation }: Statistics, digits = 3): string =>
  mean.toFixed(digits) + (deviation === null ? "" : ` ± ${deviation.toFixed(digits)}`);
/** "49 % ± 1" */
const share = ({ mean, standardDeviation: deviation }: Statistics): string =>
  `${(100 * mean).toFixed(0)} %` + (deviation === null ? "" : ` ± ${(100 * deviation).toFixed(0)}`);
const NOTHING = "–";

export const accuracyColumns: readonly Column[] = [
  { title: "train", cell: ({ summary }) => spread(summary.train.accuracy) },
  { title: "test", cell: ({ summary }) => spread(summary.test.accuracy) },
  { title: "fresh", cell: ({ summary }) => spread(summary.fresh.accuracy) },
];
export const bestColumns: readonly Column[] = [
  { title: "best test", cell: ({ summary }) => (summary.peak ? spread(summary.peak.accuracy) : NOTHING) },
  { title: "least validation loss", cell: ({ summary }) => spread(summary.leastValidationLoss.loss) },
  { title: "at epoch", cell: ({ summary }) => spread(summary.leastValidationLoss.epoch, 0) },
];
const meanActivity: Column = { title: "mean activity", cell: ({ summary }) => spread(summary.activation.mean) };
const silence: readonly Column[] = [
  { title: "zeros", cell: ({ summary }) => share(summary.activation.zeroShare) },
  { title: "dead units", cell: ({ summary }) => share(summary.activation.deadShare) },
];
export const activityColumns: readonly Column[] = [
  {
    title: "mean |penalized|",
    cell: ({ summary: { activation } }) =>
      activation.penalizedMeanAbsolute ? spread(activation.penalizedMeanAbsolute) : NOTHING,
  },
  meanActivity,
  { title: "mean |z|", cell: ({ summary }) => spread(summary.activation.meanAbsoluteZ) },
  { title: "|z| < 0.001", cell: ({ summary }) => share(summary.activation.nearZeroShare) },
  ...silence,
];

/** A table for each part: together they are wider than a terminal of 80 columns. */
export const formatTables = (variants: readonly VariantResult[]): string =>
  [accuracyColumns, [bestColumns[0]!, meanActivity, ...silence]]
    .map((columns) => formatTable(columns, variants))
    .join("\n\n");

/** Lines of equal columns, the first left and the others right aligned. */
function formatTable(columns: readonly Column[], variants: readonly VariantResult[]): string {
  const rows = [
    ["variant", ...columns.map((c) => c.title)],
    ...variants.map((v) => [v.label, ...columns.map((c) => c.cell(v))]),
  ];
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join("  ");
  const [head, ...body] = rows.map(line);
  return [head, "-".repeat(head!.length), ...body].join("\n");
}
