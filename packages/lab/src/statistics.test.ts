import { expect, it } from "vitest";
import { median, sampleStatistics } from "./statistics.ts";

it("mean and sample deviation, by hand", () => {
  expect(sampleStatistics([1, 2, 6])).toEqual({ mean: 3, standardDeviation: Math.sqrt(7) });
});
it("a single value has no deviation", () => {
  expect(sampleStatistics([0.5])).toEqual({ mean: 0.5, standardDeviation: null });
});
it("median of an odd and of an even number", () => {
  expect([median([9, 1, 5]), median([4, 1, 3, 9]), median([7])]).toEqual([5, 3.5, 7]);
});
