import { expect, it } from "vitest";
import { halfInterval, median, sampleStatistics } from "./statistics.ts";

it("mean and sample deviation, by hand", () => {
  expect(sampleStatistics([1, 2, 6])).toEqual({ mean: 3, standardDeviation: Math.sqrt(7) });
});
it("a single value has no deviation", () => {
  expect(sampleStatistics([0.5])).toEqual({ mean: 0.5, standardDeviation: null });
});
it("median of an odd and of an even number", () => {
  expect([median([9, 1, 5]), median([4, 1, 3, 9]), median([7])]).toEqual([5, 3.5, 7]);
});
it("half a 95 % interval by the tables of Student's t", () => {
  // of n values 1 and -1 in turn, the deviation is √(n / (n - 1)): for these n, t / √(n - 1)
  const alternating = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const t = (n: number) => halfInterval(alternating(n))! * Math.sqrt(n - 1);
  expect(t(2)).toBeCloseTo(12.7062, 4);
  expect(t(4)).toBeCloseTo(3.1824, 2);
  expect(t(10)).toBeCloseTo(2.2622, 3);
  expect(t(20)).toBeCloseTo(2.093, 4);
  expect(halfInterval([3, 4, 5])).toBeCloseTo(4.3027 / Math.sqrt(3), 4);
  expect(halfInterval([7])).toBeNull();
});
