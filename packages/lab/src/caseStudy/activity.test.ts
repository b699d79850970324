import { expect, it } from "vitest";
import { activityStatistics } from "./activity.ts";

it("mean, zeros and dead units of two rows and four units, by hand", () => {
  const activations = [0, 2, 0, 1, 0, 0, 0, 3];
  expect(activityStatistics(activations, 4)).toEqual({ mean: 0.75, zeroShare: 5 / 8, deadShare: 0.5 });
});
it("a tiny activation is not zero", () => {
  expect(activityStatistics([1e-30, 0], 1)).toEqual({ mean: 5e-31, zeroShare: 0.5, deadShare: 0 });
});
