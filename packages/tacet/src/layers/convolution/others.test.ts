import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, sequential, type Layer } from "../../index.ts";
import { checkLayer, type LayerFacts } from "../../testing/checkLayer.ts";

type Make = Parameters<typeof checkLayer>[0];
const standard: readonly (readonly [string, Make, LayerFacts])[] = [
  [
    "conv1dTranspose",
    (common) => layers.conv1dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same", ...common }),
    { input: [3, 2], output: [6, 2], weights: [[3, 2, 2], [2]] }, // prettier-ignore
  ],
  [
    "conv2dTranspose",
    (common) =>
      layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: [3, 2], outputPadding: [2, 1], ...common }),
    { input: [2, 2, 1], output: [7, 5, 3], weights: [[2, 2, 3, 1], [3]] },
  ],
  [
    "conv3dTranspose, channels first",
    (common) => layers.conv3dTranspose({ filters: 1, kernelSize: 2, dataFormat: "channels_first", ...common }),
    { input: [2, 1, 2, 1], output: [1, 2, 3, 2], weights: [[2, 2, 2, 1, 2], [1]] },
  ],
  [
    "depthwiseConv1d",
    (common) => layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 2, activation: "tanh", ...common }),
    { input: [4, 2], output: [3, 4], weights: [[2, 2, 2], [4]] }, // prettier-ignore
  ],
  [
    "depthwiseConv2d",
    (common) => layers.depthwiseConv2d({ kernelSize: [2, 1], padding: "same", useBias: false, ...common }),
    { input: [2, 3, 2], output: [2, 3, 2], weights: [[2, 1, 2, 1]] },
  ],
  [
    "separableConv1d, channels first",
    (common) => layers.separableConv1d({ filters: 3, kernelSize: 2, dataFormat: "channels_first", ...common }),
    { input: [2, 4], output: [3, 3], weights: [[2, 2, 1], [1, 2, 3], [3]] }, // prettier-ignore
  ],
  [
    "separableConv2d",
    (common) => layers.separableConv2d({ filters: 2, kernelSize: 2, depthMultiplier: 2, strides: 2, ...common }),
    { input: [4, 4, 1], output: [2, 2, 2], weights: [[2, 2, 1, 2], [1, 1, 2, 2], [2]] },
  ],
];
describe("the standard of layers, gradients within a relative 1e-6", () => {
  it.each(standard)("%s", (_, make, facts) => checkLayer(make, facts));
});

const column = (...values: number[]) => tensor(values, [1, values.length, 1]);
const flat = async (layer: Layer, x = column(1, 2)) => Array.from(await layer.apply(x).data());
const [kernelInitializer, depthwiseInitializer, pointwiseInitializer] = ["ones", "ones", "ones"] as const;

it("transposed: each element spreads over what the kernel reaches", async () => {
  const given = { filters: 1, kernelSize: 3, strides: 2, kernelInitializer } as const;
  expect(await flat(layers.conv1dTranspose(given))).toEqual([1, 1, 3, 2, 2]);
  expect(await flat(layers.conv1dTranspose({ ...given, padding: "same" }))).toEqual([1, 1, 3, 2]);
  expect(await flat(layers.conv1dTranspose({ ...given, outputPadding: 1 }))).toEqual([1, 1, 3, 2, 2, 0]);
});
it("each channel by itself, then mixed", async () => {
  const x = tensor([1, 10, 2, 20, 3, 30], [1, 3, 2]);
  expect(await flat(layers.depthwiseConv1d({ kernelSize: 2, depthwiseInitializer }), x)).toEqual([3, 30, 5, 50]);
  const given = { filters: 1, kernelSize: 2, depthwiseInitializer, pointwiseInitializer };
  expect(await flat(layers.separableConv1d(given), x)).toEqual([33, 55]);
});
it("penalties of both kernels, which can be exchanged", async () => {
  const layer = layers.separableConv1d({
    filters: 1,
    kernelSize: 2,
    inputShape: [2, 1],
    depthwiseInitializer,
    pointwiseInitializer,
    depthwiseRegularizer: (w) => w.sum(),
  });
  const model = sequential([layer]);
  model.compile({ loss: "mse", optimizer: "sgd" });
  const loss = async (): Promise<number> => (await model.evaluate(column(0, 0), [[[0]]], { verbose: 0 })).loss!;
  expect(await loss()).toBe(2);
  layer.depthwiseRegularizer = "l2";
  layer.pointwiseRegularizer = "l1";
  // 0.01 · (1 + 1), and 0.01 · 1.
  expect(await loss()).toBeCloseTo(0.03, 7);
});

it("refuses an outputPadding that is not below the strides, kernels that do not fit, nothing left", () => {
  const given = { filters: 1, kernelSize: 2, name: "up" } as const;
  expect(() => layers.conv1dTranspose({ ...given, outputPadding: 1 })).toThrow(/"up" \(Conv1DTranspose\): expected an outputPadding below the strides/); // prettier-ignore
  expect(() => layers.conv1dTranspose({ ...given, strides: 2, padding: "same", outputPadding: 0 }).apply(column(1))).toThrow(/"up" .* something to be left/); // prettier-ignore
  expect(() => layers.separableConv1d({ ...given, kernelSize: 3 }).apply(column(1, 2))).toThrow(/"up" \(SeparableConv1D\): expected space of at least \[3\]/); // prettier-ignore
  expect(() => layers.depthwiseConv2d({ kernelSize: 1, name: "d" }).apply(column(1))).toThrow(/"d" .* rank 4/);
});
