import { expect, it } from "vitest";
import { layers, tensor } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";
import { maskOf } from "./mask.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.masking(common), { input: [3, 4], output: [3, 4], weights: [] }));

it("masks steps that hold nothing but the value, and sets them to 0", async () => {
  const y = layers.masking({ maskValue: -1 }).apply(tensor([[[1, -1], [-1, -1], [0, 0]]])); // prettier-ignore
  expect(await y.array()).toEqual([[[1, -1], [0, 0], [0, 0]]]); // prettier-ignore
  expect(await maskOf(y)!.array()).toEqual([[1, 0, 1]]);
});
