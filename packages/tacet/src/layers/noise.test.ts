import { batch, tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, type Layer } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";
import { createStep } from "../testing/step.ts";

describe("layers that pass their input on outside training, gradients within a relative 1e-6", () => {
  it("gaussianNoise", () =>
    checkLayer((common) => layers.gaussianNoise({ stddev: 0.2, ...common }), { input: [4], output: [4], weights: [] }));
  it("gaussianDropout", () =>
    checkLayer((common) => layers.gaussianDropout({ rate: 0.2, ...common }), { input: [4], output: [4], weights: [] }));
  it("alphaDropout", () =>
    checkLayer((common) => layers.alphaDropout({ rate: 0.2, ...common }), { input: [4], output: [4], weights: [] }));
  it("spatialDropout1d", () =>
    checkLayer((common) => layers.spatialDropout1d({ rate: 0.2, ...common }), {
      input: [3, 2],
      output: [3, 2],
      weights: [],
    }));
  it("spatialDropout2d", () =>
    checkLayer((common) => layers.spatialDropout2d({ rate: 0.2, ...common }), {
      input: [3, 1, 2],
      output: [3, 1, 2],
      weights: [],
    }));
  it("spatialDropout3d", () =>
    checkLayer((common) => layers.spatialDropout3d({ rate: 0.2, ...common }), {
      input: [2, 1, 2, 2],
      output: [2, 1, 2, 2],
      weights: [],
    }));
});

/** What a layer makes of a row of ones in a training step, repeated. */
const inTraining = (layer: Layer, row: readonly number[], n: number): number[] => {
  const step = createStep([{ shape: [batch, ...row] }], ([x]) => [layer.apply(x!, { training: true })]);
  const size = n * row.reduce((a, b) => a * b, 1);
  return Array.from(step(n, Array<number>(size).fill(1))[0]!);
};

it("spatial dropout drops a channel at every place or at none", () => {
  const [n, places, channels] = [4, 6, 5];
  const y = inTraining(layers.spatialDropout2d({ rate: 0.5, seed: 1 }), [3, 2, channels], n);
  y.forEach((v, i) => {
    const image = Math.floor(i / (places * channels));
    expect(v).toBe(y[image * places * channels + (i % channels)]);
  });
  expect([...new Set(y)].sort()).toEqual([0, 2]);
});

it("alpha dropout moves what it drops to one value and what it keeps to another, by selu's constants", () => {
  const y = inTraining(layers.alphaDropout({ rate: 0.3, seed: 1 }), [10_000], 1);
  const least = -1.7580993408473766;
  const a = (0.7 * (1 + 0.3 * least ** 2)) ** -0.5;
  const b = -a * least * 0.3;
  const [dropped, kept] = [a * least + b, a + b];
  const near = (v: number, to: number) => Math.abs(v - to) < 1e-6;
  expect(y.every((v) => near(v, dropped) || near(v, kept))).toBe(true);
  expect(y.filter((v) => near(v, dropped)).length / y.length).toBeCloseTo(0.3, 1);
});

it("gaussian noise has the deviation asked for", () => {
  const deviation = (y: number[]) => {
    const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
    return Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length);
  };
  expect(deviation(inTraining(layers.gaussianNoise({ stddev: 0.25, seed: 1 }), [10_000], 1))).toBeCloseTo(0.25, 2);
  expect(deviation(inTraining(layers.gaussianDropout({ rate: 0.2, seed: 1 }), [10_000], 1))).toBeCloseTo(0.5, 1);
});

it("refuses shares out of range, and inputs of another rank", () => {
  expect(() => layers.gaussianDropout({ rate: 1 })).toThrow(
    /expected rate to be a number from 0 to below 1, received 1/,
  );
  expect(() => layers.gaussianNoise({ stddev: -1 })).toThrow(/expected stddev to be a number from 0 to 1, received -1/);
  expect(() => layers.spatialDropout2d({ rate: 0.5 }).apply(tensor([[1, 2]]))).toThrow(
    /expected an input of rank 4, received/,
  );
});
