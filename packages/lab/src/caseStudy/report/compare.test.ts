import { describe, expect, it } from "vitest";
import { sampleResults } from "../sample.ts";
import { coefficientText, difference, differenceOf, find, freshHalf, inWords, testUncertainty } from "./compare.ts";

/** Fresh accuracies of the two seeds of L1 before relu, as a sum; 0.7 for all the others. */
const withFresh = (first: number, second: number) =>
  sampleResults((variant, run) => (variant === 1 ? { fresh: { accuracy: run === 0 ? first : second } } : {}));
/** The binomial half of an interval for two accuracies of 0.7 on 20,000 points. */
const noise = 1.96 * Math.SQRT2 * Math.sqrt((0.7 * 0.3) / 20_000);

describe("a difference on fresh points", () => {
  it("is of the same seeds, and its interval covers seeds and points", () => {
    const results = withFresh(0.72, 0.74);
    const { mean, half, direction } = difference(results, find(results, "before", "sum"), find(results, "none"));
    expect(mean).toBeCloseTo(0.03, 12);
    // t of one degree of freedom, times the deviation 0.01 √2 over √2
    expect(half).toBeCloseTo(Math.hypot(12.7062 * 0.01, noise), 5);
    expect(direction).toBe(0);
  });
  it("has a direction only where its interval leaves out 0", () => {
    expect(differenceOf([0.02, 0.02], 0.01).direction).toBe(1);
    expect(differenceOf([-0.02, -0.02], 0.01).direction).toBe(-1);
    expect(differenceOf([0.02, 0.02], 0.02).direction).toBe(0);
    expect(differenceOf([0.02], 0.01).direction).toBe(1);
  });
  it("is said in words that follow it", () => {
    expect(inWords({ mean: 0.0213, half: 0.012, direction: 1 })).toBe("2.1 points higher (0.9 to 3.3)");
    expect(inWords({ mean: -0.0231, half: 0.0095, direction: -1 })).toBe("2.3 points lower (−3.3 to −1.4)");
    expect(inWords({ mean: 0.009, half: 0.0091, direction: 0 })).toBe(
      "not clearly different (0.9 points higher; 0.0 to 1.8)",
    );
  });
});

it("a fresh accuracy's interval, by hand", () => {
  const results = withFresh(0.7, 0.72);
  const points = 1.96 * Math.sqrt((0.71 * 0.29) / 20_000);
  expect(freshHalf(results, find(results, "before", "sum"))).toBeCloseTo(Math.hypot(12.7062 * 0.01, points), 5);
  expect(freshHalf(results, find(results, "none"))).toBeCloseTo(noise / Math.SQRT2, 12);
});
it("the standard error of 70 test rows, by hand", () => {
  expect(testUncertainty(sampleResults())).toBeCloseTo(100 * Math.sqrt((0.7 * 0.3) / 70), 12);
});
it("coefficients are short", () => {
  expect([0, 1e-6, 3e-4, 1e-3, 0.01].map(coefficientText)).toEqual(["0", "1e-6", "3e-4", "0.001", "0.01"]);
});
it("a name that is not there is an error", () => {
  expect(() => find(sampleResults(), "l7")).toThrow('Expected a variant "l7" in the results, found none.');
});
