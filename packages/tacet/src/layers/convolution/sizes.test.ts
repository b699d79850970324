/** Programs of models that take images of any size: each size is compiled once, whatever the batch. */
import { compilationCount, tensor, type Tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { input, layers, sequential, type Sequential } from "../../index.ts";

const images = (rows: number, extent: number): Tensor =>
  tensor(
    Float32Array.from({ length: rows * extent * extent }, (_, i) => Math.sin(i)),
    [rows, extent, extent, 1],
  );
function make(): Sequential {
  const model = sequential([
    layers.conv2d({ filters: 2, kernelSize: 3, activation: "relu", activityRegularizer: "l1" }),
    layers.maxPooling2d(),
    layers.dropout({ rate: 0.2 }),
    layers.separableConv2d({ filters: 3, kernelSize: 2 }),
    layers.globalAveragePooling2d(),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ loss: "mse", optimizer: "sgd" });
  return model;
}
/** How many programs a fit with validation and a prediction compile. */
async function compiled(model: Sequential, rows: number, extent: number, batchSize: number): Promise<number> {
  const before = compilationCount();
  const [x, y] = [images(rows, extent), tensor(new Float32Array(rows), [rows])];
  await model.fit(x, y, { verbose: 0, batchSize, validationData: [x, y] });
  await model.predict(x, { verbose: 0, batchSize });
  return compilationCount() - before;
}

it("compiles for an image's size once, and nothing for another batch", async () => {
  const model = make();
  expect(await compiled(model, 4, 8, 2)).toBe(3);
  expect(await compiled(model, 5, 8, 3)).toBe(0);
  expect(await compiled(model, 4, 10, 2)).toBe(3);
  expect(await compiled(model, 3, 10, 3)).toBe(0);
  expect(await compiled(model, 4, 8, 2)).toBe(0);
  expect(await compiled(make(), 2, 10, 1)).toBe(0);
});
it("begins without knowing the size, where the input has null for it", async () => {
  const open: [string, Sequential][] = [
    ["of the first layer", sequential([layers.conv2d({ filters: 1, kernelSize: 2, inputShape: [null, null, 1] })])],
    ["of an input", sequential([layers.input({ shape: [null, null, 1] }), layers.conv2d({ filters: 1, kernelSize: 2 })])], // prettier-ignore
  ];
  for (const [name, model] of open) {
    expect((await model.predict(images(2, 3), { verbose: 0 })).shape, name).toEqual([2, 2, 2, 1]);
    expect((await model.predict(images(2, 5), { verbose: 0 })).shape, name).toEqual([2, 4, 4, 1]);
  }
  const narrow = sequential([layers.conv2d({ filters: 1, kernelSize: 2, inputShape: [null, null, 3] })]);
  await expect(narrow.predict(images(1, 3), { verbose: 0 })).rejects.toThrow(
    /expected rows of shape \[null, null, 3\], received rows of shape \[3, 3, 1\]/,
  );
  expect(() => input({ shape: [null, 3], name: "x" })).toThrow(/Input "x": expected a shape of whole numbers, received \[null, 3\]/); // prettier-ignore
});
it("refuses a size that the layers do not take, saying which", async () => {
  const model = sequential([
    layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [4, 4, 1] }),
    layers.flatten(),
    layers.dense({ units: 1, name: "head" }),
  ]);
  await expect(model.predict(images(1, 5), { verbose: 0 })).rejects.toThrow(
    /expected x of shape \[n, 4, 4, 1\], as layer .* takes, received \[n, 5, 5, 1\].*"head" \(Dense\): expected 4 inputs/,
  );
  await expect(model.predict(images(1, 2), { verbose: 0 })).rejects.toThrow(/expected space of at least \[3, 3\]/);
});
