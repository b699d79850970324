import { describe, expect, it } from "vitest";
import { activities, comparisons, peaks, testUncertainty, verdict } from "./findings.ts";
import { sampleResults } from "./sample.ts";

/** Results in which the first penalized variant gets these test rows right (of 70), for both seeds. */
const withRows = (first: number, second: number) =>
  sampleResults((variant, run) =>
    variant === 1 ? { test: { loss: 1, accuracy: (run === 0 ? first : second) / 70 } } : {},
  );

describe("the verdict", () => {
  it("names the variant that ends highest, and how little 70 rows say", () => {
    expect(verdict(withRows(53, 52))).toBe(
      "Averaged over 2 seeds, test accuracy ends highest with L1 before relu, sum: 0.750, against 0.700 without a " +
        "penalty. That is 5.0 points, 3.5 of 70 test rows; an accuracy measured on so few has a standard error of " +
        "about 5.4 points.",
    );
  });
  it("turns when the numbers do: a tie is not a win", () => {
    const told = "Averaged over 2 seeds, no penalty ends above the network without one, whose test accuracy is 0.700.";
    expect(verdict(sampleResults())).toBe(told);
    expect(verdict(withRows(40, 41))).toBe(told);
  });
});

describe("comparisons with the same seed without a penalty", () => {
  it.each([
    [53, 49, "2.9 points higher on average; higher for 1 of 2 seeds, equal for 1, lower for 0."],
    [48, 41, "6.4 points lower on average; higher for 0 of 2 seeds, equal for 0, lower for 2."],
    [50, 48, "less than 0.1 points apart on average; higher for 1 of 2 seeds, equal for 0, lower for 1."],
  ])("%i and %i rows right, against 49", (first, second, text) => {
    expect(comparisons(withRows(first, second))[0]).toEqual({ variant: "L1 before relu, sum", text });
  });
  it("leave out what they compare with", () => {
    expect(comparisons(sampleResults())).toHaveLength(4);
  });
});

it("activity rises, falls or stays as it is shown", () => {
  const results = sampleResults((variant) =>
    variant === 2 ? { activation: { mean: 0.021, zeroShare: 0.914, deadShare: 0.1254 } } : {},
  );
  expect(activities(results)[1]).toEqual({
    variant: "L1 after relu, sum",
    text: "mean activity falls from 0.250 to 0.021, the share of zeros rises from 50 % to 91 %, that of dead units stays at 13 %.",
  });
});

it("peaks tell how many runs were better before the end, and when", () => {
  const results = sampleResults((variant, run) =>
    variant === 0 && run === 1 ? { peak: { accuracy: 0.7, epoch: 4000 } } : {},
  );
  const [none, before] = peaks(results);
  expect(none!.text).toBe(
    "in 1 of 2 runs higher than at the end; the best is 0.750 on average, first reached at epochs 7 to 4,000.",
  );
  expect(before!.text).toBe(
    "in 2 of 2 runs higher than at the end; the best is 0.800 on average, first reached at epoch 7.",
  );
});

it("the standard error of 70 test rows, by hand", () => {
  expect(testUncertainty(sampleResults())).toBeCloseTo(100 * Math.sqrt((0.7 * 0.3) / 70), 12);
});
