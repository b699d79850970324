import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { Dataset, input, layers } from "../../index.ts";

describe("textVectorization", () => {
  const texts = ["The cat, the DOG!", "a cat"];
  it("learns words, and gives their places padded with 0", async () => {
    const layer = layers.textVectorization();
    layer.adapt(texts);
    expect(layer.getVocabulary()).toEqual(["", "[UNK]", "the", "cat", "dog", "a"]);
    const places = layer.apply([["the dog"], ["A bird and a cat"]]);
    expect([places.dtype, await places.array()]).toEqual(["int32", [[2, 4, 0, 0, 0], [5, 1, 1, 5, 3]]]); // prettier-ignore
    await layer.adapt(Dataset.fromIterable([texts, ["cat"]]));
    expect(layer.getVocabulary({ includeSpecialTokens: false })).toEqual(["cat", "the", "dog", "a"]);
    expect(await layer.apply("the cat").array()).toEqual([3, 2]);
  });
  it("splits, joins and encodes as asked, with functions of one's own too", async () => {
    const vocabulary = ["a", "b", "a b"];
    const pairs = layers.textVectorization({ vocabulary, ngrams: [2], outputSequenceLength: 2 });
    expect(await pairs.apply(["a b a", "b"]).array()).toEqual([[4, 1], [0, 0]]); // prettier-ignore
    const letters = layers.textVectorization({ vocabulary, split: "character", outputMode: "count" });
    expect(await letters.apply(["abba😀"]).array()).toEqual([[1, 2, 2, 0]]);
    const own = { standardize: (text: string) => text.replace("x", "a"), split: (text: string) => text.split("-") };
    expect(
      await layers
        .textVectorization({ vocabulary, ...own })
        .apply(["x-b"])
        .array(),
    ).toEqual([[2, 3]]);
    const tokens = layers.textVectorization({ vocabulary, split: null });
    expect(await tokens.apply([["a", "c"], ["b", ""]]).array()).toEqual([[2, 1], [3, 0]]); // prettier-ignore
  });
  it("refuses what doesn't fit", () => {
    const layer = layers.textVectorization({ vocabulary: ["a"] });
    expect(() => layer.apply([["a", "b"]])).toThrow(
      /expected texts \[n\] or \[n, 1\] to split, received shape \[1, 2\]/,
    );
    expect(() => layer.apply(input({ shape: 1 }) as never)).toThrow(/give the model x/);
    expect(() => layers.textVectorization({ outputMode: "count", outputSequenceLength: 2 })).toThrow(
      /Counts have no sequence/,
    );
    const split = (): never => 3 as never;
    expect(() => layers.textVectorization({ vocabulary: ["a"], split }).apply(["a"])).toThrow(
      /split to give a list of strings/,
    );
  });
});

describe("hashing", () => {
  it("deals strings and numbers to bins, as TensorFlow's documentation shows", async () => {
    const letters = [["A"], ["B"], ["C"], ["D"], ["E"]];
    expect(await layers.hashing({ numBins: 3 }).apply(letters).array()).toEqual([[1], [0], [1], [1], [2]]);
    const masked = [["A"], ["B"], [""], ["C"], ["D"]];
    const bins = await layers.hashing({ numBins: 3, maskValue: "" }).apply(masked).array();
    expect(bins).toEqual([[1], [1], [0], [2], [2]]);
    const salted = await layers
      .hashing({ numBins: 3, salt: [133, 137] })
      .apply(letters)
      .array();
    expect(salted).toEqual([[1], [2], [1], [0], [2]]);
  });
  it("encodes bins, and refuses the tensors of a model", async () => {
    const layer = layers.hashing({ numBins: 3, outputMode: "one_hot" });
    const hot = layer.apply(tensor([[1], [1.9]]));
    expect([hot.dtype, hot.shape]).toEqual(["float32", [2, 3]]);
    const [a, b] = (await hot.array()) as number[][];
    expect(a).toEqual(b);
    expect(() => layer.apply(input({ shape: 1 }))).toThrow(/Hash before a model/);
  });
});
