import { tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer(
    ({ dtype, activityRegularizer }) => layers.activityRegularization({ dtype, l2: activityRegularizer?.l2 }),
    { input: [4], output: [4], weights: [] },
  ));

it("computes on concrete tensors, and keeps the penalties of the last call", async () => {
  const layer = layers.activityRegularization({ l1: 0.5 });
  const y = layer.apply(
    tensor([
      [1, -2],
      [3, 0],
    ]),
  );
  expect(await y.array()).toEqual([
    [1, -2],
    [3, 0],
  ]);
  // 0.5 * 6 / 2 rows
  expect(await Promise.all(layer.losses.map((l) => l.array()))).toEqual([1.5]);
});
