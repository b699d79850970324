/** Attention of several heads: shapes, weights, seeds, masks, penalties. Goldens: conformance's "attention". */
import { describe, expect, it } from "vitest";
import { input, layers, model, regularizers, setRandomSeed, tensor, type Layer } from "../../index.ts";
import { checkLayer } from "../../testing/checkLayer.ts";
import { ToItself } from "../../testing/toItself.ts";
import { maskOf, withMask } from "../mask.ts";

const x = tensor([[[1, 0, 2], [0, 1, 1]]]); // prettier-ignore
const bools = (...rows: number[][]) => tensor(rows, undefined, "bool");
const facts = { input: [4, 3], output: [4, 3] } as const;

describe("multi-head attention", () => {
  it("does what every layer does", async () => {
    const kernels = [[3, 2, 2], [2, 2], [3, 2, 2], [2, 2], [3, 2, 5], [2, 5], [2, 5, 3], [3]]; // prettier-ignore
    const make = layers.multiHeadAttention;
    await checkLayer((common) => new ToItself((c) => make({ numHeads: 2, keyDim: 2, valueDim: 5, ...c }), common), {
      ...facts,
      weights: kernels,
    });
    await checkLayer((common) => new ToItself((c) => make({ numHeads: 2, keyDim: 2, useGate: true, useBias: false, ...c }), common), {
      ...facts,
      weights: [[3, 2, 2], [3, 2, 2], [3, 2, 2], [3, 2, 2], [2, 2, 3]],
    }); // prettier-ignore
  });
  it("gives each projection a seed of its own, unless it is given one", () => {
    setRandomSeed(1);
    const kernels = (layer: ReturnType<typeof layers.multiHeadAttention>) => {
      layer.apply([x, x]);
      return layer.weights.filter((w) => w.shape.length === 3).map((w) => [...w.read()].join());
    };
    const own = kernels(layers.multiHeadAttention({ numHeads: 1, keyDim: 3 }));
    expect(new Set(own).size).toBe(4);
  });
  it("gives scores of each head, that sum to 1", async () => {
    const layer = layers.multiHeadAttention({ numHeads: 2, keyDim: 4, outputShape: [2, 2] });
    const [output, scores] = layer.apply([x, x], { returnAttentionScores: true });
    expect([output.shape, scores.shape]).toEqual([[1, 2, 2, 2], [1, 2, 2, 2]]); // prettier-ignore
    for (const sum of await scores.sum(-1).data()) expect(sum).toBeCloseTo(1, 6);
  });
  it("sees what masks leave: of values, keys and pairs, causal, within a window", async () => {
    const layer = layers.multiHeadAttention({ numHeads: 1, keyDim: 2 });
    const seen = async (given: Parameters<typeof layer.apply>[1], of = layer) => {
      const [, scores] = of.apply([x, x], { ...given, returnAttentionScores: true });
      return ((await scores.array()) as number[][][][])[0]![0]!.map((row) => row.map((w) => Number(w > 0)));
    };
    expect(await seen({})).toEqual([[1, 1], [1, 1]]); // prettier-ignore
    expect(await seen({ valueMask: bools([1, 0]) })).toEqual([[1, 0], [1, 0]]); // prettier-ignore
    expect(await seen({ keyMask: bools([0, 1]), valueMask: undefined })).toEqual([[0, 1], [0, 1]]); // prettier-ignore
    expect(await seen({ attentionMask: tensor([[[1, 0], [1, 1]]], undefined, "bool") })).toEqual([[1, 0], [1, 1]]); // prettier-ignore
    expect(await seen({ useCausalMask: true })).toEqual([[1, 0], [1, 1]]); // prettier-ignore
    const near = layers.multiHeadAttention({ numHeads: 1, keyDim: 2, slidingWindow: 1 });
    expect(await seen({}, near)).toEqual([[1, 0], [0, 1]]); // prettier-ignore
  });
  it("takes the masks of its inputs away, as Keras does; grouped attention does not", () => {
    for (const [layer, left] of [
      [layers.multiHeadAttention({ numHeads: 1, keyDim: 2 }), false],
      [layers.groupQueryAttention({ numQueryHeads: 1, numKeyValueHeads: 1, headDim: 2 }), true],
    ] as const) {
      const masked = withMask(x.mul(1), bools([1, 0]));
      const y = layer.apply([masked, masked]);
      expect(maskOf(y)).toBeDefined();
      expect(maskOf(masked) !== undefined).toBe(left);
    }
  });
  it("is part of functional models, with masks as further inputs", () => {
    const [q, m] = [input({ shape: [4, 3] }), input({ shape: [4, 4], dtype: "bool" })];
    const y = layers.multiHeadAttention({ numHeads: 2, keyDim: 2 }).apply([q, q], { attentionMask: m });
    expect(model({ inputs: [q, m], outputs: y }).countParams()).toBe(63);
  });
  it("goes along any axes", () => {
    const planes = tensor(new Float32Array(36), [1, 2, 6, 3]);
    for (const attentionAxes of [1, 2, -2, [1, 2], undefined] as const)
      expect(layers.multiHeadAttention({ numHeads: 2, keyDim: 2, attentionAxes }).apply([planes, planes]).shape).toEqual([1, 2, 6, 3]); // prettier-ignore
  });
  it("refuses inputs, masks and options that do not fit, by name", () => {
    const layer = layers.multiHeadAttention({ numHeads: 1, keyDim: 2, name: "heads" });
    expect(() => (layer as unknown as Layer).apply(x)).toThrow(/"heads".*\[query, value\].*received one tensor/);
    expect(() => layer.apply([tensor([[1, 2]]), tensor([[1, 2]])])).toThrow(/"heads".*received shapes \[1, 2\]/);
    layer.apply([x, x]);
    expect(() => layer.apply([tensor([[[1, 2]]]), x])).toThrow(/"heads".*a query of width 3, as it was built with/);
    expect(() => layer.apply([x, x], { valueMask: bools([1, 1, 1]) })).toThrow(
      /"heads".*valueMask of shape \[1, 2\], received \[1, 3\]/,
    );
    expect(() => layer.apply([x, x], { attentionMask: bools([1, 1, 1]) })).toThrow(
      /"heads".*attentionMask to broadcast to the scores \[1, 1, 2, 2\], received \[1, 3\]/,
    );
    expect(() => layers.multiHeadAttention({ numHeads: 0, keyDim: 2 })).toThrow(/numHeads to be a whole number from 1/);
    expect(() => layers.multiHeadAttention({ numHeads: 1, keyDim: 2, flashAttention: true as never })).toThrow(
      /flashAttention to be false, or null/,
    );
  });
});

describe("attention of groups of heads", () => {
  it("does what every layer does", async () => {
    const widths = { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 };
    await checkLayer((common) => new ToItself((c) => layers.groupQueryAttention({ ...widths, ...c }), common), {
      ...facts,
      weights: [[3, 4, 2], [4, 2], [3, 2, 2], [2, 2], [3, 2, 2], [2, 2], [4, 2, 3], [3]], // prettier-ignore
    });
  });
  it("refuses heads that cannot share", () => {
    expect(() => layers.groupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 3 })).toThrow(
      /GroupedQueryAttention.*numKeyValueHeads to divide numQueryHeads 4, received 3/,
    );
  });
  it("pays the activity of each projection and its own", () => {
    const penalized = { activityRegularizer: regularizers.l1(1) };
    const paid = (layer: Layer<never, never>) => layer.losses.length;
    const heads = layers.multiHeadAttention({ numHeads: 1, keyDim: 2, ...penalized });
    heads.apply([x, x]);
    const groups = layers.groupQueryAttention({ headDim: 2, numQueryHeads: 1, numKeyValueHeads: 1, ...penalized });
    groups.apply([x, x]);
    expect([paid(heads as never), paid(groups as never)]).toEqual([4, 5]);
  });
});
