import { batch, tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.reshape({ targetShape: [2, -1], ...common }), {
    input: [3, 4],
    output: [2, 6],
    weights: [],
  }));

it("keeps the order of a row's elements, whatever the batch", async () => {
  const model = sequential([layers.reshape({ targetShape: [-1, 2], inputDim: 4 })]);
  const y = await model.predict(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), { verbose: 0 }); // prettier-ignore
  expect(await y.array()).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]); // prettier-ignore
  expect(layers.reshape({ targetShape: 12 }).computeOutputShape([batch, 3, 4])).toEqual([batch, 12]);
});

it("refuses shapes that do not fit", () => {
  const shape = (targetShape: number[]) => () => layers.reshape({ targetShape }).ensureBuilt([batch, 3, 4]);
  expect(shape([5, -1])).toThrow(/expected rows whose elements fill \[5, -1\], received shape \[n, 3, 4\]/);
  expect(shape([5])).toThrow(/fill \[5\]/);
  expect(() => layers.reshape({ targetShape: [-1, -1] })).toThrow(/one of which may be -1, received \[-1, -1\]/);
  expect(() => layers.reshape({ targetShape: [0] })).toThrow(/targetShape/);
});
