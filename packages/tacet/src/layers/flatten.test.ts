import { batch, tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.flatten(common), { input: [2, 3], output: [6], weights: [] }));

it("flattens rows, channels first on request", async () => {
  expect(layers.flatten().computeOutputShape([batch, 2, 3])).toEqual([batch, 6]);
  expect(layers.flatten().computeOutputShape([batch])).toEqual([batch, 1]);
  const x = tensor([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  const model = sequential([layers.flatten({ dataFormat: "channels_first", inputShape: [2, 2] })]);
  expect(await (await model.predict(x, { verbose: 0 })).array()).toEqual([[1, 3, 2, 4]]);
});
