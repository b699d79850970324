import { expect, it } from "vitest";
import { layers, model, input, regularizers, sequential, tensor } from "../index.ts";
import { maskOf } from "./mask.ts";

const table = [[0, 0], [1, 10], [2, 20]]; // prettier-ignore

it("gives rows of its table, and NaN beyond it", async () => {
  const layer = layers.embedding({ inputDim: 3, outputDim: 2, weights: table });
  expect(layer.computeOutputShape([{ batch: 1 }, 4])).toEqual([{ batch: 1 }, 4, 2]);
  expect(layer.weights.map((w) => [w.name, w.shape])).toEqual([[`${layer.name}/embeddings`, [3, 2]]]);
  expect(await layer.apply(tensor([[2, 1], [0, 2]])).array()).toEqual([[[2, 20], [1, 10]], [[0, 0], [2, 20]]]); // prettier-ignore
  // As in Keras on JAX: a negative index counts from the end, what lies outside of the table is not a number.
  expect(await layer.apply(tensor([[-1, 3, -4]])).array()).toEqual([[[2, 20], [NaN, NaN], [NaN, NaN]]]); // prettier-ignore
  // Float indices are cut off.
  expect(await layer.apply(tensor([[1.9]])).array()).toEqual([[[1, 10]]]);
});

it("moves the rows that were read, by the sum over their places", async () => {
  const layer = layers.embedding({ inputDim: 3, outputDim: 2, weights: table, inputShape: [2] });
  const net = sequential([layer]);
  net.compile({ optimizer: "sgd", loss: (_, p) => p.sum() });
  await net.fit(tensor([[1, 1], [1, 0]]), tensor([[0, 0], [0, 0]]), { epochs: 1, verbose: 0 }); // prettier-ignore
  // The rate is 0.01, and each place has slope 1.
  const [moved] = net.getWeights();
  const expected = [[-0.01, -0.01], [0.97, 9.97], [2, 20]]; // prettier-ignore
  for (const [i, row] of ((await moved!.array()) as number[][]).entries())
    for (const [k, value] of row.entries()) expect(value).toBeCloseTo(expected[i]![k]!, 5);
});

it("penalizes its table and what it puts out", async () => {
  const net = sequential([
    layers.embedding({
      inputDim: 3,
      outputDim: 2,
      weights: table,
      inputLength: 2,
      embeddingsRegularizer: regularizers.l1(0.1),
      activityRegularizer: regularizers.l1(1),
    }),
  ]);
  net.compile({ optimizer: "sgd", metrics: ["penalty"] });
  const logs = await net.evaluate(tensor([[1, 1], [0, 2]]), undefined, { verbose: 0 }); // prettier-ignore
  const name = net.layers[0]!.name;
  // 0.1 · 33, and (11 + 11 + 22) / 2 rows.
  expect(logs[`weight_penalty/${name}`]).toBeCloseTo(3.3, 5);
  expect(logs[`penalty/${name}`]).toBeCloseTo(22, 5);
});

it("masks index 0 where it is padding", async () => {
  const x = tensor([[1, 0]]);
  const plain = layers.embedding({ inputDim: 3, outputDim: 2 });
  expect(maskOf(plain.apply(x))).toBeUndefined();
  const masking = layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true });
  expect(await maskOf(masking.apply(x))!.array()).toEqual([[1, 0]]);
});

it("leads back by the same table", async () => {
  const layer = layers.reversibleEmbedding({ inputDim: 3, outputDim: 2, weights: table, maskZero: true });
  expect(await layer.apply(tensor([[2]])).array()).toEqual([[[2, 20]]]);
  const back = layer.apply(tensor([[1, 1]]), { reverse: true });
  expect(await back.array()).toEqual([[0, 11, 22]]);
  expect(maskOf(back)).toBeUndefined();
  expect(await maskOf(layer.apply(tensor([[2, 0]])))!.array()).toEqual([[1, 0]]);
  const x = input({ shape: [4] });
  const net = model({ inputs: x, outputs: layer.apply(layer.apply(x), { reverse: true }) });
  expect((await net.predict(tensor([[1, 2, 0, 1]]), { verbose: 0 })).shape).toEqual([1, 4, 3]);
  expect(net.weights.length).toBe(1);
});

it("refuses sizes and tables that make no sense", () => {
  const make = (options: object) => () => layers.embedding({ inputDim: 3, outputDim: 2, ...options });
  expect(make({ inputDim: 0 })).toThrow(/Embedding: expected inputDim to be a whole number from 1, received 0/);
  expect(make({ outputDim: 1.5 })).toThrow(/outputDim to be a whole number from 1/);
  expect(() => make({ weights: [[1, 2]] })().apply(tensor([[1]]))).toThrow(
    /^Layer .*values for a weight of shape \[3, 2\].*\[1, 2\]/,
  );
});
