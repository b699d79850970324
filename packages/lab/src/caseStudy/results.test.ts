import { expect, it } from "vitest";
import { sampleResults } from "./sample.ts";
import { formatTables } from "./table.ts";

it("none stands once among the variants, before and after once for each reduction", () => {
  expect(sampleResults().variants.map((v) => [v.name, v.activityReduction])).toEqual([
    ["none", null],
    ["before", "sum"],
    ["after", "sum"],
    ["before", "batch_mean"],
    ["after", "batch_mean"],
  ]);
});
it("a summary is over the seeds, by hand", () => {
  const { summary } = sampleResults((_, run) => ({ test: { loss: 1, accuracy: 0.7 + 0.02 * run } })).variants[1]!;
  expect(summary.test.accuracy.mean).toBeCloseTo(0.71, 12);
  expect(summary.test.accuracy.standardDeviation).toBeCloseTo(0.01 * Math.SQRT2, 12);
});
it("the tables have a line a variant, in equal columns, and fit a terminal of 80", () => {
  const [accuracy, activity] = formatTables(sampleResults().variants)
    .split("\n\n")
    .map((table) => table.split("\n"));
  expect(accuracy![0]).toBe("variant                     train accuracy  test accuracy      best test");
  expect(accuracy![3]).toBe("L1 before relu, sum          1.000 ± 0.000  0.700 ± 0.020  0.800 ± 0.020");
  expect(activity![0]).toBe("variant                     mean activity     zeros  dead units");
  expect(activity![3]).toBe("L1 before relu, sum         0.250 ± 0.000  50 % ± 0    13 % ± 0");
  for (const table of [accuracy!, activity!]) {
    expect(table).toHaveLength(7);
    expect(new Set(table.map((l) => l.length)).size).toBe(1);
    expect(table[0]!.length).toBeLessThan(80);
  }
});
