import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { initializers, layers, sequential } from "../../index.ts";
import { checkLayer, type LayerFacts } from "../../testing/checkLayer.ts";

type Make = Parameters<typeof checkLayer>[0];
const tanh = { activation: "tanh", biasInitializer: "ones" } as const;
const standard: readonly (readonly [string, Make, LayerFacts])[] = [
  [
    "conv1d",
    (common) => layers.conv1d({ filters: 2, kernelSize: 3, strides: 2, padding: "causal", ...tanh, ...common }),
    { input: [5, 2], output: [3, 2], weights: [[3, 2, 2], [2]] }, // prettier-ignore
  ],
  [
    "conv2d",
    (common) => layers.conv2d({ filters: 4, kernelSize: [2, 3], groups: 2, padding: "same", ...tanh, ...common }),
    { input: [3, 4, 2], output: [3, 4, 4], weights: [[2, 3, 1, 4], [4]] },
  ],
  [
    "conv2d, channels first",
    (common) => layers.conv2d({ filters: 2, kernelSize: 2, dataFormat: "channels_first", dilationRate: 2, ...common }),
    { input: [3, 4, 3], output: [2, 2, 1], weights: [[2, 2, 3, 2], [2]] },
  ],
  [
    "conv3d",
    (common) => layers.conv3d({ filters: 2, kernelSize: 2, useBias: false, activation: "tanh", ...common }),
    { input: [3, 2, 2, 2], output: [2, 1, 1, 2], weights: [[2, 2, 2, 2, 2]] },
  ],
];
describe("the standard of layers, gradients within a relative 1e-6", () => {
  it.each(standard)("%s", (_, make, facts) => checkLayer(make, facts));
});

const column = (...values: number[]) => tensor(values, [1, values.length, 1]);

it("sums products with what lies under the kernel, adds the bias, activates", async () => {
  const biasInitializer = initializers.constant({ value: 0.5 });
  const layer = layers.conv1d({ filters: 1, kernelSize: 2, kernelInitializer: "ones", biasInitializer, activation: "relu" }); // prettier-ignore
  expect([...(await layer.apply(column(1, 2, -3)).data())]).toEqual([3.5, 0]);
});
it("causal: no step sees a later one", async () => {
  const layer = layers.conv1d({ filters: 1, kernelSize: 2, dilationRate: 2, padding: "causal", kernelInitializer: "ones" }); // prettier-ignore
  expect([...(await layer.apply(column(1, 2, 3, 4)).data())]).toEqual([1, 2, 4, 6]);
});

describe("refuses, naming the layer,", () => {
  const image = layers.conv2d({ filters: 2, kernelSize: 3, name: "edges" });
  const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  it("kernels larger than the input", () => {
    expect(() => image.apply(zeros(1, 2, 5, 1))).toThrow(
      /Layer "edges" \(Conv2D\): expected space of at least \[3, 3\], which the kernel covers .*, received shape \[1, 2, 5, 1\]/,
    );
    const dilated = layers.conv1d({ filters: 1, kernelSize: 3, dilationRate: 2, name: "far" });
    expect(() => dilated.apply(zeros(1, 4, 1))).toThrow(/"far" .* at least \[5\]/);
    const model = sequential([layers.input({ shape: [4, 4, 1] }), layers.conv2d({ filters: 1, kernelSize: 3 })]);
    expect(() => { model.add(layers.conv2d({ filters: 1, kernelSize: 3, name: "second" })); }).toThrow(/Layer "second"/); // prettier-ignore
  });
  it("groups that do not divide", () => {
    expect(() => layers.conv2d({ filters: 3, kernelSize: 1, groups: 2, name: "g" })).toThrow(/"g" \(Conv2D\): expected groups that divide the filters/); // prettier-ignore
    const layer = layers.conv2d({ filters: 4, kernelSize: 1, groups: 2, name: "g" });
    expect(() => layer.apply(zeros(1, 2, 2, 3))).toThrow(/"g" \(Conv2D\): expected groups that divide the channels of the input, received 2 groups and 3 channels/); // prettier-ignore
    expect(layer.apply(zeros(1, 2, 2, 2)).shape).toEqual([1, 2, 2, 4]);
    expect(() => layer.apply(zeros(1, 2, 2, 4))).toThrow(/"g" .* 2 channels \(channels_last\), as it was built with/);
  });
  it("inputs of another rank, and options that make no sense", () => {
    expect(() => image.apply(zeros(1, 5, 5))).toThrow(/"edges" \(Conv2D\): expected an input of rank 4/);
    expect(() => layers.conv2d({ filters: 0, kernelSize: 1 })).toThrow(/expected filters to be a whole number from 1/);
    expect(() => layers.conv2d({ filters: 1, kernelSize: [1, 2, 3] })).toThrow(/kernelSize to be .* list of 2/);
    expect(() => layers.conv2d({ filters: 1, kernelSize: 0 })).toThrow(/expected kernelSize/);
    expect(() => layers.conv2d({ filters: 1, kernelSize: 2, padding: "causal" as never })).toThrow(/expected padding/);
    expect(() => layers.conv2d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2, name: "c" })).toThrow(/"c" .* not both/); // prettier-ignore
  });
});
