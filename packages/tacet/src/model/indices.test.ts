/** Indices outside of an embedding's table are found before anything runs. */
import { describe, expect, it } from "vitest";
import { Dataset, input, layers, model, sequential, tensor } from "../index.ts";

const quiet = { verbose: 0 } as const;
const words = (name: string) => layers.embedding({ inputDim: 3, outputDim: 1, name });
const good = tensor([[0, 2], [-3, 1]]); // prettier-ignore
const bad = tensor([[0, 1], [2, 3]]); // prettier-ignore
const y = tensor([[[0], [0]], [[0], [0]]]); // prettier-ignore
const net = () => {
  const made = sequential([layers.input({ shape: [2], dtype: "int32" }), words("words")]);
  made.compile({ optimizer: "sgd", loss: "mse" });
  return made;
};
const message =
  /^Layer "words" \(Embedding\): expected indices below 3, its inputDim, received 3: .*x at \[1, 1\]\. .*larger inputDim/;

describe("an index outside of a table", () => {
  it("is refused by all that takes data, which names the layer and the place", async () => {
    const made = net();
    const before = await made.getWeights()[0]!.array();
    await expect(made.fit(bad, y, quiet)).rejects.toThrow(message);
    await expect(made.fit(good, y, { ...quiet, validationData: [bad, y] })).rejects.toThrow(message);
    await expect(made.evaluate(bad, y, quiet)).rejects.toThrow(message);
    await expect(made.predict(bad, quiet)).rejects.toThrow(message);
    await expect(made.trainOnBatch(bad, y)).rejects.toThrow(message);
    await expect(made.testOnBatch(bad, y)).rejects.toThrow(message);
    await expect(made.fit(Dataset.fromTensorSlices(bad, y).batch(2), undefined, quiet)).rejects.toThrow(message);
    expect(await made.getWeights()[0]!.array()).toEqual(before);
    expect((await made.predict(good, quiet)).shape).toEqual([2, 2, 1]);
  });
  it("is refused where it lies before the table's end, counted from there", async () => {
    await expect(net().predict(tensor([[0, -4]]), quiet)).rejects.toThrow(/received -4: x at \[0, 1\]/);
  });
  it("is found through models, reshapes and casts, for the smallest table", async () => {
    const [x, z] = [input({ shape: [2], name: "x" }), input({ shape: [2], name: "z" })];
    const inner = sequential([layers.reshape({ targetShape: [2, 1] }), words("inside")]);
    const larger = layers.embedding({ inputDim: 9, outputDim: 1 });
    const graph = model({
      inputs: [z, x],
      outputs: [inner.apply(x), larger.apply(x), layers.dense({ units: 1 }).apply(z)],
    });
    const floats = tensor([[7, 8]], undefined, "float32");
    await expect(graph.predict([floats, tensor([[1, 5]])], quiet)).rejects.toThrow(
      /"inside".*indices below 3.*received 5: x at \[0, 1\]/,
    );
    expect((await graph.predict([floats, tensor([[1, 2]])], quiet)).length).toBe(3);
  });
  it("that ops compute gives NaN, as in Keras on JAX", async () => {
    const x = input({ shape: [2] });
    const graph = model({ inputs: x, outputs: words("late").apply(x.add(1)) });
    const [[first, second]] = (await (await graph.predict(tensor([[0, 2]]), quiet)).array()) as [number[][]];
    expect([Number.isFinite(first![0]), second![0]]).toEqual([true, NaN]);
  });
});
