import { batch, tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { clearSession, layers, sequential } from "../index.ts";
import { classes } from "./index.ts";

it("makes a factory for every class", () => {
  expect(Object.keys(layers)).toEqual(Object.keys(classes));
  expect(layers.flatten().className).toBe("Flatten");
});

it("counts automatic names as Keras, until clearSession", () => {
  clearSession();
  expect(
    [layers.dense({ units: 1 }), layers.dense({ units: 1 }), layers.activityRegularization()].map((l) => l.name),
  ).toEqual(["dense", "dense_1", "activity_regularization"]);
  clearSession();
  expect(layers.dense({ units: 1 }).name).toBe("dense");
});

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

it("applies activations by name and by function", async () => {
  const model = sequential([
    layers.activation({ activation: "softmax", inputDim: 2 }),
    layers.activation({ activation: (x) => x.mul(10) }),
  ]);
  const [row] = (await (await model.predict(tensor([[0, 0]]), { verbose: 0 })).array()) as number[][];
  expect(row).toEqual([5, 5]);
});

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

it("refuses shapes it cannot use", () => {
  expect(() => layers.dense({ units: 1, inputShape: [0] })).toThrow(/whole positive numbers.*\[0\]/);
  expect(() => layers.input({})).toThrow(/expected shape or batchShape/);
  expect(() => layers.dense({ units: 1, name: "a/b" })).toThrow(/name without/);
});
