/** The tables that end a run: each variant's mean and standard deviation over its seeds. */
import type { Statistics } from "../statistics.ts";
import type { VariantResult } from "./results.ts";
import { describeVariant } from "./variants.ts";

interface Column {
  readonly title: string;
  readonly cell: (variant: VariantResult) => string;
}

/** What is shown of a variant, in the report side by side, in the terminal one table for each part. */
export const columns = {
  accuracy: [
    { title: "train accuracy", cell: ({ summary }) => spread(summary.train.accuracy) },
    { title: "test accuracy", cell: ({ summary }) => spread(summary.test.accuracy) },
    { title: "best test", cell: ({ summary }) => spread(summary.peak.accuracy) },
  ],
  activity: [
    { title: "mean activity", cell: ({ summary }) => spread(summary.activation.mean) },
    { title: "zeros", cell: ({ summary }) => percent(summary.activation.zeroShare) },
    { title: "dead units", cell: ({ summary }) => percent(summary.activation.deadShare) },
  ],
} as const satisfies Record<string, readonly Column[]>;

/** "0.967 ± 0.011" */
export const spread = ({ mean, standardDeviation: deviation }: Statistics, digits = 3): string =>
  mean.toFixed(digits) + (deviation === null ? "" : ` ± ${deviation.toFixed(digits)}`);
/** "49 % ± 1" */
const percent = ({ mean, standardDeviation: deviation }: Statistics): string =>
  `${(100 * mean).toFixed(0)} %` + (deviation === null ? "" : ` ± ${(100 * deviation).toFixed(0)}`);

/** A table for each part: together they are wider than a terminal of 80 columns. */
export const formatTables = (variants: readonly VariantResult[]): string =>
  Object.values(columns)
    .map((part) => formatTable(part, variants))
    .join("\n\n");

/** Lines of equal columns, the first left and the others right aligned. */
function formatTable(columns: readonly Column[], variants: readonly VariantResult[]): string {
  const rows = [
    ["variant", ...columns.map((c) => c.title)],
    ...variants.map((v) => [describeVariant(v), ...columns.map((c) => c.cell(v))]),
  ];
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join("  ");
  const [head, ...body] = rows.map(line);
  return [head, "-".repeat(head!.length), ...body].join("\n");
}
