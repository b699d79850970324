/** The layers that are an activation. */
import { batch, tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

const x = tensor([[-2, -1, 0, 3]]);
const row = async (layer: { apply(input: typeof x): typeof x }) => [...(await layer.apply(x).data())];

describe("meet the standard of layers, gradients within a relative 1e-6", () => {
  const facts = { input: [3, 4], output: [3, 4], weights: [] } as const;
  it("elu", () => checkLayer((common) => layers.elu({ alpha: 0.7, ...common }), facts));
  it("leakyReLU", () => checkLayer((common) => layers.leakyReLU(common), facts));
  it("softmax", () => checkLayer((common) => layers.softmax({ axis: 1, ...common }), facts));
  it("prelu", () =>
    checkLayer((common) => layers.prelu({ sharedAxes: 1, ...common }), { ...facts, weights: [[1, 4]] }));
});

describe("put out", () => {
  it("elu: alpha (eˣ - 1) below 0", async () => {
    const [a, b, c, d] = await row(layers.elu({ alpha: 2 }));
    expect([a, b]).toEqual([2 * Math.expm1(-2), 2 * Math.expm1(-1)].map(Math.fround));
    expect([c, d]).toEqual([0, 3]);
  });
  it("leakyReLU: 0.3 x below 0, unless told", async () => {
    const slope = Math.fround(0.3);
    expect(await row(layers.leakyReLU())).toEqual([-2 * slope, -slope, 0, 3]);
    expect(await row(layers.leakyReLU({ negativeSlope: 0.5 }))).toEqual([-1, -0.5, 0, 3]);
  });
  it("softmax: along the axis, or several", async () => {
    const two = tensor([[[0, 0], [0, 0]]]); // prettier-ignore
    expect([...(await layers.softmax().apply(two).data())]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([
      ...(await layers
        .softmax({ axis: [1, 2] })
        .apply(two)
        .data()),
    ]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
  it("prelu: alpha x below 0, a slope for each element, shared along axes", async () => {
    const layer = layers.prelu({ inputDim: 4 });
    const model = sequential([layer]);
    expect(await row(layer)).toEqual([0, 0, 0, 3]);
    model.setWeights([[0.5, 2, 7, 7]]);
    expect(await row(layer)).toEqual([-1, -2, 0, 3]);
    const shared = layers.prelu({ sharedAxes: [1, 2] });
    shared.ensureBuilt([batch, 5, 6, 3]);
    expect(shared.alpha!.shape).toEqual([1, 1, 3]);
    expect(() => shared.ensureBuilt([batch, 5, 6, 4])).toThrow(/PReLU.*expected rows of \[1, 1, 3\], received shape \[n, 5, 6, 4\]/); // prettier-ignore
    expect(shared.computeOutputShape([batch, 2, 2, 3])).toEqual([batch, 2, 2, 3]);
  });
  it("prelu trains its slopes, with a penalty and a constraint", async () => {
    const layer = layers.prelu({ inputDim: 1, alphaInitializer: "ones", alphaConstraint: "non_neg", alphaRegularizer: "l2" }); // prettier-ignore
    const model = sequential([layer]);
    model.compile({ loss: "mse", optimizer: "sgd" });
    const { loss } = await model.trainOnBatch(tensor([[-20]]), tensor([[200]]));
    // (200 - (-20))² + 0.01 · 1²
    expect(loss).toBeCloseTo(48400.01, 1);
    expect([...layer.alpha!.read()]).toEqual([0]);
  });
});

it("refuse options that make no sense", () => {
  expect(() => layers.leakyReLU({ negativeSlope: -1 })).toThrow(/LeakyReLU: expected negativeSlope to be a finite number from 0/); // prettier-ignore
  expect(() => layers.softmax({ axis: 0.5 })).toThrow(/Softmax: expected axis/);
  expect(() => layers.prelu({ sharedAxes: [0] })).toThrow(/PReLU: expected sharedAxes/);
  expect(() => layers.prelu({ sharedAxes: [3] }).ensureBuilt([batch, 2])).toThrow(/expected an input that has axis 3/);
});
