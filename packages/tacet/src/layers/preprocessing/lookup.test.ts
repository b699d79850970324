import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { Dataset, input, layers, model, ops, sequential } from "../../index.ts";

const ints = (data: number[] | number[][]): Tensor => tensor(data, undefined, "int32");

describe("stringLookup", () => {
  it("gives places in the vocabulary, encodes them, and finds strings again", async () => {
    const words = [["a", "c", "z"], ["c", "", "b"]]; // prettier-ignore
    const lookup = layers.stringLookup({ vocabulary: ["a", "b", "c"], maskToken: "" });
    const places = lookup.apply(words);
    expect([places.dtype, await places.array()]).toEqual(["int32", [[2, 4, 1], [4, 0, 3]]]); // prettier-ignore
    expect(lookup.getVocabulary()).toEqual(["", "[UNK]", "a", "b", "c"]);
    expect(lookup.getVocabulary({ includeSpecialTokens: false })).toEqual(["a", "b", "c"]);
    const inverse = layers.stringLookup({ vocabulary: lookup.getVocabulary(), maskToken: "", invert: true });
    expect(inverse.apply(places)).toEqual([["a", "c", "[UNK]"], ["c", "", "b"]]); // prettier-ignore
    expect(inverse.apply([9, 2])).toEqual(["[UNK]", "a"]);
    const count = layers.stringLookup({ vocabulary: ["a", "b"], outputMode: "count" });
    expect(await count.apply([["a", "a", "z"], ["b", "z", "z"]]).array()).toEqual([[1, 2, 0], [2, 0, 1]]); // prettier-ignore
  });
  it("learns the most frequent terms, of arrays and of batches; ties go by code points, the last first", async () => {
    const lookup = layers.stringLookup({ maxTokens: 4 });
    lookup.adapt(["b", "c", "a", "a", "ｱ", "😀"]);
    expect(lookup.getVocabulary()).toEqual(["[UNK]", "a", "😀", "ｱ"]);
    expect(lookup.vocabularySize()).toBe(4);
    await lookup.adapt(
      Dataset.fromIterable([
        ["x", "y"],
        [["y"], ["z"]],
      ]),
    );
    expect(lookup.getVocabulary()).toEqual(["[UNK]", "y", "z", "x"]);
    await lookup.adapt(
      Dataset.fromIterable([
        [["x", "y"], tensor([0, 1])],
        [["x"], tensor([0])],
      ]),
      { steps: 1 },
    );
    expect(lookup.getVocabulary()).toEqual(["[UNK]", "y", "x"]);
  });
  it("weighs terms by the documents that they are in, as worked out by hand", async () => {
    const lookup = layers.stringLookup({ outputMode: "tf_idf" });
    lookup.adapt([["a", "a"], ["a", "b"]]); // prettier-ignore
    const [a, b] = [Math.log(1 + 2 / 3), Math.log(1 + 2 / 2)] as const;
    const row = await lookup.apply(["a", "a", "b", "z"]).data();
    [(a + b) / 2, 2 * a, b].forEach((weight, i) => expect(row[i]).toBeCloseTo(weight, 6));
  });
  it("refuses what doesn't fit", () => {
    const lookup = layers.stringLookup({ vocabulary: ["a"], name: "words" });
    const asked = "x = layer.apply(strings), and give the model x";
    expect(() => sequential([layers.input({ shape: 1 }), lookup])).toThrow(asked);
    expect(() => lookup.apply([["a"], []])).toThrow(
      'Layer "words" (StringLookup): expected strings nested in arrays of equal',
    );
    expect(() => lookup.adapt(["b"])).toThrow(/a layer without a vocabulary, received adapt beside one/);
    expect(() => layers.stringLookup({ vocabulary: ["a"], numOovIndices: 0 }).apply("b")).toThrow(/received "b"/);
    expect(() => layers.stringLookup({ vocabulary: [] })).toThrow(/received an empty list/);
    expect(() => layers.stringLookup({ vocabulary: ["a", "a"] })).toThrow(
      /different terms, received "a" more than once/,
    );
    expect(() => layers.stringLookup({ vocabulary: ["a", ""], maskToken: "" })).toThrow(/begin with \["", "\[UNK\]"\]/);
    expect(() => layers.stringLookup({ vocabulary: ["a", "b"], maxTokens: 2 })).toThrow(
      /at most maxTokens, 2, received 3/,
    );
    expect(() => layers.stringLookup({ outputMode: "count" }).apply(["a"])).toThrow(/or call adapt first/);
    expect(() => layers.stringLookup({ vocabulary: ["a"], outputMode: "tf_idf" })).toThrow(
      /expected idfWeights for outputMode/,
    );
    const sized = layers.stringLookup({ vocabulary: ["a"], outputMode: "count" });
    expect(() => sized.setVocabulary(["a", "b"])).toThrow(/a vocabulary of 2 terms, as before, received 3/);
  });
});

describe("integerLookup", () => {
  it("gives places in the vocabulary, on its own and inside a model, and finds numbers again", async () => {
    const lookup = layers.integerLookup({ vocabulary: [12, 2 ** 30 + 1, -5], numOovIndices: 2, maskToken: 0 });
    const x = ints([[12, 7, -5], [0, 2 ** 30 + 1, -8]]); // prettier-ignore
    const places = [[3, 2, 5], [0, 4, 1]]; // prettier-ignore
    expect(await lookup.apply(x).array()).toEqual(places);
    expect(
      await sequential([lookup])
        .predict(x, { verbose: 0 })
        .then((y) => y.array()),
    ).toEqual(places);
    const inverse = layers.integerLookup({
      vocabulary: lookup.getVocabulary(),
      numOovIndices: 2,
      maskToken: 0,
      invert: true,
    });
    expect(await inverse.apply(lookup.apply(x)).array()).toEqual([[12, -1, -5], [0, 2 ** 30 + 1, -1]]); // prettier-ignore
  });
  it("learns, trains with an embedding's index, and takes effect in a model at once", async () => {
    const lookup = layers.integerLookup({ outputMode: "multi_hot", maxTokens: 4, padToMaxTokens: true });
    lookup.adapt([[7, 8, 8], [9, 9, 9]]); // prettier-ignore
    expect(lookup.getVocabulary()).toEqual([-1, 9, 8, 7]);
    const rows = input({ shape: 2, dtype: "int32" });
    const net = model({
      inputs: rows,
      outputs: layers.dense({ units: 1, kernelInitializer: "ones" }).apply(lookup.apply(rows)),
    });
    const x = ints([[9, 9], [5, 8]]); // prettier-ignore
    expect([...(await (await net.predict(x, { verbose: 0 })).data())]).toEqual([1, 2]);
    net.compile({ optimizer: "sgd", loss: "mse" });
    expect((await net.trainOnBatch(x, [1, 2])).loss).toBe(0);
    lookup.adapt([[5, 8]]);
    expect(await ops.greater(await net.predict(x, { verbose: 0 }), 1).array()).toEqual([[0], [1]]);
  });
  it("refuses what doesn't fit", () => {
    const rows = input({ shape: 2, dtype: "int32" });
    const strict = layers.integerLookup({ vocabulary: [1], numOovIndices: 0 });
    expect(() => strict.apply(ints([2]))).toThrow(/expected numbers of the vocabulary, received 2/);
    expect(() => strict.apply(rows)).toThrow(/A program can't refuse what it finds/);
    expect(() => layers.integerLookup({ vocabulary: [0.5] })).toThrow(/a list of whole numbers that an int32 holds/);
    expect(() => layers.integerLookup({ salt: 1 })).toThrow(/expected oovMethod "farmhash" beside salt/);
  });
});
