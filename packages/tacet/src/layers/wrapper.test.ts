import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { layers, regularizers, sequential, Wrapper, type WrapperOptions } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";
import type { Layer } from "./layer.ts";

class Twice extends Wrapper<Tensor, Tensor> {
  override call(x: Tensor): Tensor {
    return this.layer.apply(this.layer.apply(x));
  }
}
const twice = (options: Partial<WrapperOptions<Layer>> = {}): Twice =>
  new Twice({ layer: layers.dense({ units: 2, useBias: false }), ...options });

describe("the standard of layers, gradients within a relative 1e-6", () => {
  it("a wrapper", () =>
    checkLayer(
      ({ dtype, ...common }) =>
        twice({
          layer: layers.dense({ units: 2, useBias: false, ...(dtype && { dtype }) }),
          ...(dtype && { dtype }),
          ...common,
        }),
      { input: [2], output: [2], weights: [[2, 2]] },
    ));
  it("spectralNormalization", () =>
    checkLayer(
      ({ dtype, ...common }) =>
        layers.spectralNormalization({
          layer: layers.dense({ units: 2, ...(dtype && { dtype }) }),
          ...(dtype && { dtype }),
          ...common,
        }),
      { input: [3], output: [2], weights: [[3, 2], [1, 2], [2]] }, // prettier-ignore
    ));
});

it("counts the penalties of the layer inside, and its own", async () => {
  const inner = layers.dense({ units: 1, kernelInitializer: "ones", activityRegularizer: regularizers.l1(1) });
  const model = sequential([twice({ layer: inner, inputShape: [1], activityRegularizer: regularizers.l1(10) })]);
  model.compile({ loss: "mse", optimizer: "sgd" });
  // 3 at each of two calls inside, and tenfold outside
  expect((await model.evaluate([[3]], [[3]], { verbose: 0 })).loss).toBeCloseTo(36, 5);
});
it("refuses what is no layer, naming itself", () => {
  expect(() => twice({ layer: 3 as never, name: "t" })).toThrow(
    'Layer "t" (Twice): expected layer to be a layer, received 3',
  );
});

describe("spectralNormalization", () => {
  it("divides by the largest singular value in training, and keeps the kernel for the optimizer", async () => {
    const inner = layers.dense({ units: 2, useBias: false, kernelInitializer: () => [[3, 0], [0, 1]] }); // prettier-ignore
    const layer = layers.spectralNormalization({ layer: inner, powerIterations: 50, inputShape: [2] });
    const model = sequential([layer]);
    model.compile({ loss: "mae", optimizer: "sgd" });
    model.optimizer.learningRate = 0;
    // 3 / 3 and 1 / 3 beside targets of 0: their mean is 2 / 3
    const loss = await model.trainOnBatch([[1, 1]], [[0, 0]]);
    expect(loss.loss).toBeCloseTo(2 / 3, 5);
    expect([...inner.kernel!.read()]).toEqual([3, 0, 0, 1]);
    expect(Math.abs(layer.vectorU!.read()[0]!)).toBeCloseTo(1, 5);
  });
  it("refuses a layer without a kernel", () => {
    const layer = layers.spectralNormalization({ layer: layers.flatten({ name: "f" }), name: "s" });
    expect(() => layer.apply(tensor([[1]]))).toThrow(
      'Layer "s" (SpectralNormalization): expected a layer with a kernel or embeddings, received "f" (Flatten)',
    );
  });
});
