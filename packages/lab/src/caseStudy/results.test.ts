import { describe, expect, it } from "vitest";
import { landings, testUncertainty } from "./findings.ts";
import { formatResults, type Results } from "./results.ts";
import { sampleResults } from "./sample.ts";
import { formatTable } from "./table.ts";

describe("results.json", () => {
  it("parses to what went in, unrounded, a curve in one line", () => {
    const results = sampleResults();
    const text = formatResults(results);
    expect(JSON.parse(text) as Results).toEqual(results);
    expect(text).toContain('"trainCorrect": [15,16,17,');
  });
  it("names none once, before and after once for each reduction", () => {
    const { variants } = sampleResults();
    expect(variants.map((v) => [v.name, v.activityReduction])).toEqual([
      ["none", null],
      ["before", "sum"],
      ["after", "sum"],
      ["before", "batch_mean"],
      ["after", "batch_mean"],
    ]);
  });
  it("summarizes over the seeds, by hand", () => {
    const { summary } = sampleResults().variants[1]!;
    expect(summary.test.accuracy.mean).toBeCloseTo(0.7, 12);
    expect(summary.test.accuracy.standardDeviation).toBeCloseTo(0.01 * Math.SQRT2, 12);
  });
});

it("the table has a line a variant, in equal columns", () => {
  const lines = formatTable(sampleResults().variants).split("\n");
  expect(lines).toHaveLength(7);
  expect(lines[3]).toBe(
    "L1 before relu, plain sum              1.000 ± 0.000  0.700 ± 0.014       0.800 ± 0.014  0.250 ± 0.000  50 % ± 0    13 % ± 0",
  );
  expect(new Set(lines.map((l) => l.length)).size).toBe(1);
});

describe("findings", () => {
  it("compare with the same seed without a penalty", () => {
    const [none, before] = landings(sampleResults());
    expect(none!.text).toBe("train accuracy 1.000 ± 0.000, test accuracy 0.700 ± 0.000 (0.700 to 0.700).");
    expect(before!.text).toContain("above for 1, equal for 0, below for 1 of 2");
  });
  it("know how far off 70 test points can be", () => {
    const { runs } = sampleResults().variants[0]!;
    expect(testUncertainty(runs)).toBeCloseTo(100 * Math.sqrt((0.7 * 0.3) / 70), 12);
  });
});
