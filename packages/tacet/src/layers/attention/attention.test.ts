/** Attention without heads, by numbers worked out by hand. Goldens: conformance's "attention". */
import { describe, expect, it } from "vitest";
import { input, layers, model, tensor, type DType, type Layer, type Tensor } from "../../index.ts";
import { checkLayer } from "../../testing/checkLayer.ts";
import { ToItself } from "../../testing/toItself.ts";

// Scores 0 and ln 3: weights 1/4 and 3/4.
const query = tensor([[[1, 0]]]);
const key = tensor([[[0, 5], [Math.log(3), 0]]]); // prettier-ignore
const value = tensor([[[4], [8]]]);

describe("attention", () => {
  it("does what every layer does", async () => {
    const facts = { input: [4, 3], output: [4, 3] } as const;
    await checkLayer((common) => new ToItself(layers.attention, common), { ...facts, weights: [] });
    const concat = (common: { dtype?: DType | undefined }) =>
      layers.attention({ scoreMode: "concat", useScale: true, ...common });
    await checkLayer((common) => new ToItself(concat, common), { ...facts, weights: [[], []] });
    await checkLayer((common) => new ToItself(layers.additiveAttention, common), { ...facts, weights: [[3]] });
  });
  it("weighs values by the softmax of the scores, and gives the weights", async () => {
    const layer = layers.attention();
    expect(((await layer.apply([query, value, key]).data())[0])).toBeCloseTo(7, 5); // prettier-ignore
    const [output, scores] = layer.apply([query, value, key], { returnAttentionScores: true });
    expect(output.shape).toEqual([1, 1, 1]);
    expect([...(await scores.data())].map((w) => w.toFixed(5))).toEqual(["0.25000", "0.75000"]);
  });
  it("leaves out values, sets rows of queries to 0, and hands on the mask of the query", async () => {
    const bools = (...values: boolean[]) => tensor([values.map(Number)], undefined, "bool");
    const layer = layers.attention();
    const seen = layer.apply([query, value, key], { mask: [undefined, bools(true, false), undefined] });
    expect(await seen.array()).toEqual([[[4]]]);
    const gone = layer.apply([query, value, key], { mask: [bools(false), undefined, undefined] });
    expect(await gone.array()).toEqual([[[0]]]);
  });
  it("of a decoder sees nothing behind its own place", async () => {
    const x = tensor([[[1], [2], [3]]]);
    const [, scores] = layers.attention().apply([x, x], { useCausalMask: true, returnAttentionScores: true });
    expect(((await scores.array()) as number[][][])[0]!.map((row) => row.map((w) => w > 0))).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });
  it("is part of functional models, with several outputs", async () => {
    const [q, v] = [input({ shape: [2, 3] }), input({ shape: [4, 3] })];
    const [output, scores] = layers.attention().apply([q, v], { returnAttentionScores: true });
    expect([output.shape.slice(1), scores.shape.slice(1)]).toEqual([[2, 3], [2, 4]]); // prettier-ignore
    const net = model({ inputs: [q, v], outputs: [output, scores] });
    const found = await net.predict([tensor([[[1, 2, 3], [0, 0, 0]]]), tensor([[[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]]])], { verbose: 0 }); // prettier-ignore
    expect(found.map((t) => t.shape)).toEqual([[1, 2, 3], [1, 2, 4]]); // prettier-ignore
  });
  it("refuses inputs and masks that do not fit, by name", () => {
    const layer = layers.attention({ name: "look" });
    expect(() => (layer as unknown as Layer).apply(query)).toThrow(/"look".*\[query, value\].*received one tensor/);
    expect(() => layer.apply([query] as never)).toThrow(/"look".*received 1 tensors/);
    expect(() => layer.apply([query, value])).toThrow(/"look".*query \[n, tq, d\].*\[1, 1, 2\], \[1, 2, 1\]/);
    const empty = tensor(new Float32Array(0), [1, 0, 2]);
    expect(() => layer.apply([query, empty])).toThrow(/"look".*received shapes \[1, 1, 2\], \[1, 0, 2\]/);
    const wrong: Tensor = tensor([[1, 1, 1]], undefined, "bool");
    expect(() => layer.apply([query, value, key], { mask: [undefined, wrong, undefined] })).toThrow(
      /"look".*a mask of the value of shape \[1, 2\], received \[1, 3\]/,
    );
    expect(() => layers.attention({ scoreMode: "product" as never })).toThrow(/scoreMode to be "dot" or "concat"/);
    expect(() => layers.additiveAttention({ dropout: 2 })).toThrow(/AdditiveAttention: expected dropout/);
  });
});
