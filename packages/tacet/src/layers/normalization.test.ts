import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, sequential } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

describe("the standard of layers, gradients within a relative 1e-6", () => {
  it("layerNormalization", () =>
    checkLayer((common) => layers.layerNormalization({ axis: [1, 2], ...common }), {
      input: [2, 3],
      output: [2, 3],
      weights: [[2, 3], [2, 3]], // prettier-ignore
    }));
  it("groupNormalization", () =>
    checkLayer((common) => layers.groupNormalization({ groups: 2, ...common }), {
      input: [3, 4],
      output: [3, 4],
      weights: [[4], [4]],
    }));
  it("rmsNormalization", () =>
    checkLayer((common) => layers.rmsNormalization(common), { input: [2, 3], output: [2, 3], weights: [[3]] }));
  it("unitNormalization", () =>
    checkLayer((common) => layers.unitNormalization(common), { input: [2, 3], output: [2, 3], weights: [] }));
  it("batchNormalization", () =>
    checkLayer((common) => layers.batchNormalization(common), {
      // two steps a row: over a single number nothing varies
      input: [2, 3],
      output: [2, 3],
      weights: [[3], [3], [3], [3]],
    }));
});

const near = async (y: { data(): Promise<ArrayLike<number>> }, expected: readonly number[]) =>
  Array.from(await y.data()).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 5));

it("normalizes as worked out by hand", async () => {
  // mean 2, variance 1: (x - 2) / √(1 + 1)
  const half = Math.SQRT1_2;
  await near(layers.layerNormalization({ epsilon: 1 }).apply(tensor([[1, 3]])), [-half, half]);
  // variance 1: x / √(1 + 1), and no beta
  const scaling = layers.layerNormalization({ epsilon: 1, rmsScaling: true, betaInitializer: "ones", scale: false });
  await near(scaling.apply(tensor([[1, 3]])), [half, 3 * half]);
  expect(scaling.weights).toEqual([scaling.gamma]);
  // mean square 5: x / √5
  await near(layers.rmsNormalization({ epsilon: 0 }).apply(tensor([[1, 3]])), [1 / Math.sqrt(5), 3 / Math.sqrt(5)]);
  await near(layers.unitNormalization().apply(tensor([[3, 4], [0, 0]])), [0.6, 0.8, 0, 0]); // prettier-ignore
  // groups (0, 2) and (4, 8)
  await near(layers.groupNormalization({ groups: 2, epsilon: 0 }).apply(tensor([[0, 2, 4, 8]])), [-1, 1, -1, 1]);
});

it("keeps moving statistics in training, and uses them outside; a frozen layer leaves them alone", async () => {
  const x = tensor([[1], [3]]);
  const layer = layers.batchNormalization({ momentum: 0.75, epsilon: 0, inputShape: [1] });
  const model = sequential([layer]);
  model.compile({ loss: "mse", optimizer: "sgd" });
  await model.trainOnBatch(x, x);
  // A quarter of mean 2 and variance 1 joins three quarters of 0 and 1.
  expect(layer.movingMean!.read()[0]).toBeCloseTo(0.5, 6);
  expect(layer.movingVariance!.read()[0]).toBeCloseTo(1, 6);
  layer.trainable = false;
  model.compile({ loss: "mse", optimizer: "sgd" });
  await model.trainOnBatch(x, x);
  expect(layer.movingMean!.read()[0]).toBeCloseTo(0.5, 6);
});

it("refuses axes that are not there, and groups that don't divide the channels", () => {
  const x = tensor([[1, 2, 3]]);
  expect(() => layers.layerNormalization({ axis: 2 }).apply(x)).toThrow(/expected an input with the axes 2, received/);
  expect(() => layers.groupNormalization().apply(x)).toThrow(/a multiple of 32 groups, received shape \[1, 3\]/);
});

it("renormalizes by the statistics of many batches, and keeps those of inference", async () => {
  const layer = layers.batchNormalization({
    momentum: 0.5,
    epsilon: 0,
    renorm: true,
    renormMomentum: 0.5,
    inputShape: [1],
  });
  const model = sequential([layer]);
  model.compile({ loss: "mae", optimizer: "sgd" });
  model.optimizer.learningRate = 0;
  // r = 2 / 1 and d = 3 / 1: (x - 3) / 2 · 2 + 3 is x
  const { loss } = await model.trainOnBatch([[1], [5]], [[0], [0]]);
  expect(loss).toBeCloseTo(3, 5);
  expect(layer.movingMean!.read()[0]).toBeCloseTo(1.5, 6);
  // half of 1 and 2, squared
  expect(layer.movingVariance!.read()[0]).toBeCloseTo(2.25, 6);
});
it("refuses bounds that contradict each other, and replicas", () => {
  const make = (options: object) => () => layers.batchNormalization({ renorm: true, ...options });
  expect(make({ renormClipping: { rmin: 2, rmax: 1 } })).toThrow(
    "expected rmin up to rmax, received rmin 2 and rmax 1",
  );
  expect(make({ renormClipping: { dmax: -1 } })).toThrow("expected dmax from 0");
  expect(make({ renormClipping: { r: 1 } })).toThrow("an object of numbers rmin, rmax and dmax");
  expect(make({ synchronized: true })).toThrow("expected synchronized to be false, since a model has one replica");
});
