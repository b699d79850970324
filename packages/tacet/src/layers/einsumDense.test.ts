import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

describe("the standard of layers, gradients within a relative 1e-6", () => {
  it("einsumDense", () =>
    checkLayer(
      (common) =>
        layers.einsumDense({
          equation: "abc,cde->abde",
          outputShape: [null, 2, 4],
          biasAxes: "e",
          activation: "tanh",
          ...common,
        }),
      { input: [2, 3], output: [2, 2, 4], weights: [[3, 2, 4], [4]] }, // prettier-ignore
    ));
});

it("sums over the axes that the output has not", async () => {
  const layer = layers.einsumDense({
    equation: "...x,xy->...y",
    outputShape: 1,
    biasAxes: "y",
    kernelInitializer: "ones",
    biasInitializer: "ones",
  });
  // 1 + 2 + 1 and 3 + 4 + 1
  expect(await layer.apply(tensor([[[1, 2], [3, 4]]])).array()).toEqual([[[4], [8]]]); // prettier-ignore
});

const message = (options: object, shape = [2, 3, 4]): (() => unknown) =>
  () => layers.einsumDense({ equation: "abc,cd->abd", outputShape: [3, 5], ...options }).apply(tensor(new Float32Array(shape.reduce((a, b) => a * b)), shape)); // prettier-ignore
it("refuses what makes no sense, naming what it is", () => {
  expect(message({ equation: "ab->c" })).toThrow('expected an equation such as "ab,bc->ac"');
  expect(message({}, [2, 3])).toThrow('expected an input with the 3 axes of "abc,cd->abd", received shape [2, 3]');
  expect(message({ outputShape: 5 })).toThrow(
    'expected an outputShape for the axes of "abd" behind the batch, received [5]',
  );
  expect(message({ outputShape: [4, 5] })).toThrow('expected one extent for the axis "b" of input and output');
  expect(message({ outputShape: [null, null] })).toThrow('expected a fixed extent for the kernel\'s axis "d"');
  expect(message({ equation: "abc,cd->abe" })).toThrow(
    'expected every axis of the output in input or kernel, received "e"',
  );
  expect(message({ biasAxes: "c" })).toThrow('expected biasAxes among the output\'s axes "abd", received "c"');
  expect(message({ biasAxes: "3" })).toThrow("EinsumDense: expected biasAxes to be the letters of output axes");
});
