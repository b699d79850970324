import { batch, tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { Dataset, input, layers, model, sequential } from "../../index.ts";
import { checkLayer } from "../../testing/checkLayer.ts";

describe("the standard of layers, gradients within a relative 1e-6", () => {
  it("rescaling", () =>
    checkLayer((common) => layers.rescaling({ scale: [2, -1, 0.5], offset: 1, ...common }), {
      input: [2, 3],
      output: [2, 3],
      weights: [],
    }));
  it("normalization", () =>
    checkLayer((common) => layers.normalization({ mean: [1, 2, 3], variance: [4, 1, 0.25], ...common }), {
      input: [2, 3],
      output: [2, 3],
      weights: [],
    }));
  it("normalization to be adapted", () =>
    checkLayer((common) => layers.normalization({ axis: 1, invert: true, ...common }), {
      input: [2, 3],
      output: [2, 3],
      weights: [[2], [2], []],
    }));
});

const x = tensor([[0, 10], [2, 30]]); // prettier-ignore

describe("normalization", () => {
  it("learns mean and variance of arrays and batches, as worked out by hand", async () => {
    const layer = layers.normalization();
    layer.adapt(x);
    // means 1 and 20, variances 1 and 100
    expect(await layer.apply(x).array()).toEqual([[-1, -1], [1, 1]]); // prettier-ignore
    layer.adapt([[3, 0], [7, 0]]); // prettier-ignore
    expect([await layer.mean!.array(), await layer.variance!.array()]).toEqual([[5, 0], [4, 0]]); // prettier-ignore
    const batches = layers.normalization();
    await batches.adapt(Dataset.fromTensorSlices([x, tensor([0, 1])]).batch(1));
    expect(await batches.apply(x).array()).toEqual([[-1, -1], [1, 1]]); // prettier-ignore
    const rows = layers.normalization();
    await rows.adapt(Dataset.fromTensorSlices(x));
    expect(await rows.apply(x).array()).toEqual([[-1, -1], [1, 1]]); // prettier-ignore
  });
  it("keeps one mean of everything, or one for each index of several axes; an inverse undoes it", async () => {
    const all = layers.normalization({ axis: null });
    all.adapt([[1, 3], [1, 3]]); // prettier-ignore
    expect(await all.apply(tensor([[1, 5]])).array()).toEqual([[-1, 3]]);
    const each = { axis: [1, 2], mean: [1, 2], variance: [4, 16] };
    const y = tensor([[[1, 2], [3, 6]]]); // prettier-ignore
    const there = layers.normalization(each).apply(y);
    expect(await there.array()).toEqual([[[0, 0], [1, 1]]]); // prettier-ignore
    expect(
      await layers
        .normalization({ ...each, invert: true })
        .apply(there)
        .array(),
    ).toEqual(await y.array());
  });
  it("takes effect in a model at once, and no training changes it", async () => {
    const layer = layers.normalization({ inputShape: [2] });
    const net = sequential([layer, layers.dense({ units: 1, kernelInitializer: "ones" })]);
    net.compile({ optimizer: "sgd", loss: "mse" });
    const predicted = async (): Promise<number[]> => [...(await (await net.predict(x, { verbose: 0 })).data())];
    expect(await predicted()).toEqual([10, 32]);
    layer.adapt(x);
    expect(await predicted()).toEqual([-2, 2]);
    await net.trainOnBatch(x, [0, 1]);
    expect([...layer.weights[0]!.read()]).toEqual([1, 20]);
  });
  it("refuses what doesn't fit", async () => {
    expect(() => layers.normalization({ mean: 1 })).toThrow(/expected mean and variance, received mean alone/);
    expect(() => layers.normalization({ mean: [[1]], variance: [[1]] })).toThrow(
      /of rank 1 or less, .*received shapes/,
    );
    expect(() => layers.normalization({ mean: 1, variance: 1 }).adapt(x)).toThrow(/Leave them out to learn them/);
    expect(() => layers.normalization({ axis: 3 }).apply(x)).toThrow(/the axes 3, of known extents, received shape/);
    const layer = layers.normalization();
    layer.adapt(x);
    expect(() => layer.adapt([[1, 2, 3]])).toThrow(/extents \[2\] on the axes -1, as it was built with/);
    await expect(layer.adapt(Dataset.fromIterable([]))).rejects.toThrow(
      /"normalization.*" \(Normalization\): adapt expected at least one batch/,
    );
  });
});

describe("categoryEncoding", () => {
  const tokens = tensor([[0, 1], [2, 2]], undefined, "int32"); // prettier-ignore
  const encoded = (outputMode: "one_hot" | "multi_hot" | "count", given: Tensor = tokens) =>
    layers.categoryEncoding({ numTokens: 3, outputMode }).apply(given);
  it("encodes rows and elements, as worked out by hand", async () => {
    expect(await layers.categoryEncoding({ numTokens: 3 }).apply(tokens).array()).toEqual([[1, 1, 0], [0, 0, 1]]); // prettier-ignore
    expect(await encoded("count").array()).toEqual([[1, 1, 0], [0, 0, 2]]); // prettier-ignore
    expect((await encoded("one_hot").array() as number[][][])[1]).toEqual([[0, 0, 1], [0, 0, 1]]); // prettier-ignore
    expect(await encoded("one_hot", tokens.slice(1).reshape([2, 1])).array()).toEqual([[0, 0, 1], [0, 0, 1]]); // prettier-ignore
    expect(encoded("count").dtype).toBe("float32");
    expect(await encoded("multi_hot", tensor(2)).array()).toEqual([0, 0, 1]);
  });
  it("adds weights up, inside a model too", async () => {
    const layer = layers.categoryEncoding({ numTokens: 3, outputMode: "count" });
    const weights = tensor([[0.5, 2], [1, 0.25]]); // prettier-ignore
    const sums = [[0.5, 2, 0], [0, 0, 1.25]]; // prettier-ignore
    expect(await layer.apply([tokens, weights]).array()).toEqual(sums);
    const inputs = [input({ shape: 2, dtype: "int32" }), input({ shape: 2 })] as const;
    const net = model({ inputs, outputs: layer.apply(inputs) });
    expect(await (await net.predict([tokens, weights], { verbose: 0 })).array()).toEqual(sums);
  });
  it("refuses what doesn't fit", () => {
    expect(() => encoded("count", tensor([[3]]))).toThrow(/expected whole numbers from 0 to 2, received 3/);
    expect(() => layers.categoryEncoding({ numTokens: 3 }).apply([tokens, tokens])).toThrow(
      /received weights beside them/,
    );
    const layer = layers.categoryEncoding({ numTokens: 3, outputMode: "count" });
    expect(() => layer.apply([tokens, tensor([1])])).toThrow(/one shape, received shapes \[2, 2\] and \[1\]/);
  });
});

describe("discretization", () => {
  it("numbers bins, as worked out by hand", async () => {
    const layer = layers.discretization({ binBoundaries: [0, 1] });
    const y = layer.apply(tensor([[-1, 0, 0.5], [1, 7, NaN]])); // prettier-ignore
    expect([y.dtype, await y.array()]).toEqual(["int32", [[0, 1, 1], [2, 2, 2]]]); // prettier-ignore
    expect(layer.computeOutputShape([batch, 4])).toEqual([batch, 4]);
    const count = layers.discretization({ binBoundaries: [0, 1], outputMode: "count" });
    expect(await count.apply(tensor([[-1, 0, 0.5]])).array()).toEqual([[1, 2, 0]]);
  });
  it("finds bins of about as many numbers, from arrays and batches", async () => {
    const layer = layers.discretization({ numBins: 4, inputShape: [1] });
    layer.adapt(Array.from({ length: 100 }, (_, i) => [i]));
    [24, 49, 74].forEach((boundary, i) => expect(layer.binBoundaries![i]).toBeCloseTo(boundary, 4));
    const net = sequential([layer]);
    const binOf = async (value: number): Promise<unknown> => (await net.predict([[value]], { verbose: 0 })).array();
    expect(await binOf(50)).toEqual([[2]]);
    await layer.adapt(Dataset.fromIterable([tensor([[1], [2]]), tensor([[3], [4]]), tensor([[90]])]), { steps: 2 });
    expect(layer.binBoundaries).toEqual([1, 2, 3]);
    expect(await binOf(50)).toEqual([[3]]);
  });
  it("refuses what doesn't fit", () => {
    expect(() => layers.discretization()).toThrow(/expected binBoundaries or numBins, received neither/);
    expect(() => layers.discretization({ binBoundaries: [1, 0] })).toThrow(/a list of ascending numbers/);
    expect(() => layers.discretization({ numBins: 2 }).apply(x)).toThrow(
      /expected bin boundaries, received none. .*adapt first/,
    );
    expect(() => layers.discretization({ binBoundaries: [1] }).adapt(x)).toThrow(/Give numBins in their place/);
  });
});
