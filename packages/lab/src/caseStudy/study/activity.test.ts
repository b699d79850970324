import { expect, it } from "vitest";
import { activityStatistics } from "./activity.ts";

const relu = { hidden: [4], activation: "relu", placement: "before", penalizedLayers: 1 } as const;

it("statistics of two rows and four units, by hand", () => {
  const z = [-1, 2, 0, 1, -3, -(2 ** -11), 0, 3];
  expect(activityStatistics([z], relu)).toEqual({
    mean: 0.75,
    zeroShare: 5 / 8,
    deadShare: 0.5,
    meanAbsoluteZ: (10 + 2 ** -11) / 8,
    nearZeroShare: 3 / 8,
    penalizedMeanAbsolute: (10 + 2 ** -11) / 8,
  });
  expect(activityStatistics([z], { ...relu, placement: "after" }).penalizedMeanAbsolute).toBe(0.75);
  expect(activityStatistics([z], { ...relu, placement: null, penalizedLayers: 0 }).penalizedMeanAbsolute).toBeNull();
});
it("a tiny activation is not zero", () => {
  const { zeroShare, deadShare } = activityStatistics([[1e-30, 0]], { ...relu, hidden: [1] });
  expect([zeroShare, deadShare]).toEqual([0.5, 0]);
});
it("what is penalized is taken over all penalized layers, the rest of the first alone", () => {
  const { mean, penalizedMeanAbsolute } = activityStatistics(
    [
      [1, -1],
      [5, -5, 0, 0],
    ],
    {
      ...relu,
      hidden: [1, 2],
      penalizedLayers: 2,
    },
  );
  expect([mean, penalizedMeanAbsolute]).toEqual([0.5, 2]);
});
it("a sigmoid is never zero", () => {
  const { mean, zeroShare } = activityStatistics([[0, 0]], { ...relu, activation: "sigmoid", hidden: [2] });
  expect([mean, zeroShare]).toEqual([0.5, 0]);
});
