import { expect, it } from "vitest";
import { sampleResults } from "../sample.ts";
import { formatTables } from "../report/table.ts";

it("the published variants come first: none once, before and after once for each reduction", () => {
  const { variants } = sampleResults();
  expect(variants.slice(0, 5).map((v) => [v.name, v.activityReduction])).toEqual([
    ["none", null],
    ["before", "sum"],
    ["after", "sum"],
    ["before", "batch_mean"],
    ["after", "batch_mean"],
  ]);
  const keys = variants.map((v) => `${v.name} ${v.activityReduction ?? ""}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const v of variants) expect(variants.map(({ name }) => name)).toContain(v.baseline);
});
it("the grid starts at a coefficient of 0, before and after relu", () => {
  const { grid } = sampleResults();
  for (const placement of ["before", "after"]) {
    const coefficients = grid.filter((v) => v.placement === placement).map((v) => v.coefficient);
    expect(coefficients[0]).toBe(0);
    expect(coefficients).toContain(1e-4);
    expect(coefficients).toEqual([...coefficients].sort((a, b) => a - b));
  }
});
it("a summary is over the seeds, by hand", () => {
  const { summary } = sampleResults((_, run) => ({
    test: { loss: 1, accuracy: 0.7 + 0.02 * run },
    fresh: { accuracy: 0.5 + 0.25 * run },
  })).variants[1]!;
  expect(summary.test.accuracy.mean).toBeCloseTo(0.71, 12);
  expect(summary.test.accuracy.standardDeviation).toBeCloseTo(0.01 * Math.SQRT2, 12);
  expect(summary.fresh.accuracy.mean).toBe(0.625);
});
it("what a variant has not is null, not 0", () => {
  const { variants } = sampleResults();
  expect(variants.find((v) => v.name === "early-stopping-200")!.summary.peak).toBeNull();
  expect(variants[0]!.summary.activation.penalizedMeanAbsolute).toBeNull();
  expect(variants[1]!.summary.activation.penalizedMeanAbsolute!.mean).toBe(0.25);
});
it("the tables have a line a variant, in equal columns, and fit a terminal of 80", () => {
  const { variants } = sampleResults();
  const tables = formatTables(variants)
    .split("\n\n")
    .map((table) => table.split("\n"));
  expect(tables[0]![0]).toMatch(/^variant {2,}train {2,}test {2,}fresh$/);
  expect(tables[1]![0]).toMatch(/^variant {2,}best test {2,}mean activity {2,}zeros {2,}dead units$/);
  for (const lines of tables) {
    expect(lines).toHaveLength(variants.length + 2);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[0]!.length).toBeLessThanOrEqual(80);
  }
});
