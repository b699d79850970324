import { describe, expect, it } from "vitest";
import { sampleResults } from "../sample.ts";
import { activities, comparisons, peaks } from "./findings.ts";

/** Results in which the first penalized variant gets these test rows right (of 70), for both seeds. */
const withRows = (first: number, second: number) =>
  sampleResults((variant, run) =>
    variant === 1 ? { test: { loss: 1, accuracy: (run === 0 ? first : second) / 70 } } : {},
  );

describe("comparisons with the same seed without a penalty", () => {
  it.each([
    [53, 49, "On the test rows 2.9 points higher on average; higher for 1 of 2 seeds, equal for 1, lower for 0."],
    [48, 41, "On the test rows 6.4 points lower on average; higher for 0 of 2 seeds, equal for 0, lower for 2."],
    [
      50,
      48,
      "On the test rows less than 0.1 points apart on average; higher for 1 of 2 seeds, equal for 0, lower for 1.",
    ],
  ])("%i and %i rows right, against 49", (first, second, text) => {
    const [finding] = comparisons(withRows(first, second));
    expect(finding!.subject).toBe("L1 before relu, sum");
    expect(finding!.text).toBe(`on fresh points not clearly different (0.0 points higher; −0.9 to 0.9). ${text}`);
  });
  it("leave out what they compare with", () => {
    expect(comparisons(sampleResults())).toHaveLength(4);
  });
});

it("activity rises, falls or stays as it is shown", () => {
  const results = sampleResults((variant, run) =>
    variant === 2
      ? {
          activation: {
            ...sampleResults().variants[2]!.runs[run]!.activation,
            ...{ mean: 0.021, zeroShare: 0.914, deadShare: 0.1254, penalizedMeanAbsolute: 0.022 },
          },
        }
      : {},
  );
  expect(activities(results)[1]).toEqual({
    subject: "L1 after relu, sum",
    text:
      "mean size of what is penalized falls from 0.250 to 0.022, mean activity falls from 0.250 to 0.021, " +
      "the share of zeros rises from 50 % to 91 %, that of dead units stays at 13 %.",
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
