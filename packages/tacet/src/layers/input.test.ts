import { batch } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, sequential } from "../index.ts";

it("gives a model its input's shape and name, and computes nothing", () => {
  const model = sequential([layers.input({ shape: 3, name: "rows" }), layers.dense({ units: 2 })]);
  expect(model.outputShape).toEqual([batch, 2]);
  expect(layers.input({ batchShape: [null, 4] }).computeOutputShape([batch, 4])).toEqual([batch, 4]);
});
