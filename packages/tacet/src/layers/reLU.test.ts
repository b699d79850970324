import { tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.reLU({ negativeSlope: 0.25, ...common }), {
    input: [3, 4],
    output: [3, 4],
    weights: [],
  }));

it("passes what is above the threshold, up to a bound", async () => {
  const x = tensor([-4, -1, 0, 1, 2, 8]);
  const apply = (options: Parameters<typeof layers.reLU>[0]) => layers.reLU(options).apply(x).array();
  expect(await apply({})).toEqual([0, 0, 0, 1, 2, 8]);
  expect(await apply({ maxValue: 6 })).toEqual([0, 0, 0, 1, 2, 6]);
  // Below: 0.5 (x - 1); at the threshold nothing passes.
  expect(await apply({ maxValue: 5, negativeSlope: 0.5, threshold: 1 })).toEqual([-2.5, -1, -0.5, 0, 2, 5]);
});

it("refuses a negative bound, slope or threshold", () => {
  expect(() => layers.reLU({ maxValue: -1 })).toThrow(
    /ReLU: expected maxValue to be a finite number from 0, or null, received -1/,
  );
});
