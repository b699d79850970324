import { expect, it } from "vitest";
import { bins, histogramOf, shares } from "./histogram.ts";

it("zero and what lies below share no bin with what lies above, and the outermost bins hold the rest", () => {
  const counts = histogramOf([-9, -0.05, 0, 1e-9, 0.05, 9], { activation: "relu" });
  const middle = bins.relu.count / 2;
  expect([counts[0], counts[middle - 1], counts[middle], counts.at(-1)]).toEqual([1, 2, 2, 1]);
});
it("of a sigmoid layer, what comes out is counted", () => {
  const counts = histogramOf([0, -100, 100], { activation: "sigmoid" });
  expect([counts[0], counts[24], counts.at(-1)]).toEqual([1, 1, 1]);
});
it("shares are of all seeds together", () => {
  expect(
    shares([
      [1, 3],
      [0, 4],
    ]),
  ).toEqual([1 / 8, 7 / 8]);
});
