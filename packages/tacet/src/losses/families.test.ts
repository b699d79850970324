/** Losses of every family: a number worked out by hand, the data of Keras's own unit tests with what Keras 3.15.1 gives. */
import { describe, expect, it } from "vitest";
import { batch, tensor, traceStep } from "@tacet/compiler";
import { valuesOf } from "../testing/values.ts";
import * as losses from "./index.ts";
import { huber } from "./regression.ts";

type Rows = number[][];
const apply = (loss: losses.Loss, t: number[] | Rows, p: Rows, w?: number[]) =>
  valuesOf(loss.apply(tensor(t), tensor(p), w && tensor(w)));
const none = { reduction: "none" } as const;

const t = [[1, 9, 2], [-5, -2, 6]]; // prettier-ignore
const p = [[4, 8, 12], [8, 1, 3]]; // prettier-ignore
const weights = [1.2, 3.4];
const hinged: [Rows, Rows] = [[[0, 1, 0, 1], [0, 0, 1, 1]], [[-0.3, 0.2, -0.1, 1.6], [-0.25, -1, 0.5, 0.6]]]; // prettier-ignore
const segments: [Rows, Rows] = [[[1, 1, 0, 0], [1, 1, 0, 0]], [[0, 1, 0, 1], [0.4, 0, 0, 0.9]]]; // prettier-ignore
const oneHot = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
const unlike = [[0.9, 0.05, 0.05], [0.5, 0.89, 0.6], [0.05, 0.01, 0.94]]; // prettier-ignore
const shares = [[0.9, 0.05, 0.05], [0.05, 0.89, 0.06], [0.05, 0.01, 0.94]]; // prettier-ignore
const unit = [
  [0.70014004, -0.42008403, 0.14002801, -0.56011203],
  [0.17609018, 0.70436073, -0.52827054, 0.44022545],
  [-0.34050261, 0.25537696, -0.68100522, 0.59587957],
  [0.32163376, -0.75047877, 0.53605627, -0.21442251],
  [0.51261459, -0.34174306, 0.17087153, 0.76892189],
];

describe("losses of the data of Keras's unit tests, within a relative 1e-6 of Keras", () => {
  it.each<[string, losses.Loss, number[] | Rows, Rows, number[] | undefined, number]>([
    ["squared", losses.meanSquaredError(), t, p, undefined, 49.5],
    ["squared, weighted", losses.meanSquaredError(), t, p, weights, 127.9666748046875],
    ["absolute", losses.meanAbsoluteError(), t, p, undefined, 5.5],
    ["absolute, weighted", losses.meanAbsoluteError(), t, p, weights, 13.566667556762695],
    ["percentage", losses.meanAbsolutePercentageError(), t, p, undefined, 211.85183715820312],
    ["percentage, weighted", losses.meanAbsolutePercentageError(), t, p, weights, 422.8888854980469],
    ["logarithmic", losses.meanSquaredLogarithmicError(), t, p, undefined, 1.437042236328125],
    ["logarithmic, weighted", losses.meanSquaredLogarithmicError(), t, p, weights, 3.785637617111206],
    ["cosine", losses.cosineSimilarity(), t, p, undefined, -0.1872190535068512],
    ["cosine, weighted", losses.cosineSimilarity(), t, p, weights, 0.1559920310974121],
    ["log cosh", losses.logCosh(), t, p, undefined, 4.829245090484619],
    ["log cosh, weighted", losses.logCosh(), t, p, weights, 12.001113891601562],
    ["huber", losses.huber(), [[1, 0, 1], [1, 0, 0]], [[0.9, 0.2, 0.2], [0.8, 0.4, 0.6]], undefined, 0.1041666716337204],
    ["divergence", losses.klDivergence(), [[0.5, 0.8, 0.12], [0.7, 0.43, 0.8]], [[0.4, 0.9, 0.12], [0.36, 0.3, 0.4]], undefined, 0.5960738658905029],
    ["poisson", losses.poisson(), [[4, 8, 12], [8, 1, 3]], [[1, 9, 2], [5, 2, 6]], undefined, -3.30658221244812],
    ["hinge", losses.hinge(), ...hinged, undefined, 0.5062500238418579],
    ["squared hinge", losses.squaredHinge(), ...hinged, undefined, 0.36406248807907104],
    ["categorical hinge", losses.categoricalHinge(), [[0, 1, 0], [1, 0, 0]], [[0.3, 0.2, 0.1], [0.1, 0.2, 0.7]], undefined, 1.3499999046325684],
    ["binary focal", losses.binaryFocalCrossentropy(), [[0, 1], [1, 0]], [[0.51, 0.49], [0.48, 0.52]], undefined, 0.1920037716627121],
    ["categorical focal", losses.categoricalFocalCrossentropy(), oneHot, unlike, undefined, 0.020595086738467216],
    ["generalized", losses.categoricalGeneralizedCrossEntropy(), [0, 1, 2], shares, undefined, 0.0922551155090332],
    ["dice", losses.dice(), ...segments, undefined, 0.6164383888244629],
    ["tversky", losses.tversky(), ...segments, undefined, 0.6164383888244629],
    ["tversky, weighed", losses.tversky({ alpha: 0.2, beta: 0.8 }), ...segments, undefined, 0.5930233001708984],
    ["circle", losses.circle(), [1, 1, 2, 2, 3], unit, undefined, 235.98483276367188],
    ["circle, weighted", losses.circle(), [1, 1, 2, 2, 3], unit, [2, 2, 1, 1, 1], 334.1986083984375],
  ])("%s", async (_, loss, yTrue, yPred, w, expected) => {
    const [received] = await apply(loss, yTrue, yPred, w);
    expect(Math.abs(received! - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
  }); // prettier-ignore
});

describe("worked out by hand", () => {
  it("huber: 1 - 0.5 beyond delta 0.5's bound of 0.125, e² / 2 within", async () => {
    // |e| = 0.5 at the bound: 0.125; |e| = 3: 0.5 · 3 - 0.125
    expect(await apply(losses.huber({ delta: 0.5, ...none }), [[0], [0]], [[0.5], [-3]])).toEqual([0.125, 1.375]);
  });
  it("hinge: 0 and 1 are signs only where a whole batch has nothing else", async () => {
    // 0 means -1: max(1 + 0.5, 0); beside a 2 it means 0: max(1 - 0, 0), and max(1 - 2 · 0.25, 0)
    expect(await apply(losses.hinge(none), [[0], [1]], [[0.5], [0.25]])).toEqual([1.5, 0.75]);
    expect(await apply(losses.hinge(none), [[0], [2]], [[0.5], [0.25]])).toEqual([1, 0.5]);
  });
  it("generalized: (1 - 0.25^0.5) / 0.5, labels in a column too", async () => {
    const loss = losses.categoricalGeneralizedCrossEntropy(none);
    expect(await apply(loss, [1, 0], [[0.75, 0.25], [1, 0]])).toEqual([1, 0]); // prettier-ignore
    expect(await apply(loss, [[1], [0]], [[0.75, 0.25], [1, 0]])).toEqual([1, 0]); // prettier-ignore
  });
  it("sparse: classes may be on another axis", async () => {
    const y = tensor([[[0.25, 0.5], [0.75, 0.5]]]); // prettier-ignore
    const loss = losses.sparseCategoricalCrossentropy({ axis: 1, ...none });
    const [a, b] = await valuesOf(loss.apply(tensor([[0, 1]]), y));
    expect(a).toBeCloseTo(-Math.log(0.25), 6);
    expect(b).toBeCloseTo(-Math.log(0.5), 6);
  });
  it("a mask leaves values out of the mean", async () => {
    const [t, p, mask] = [tensor([[0], [0], [0]]), tensor([[1], [2], [5]]), tensor([1, 1, 0], [3], "bool")];
    expect(await valuesOf(losses.meanSquaredError().apply(t, p, undefined, mask))).toEqual([2.5]);
    // Weights count within it: (1 · 2 + 4 · 0) / 2
    expect(await valuesOf(losses.meanSquaredError().apply(t, p, tensor([2, 0, 9]), mask))).toEqual([1]);
  });
});

describe("options", () => {
  it("are Keras's in a configuration, defaults included", () => {
    expect(losses.huber({ delta: 2 }).getConfig()).toEqual({ name: "huber_loss", reduction: "sum_over_batch_size", delta: 2 }); // prettier-ignore
    expect(losses.sparseCategoricalCrossentropy().getConfig()).toMatchObject({ from_logits: false, ignore_class: null, axis: -1 }); // prettier-ignore
    expect(losses.binaryFocalCrossentropy({ alpha: undefined }).getConfig()).toMatchObject({ apply_class_balancing: false, alpha: 0.25 }); // prettier-ignore
    expect(losses.klDivergence().className).toBe("KLDivergence");
  });
  it("that make no sense are refused", () => {
    expect(() => losses.huber({ delta: -1 })).toThrow(/huber: expected delta to be a finite number from 0, received -1/);
    expect(() => losses.categoricalGeneralizedCrossEntropy({ q: 1 })).toThrow(/expected q to be a number between 0 and 1/);
    expect(() => losses.dice({ axis: 0.5 })).toThrow(/expected axis to be a whole number, or a list of such, or null/);
    expect(() => losses.categoricalFocalCrossentropy({ alpha: [] })).toThrow(/expected alpha/);
  }); // prettier-ignore
  it("have their defaults in the plain formula too", async () => {
    const e = [tensor([[0]]), tensor([[3]])] as const;
    expect(await valuesOf(huber(...e))).toEqual([2.5]);
    expect(await valuesOf(huber(...e, { delta: 2 }))).toEqual([4]);
  });
});

it("circle says that a batch of any size is too much for it", () => {
  const inputs = [[batch], [batch, 3]].map((shape, i) => ({ name: `y${i}`, shape, dtype: "float32" as const }));
  expect(() => traceStep(inputs, ([y, x]) => [losses.circle().apply(y!, x!)])).toThrow(
    /compares every row of a batch with every other.*compile cannot take it/,
  );
});
