import { batch, TacetError, tensor, type Tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { initializers, regularizers, sequential, setRandomSeed } from "../index.ts";
import { checkLayer, checkLayerGradient } from "../testing/checkLayer.ts";
import { Dense } from "./dense.ts";

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => new Dense({ units: 2, activation: "tanh", ...common }), {
    input: [3, 4],
    output: [3, 2],
    weights: [[4, 2], [2]],
  }));

it.each(["linear", "relu", "sigmoid", "softmax", "gelu"] as const)(
  "%s: gradients within a relative 1e-6",
  (activation) => checkLayerGradient(() => new Dense({ units: 3, activation, dtype: "float64" }), [4]),
);
it("with every penalty: gradients within a relative 1e-6", () => {
  const { l1, l2, l1l2 } = regularizers;
  const given = [
    { kernelRegularizer: l1l2(0.1, 0.2), biasRegularizer: l1(0.3), activityRegularizer: l1l2(0.2, 0.1) },
    { kernelRegularizer: (w: Tensor) => w.abs().pow(3).sum(), biasRegularizer: l2(0.3), activityRegularizer: l1(0.1) },
    { activityRegularizer: (y: Tensor) => y.square().mean() },
  ];
  for (const penalties of given) {
    const options = { units: 3, activation: "sigmoid", biasInitializer: "ones", dtype: "float64" } as const;
    checkLayerGradient(() => new Dense({ ...options, ...penalties }), [2, 4]);
  }
});

it("puts out activation(x · kernel + bias)", async () => {
  const layer = new Dense({ units: 2, activation: "relu", inputDim: 2 });
  const model = sequential([layer]);
  model.setWeights([
    [
      [1, 2],
      [3, -4],
    ],
    [0.5, 0.5],
  ]);
  const y = await model.predict(tensor([[1, 1]]), { verbose: 0 });
  // [1 + 3 + 0.5, max(0, 2 - 4 + 0.5)]
  expect(await y.array()).toEqual([[4.5, 0]]);
});

it("works on the last axis of any rank", () => {
  const layer = new Dense({ units: 5 });
  expect(layer.computeOutputShape([batch, 3, 4])).toEqual([batch, 3, 5]);
  expect(layer.kernel?.shape).toEqual([4, 5]);
});

it("starts from Keras's weights for the same seed", () => {
  setRandomSeed(1);
  const layer = new Dense({ units: 3, inputDim: 2 });
  layer.ensureBuilt([batch, 2]);
  // keras.utils.set_random_seed(1); keras.layers.Dense(3).build((None, 2))
  expect([...layer.kernel!.read()].map((v) => v.toFixed(7))).toEqual([
    "-0.0276693",
    "-0.6047581",
    "0.3218294",
    "0.7558141",
    "-0.4627615",
    "1.0375593",
  ]);
  expect([...layer.bias!.read()]).toEqual([0, 0, 0]);
});
it("leaves out the bias, and takes initializers", () => {
  const layer = new Dense({ units: 1, useBias: false, kernelInitializer: initializers.constant({ value: 2 }) });
  layer.ensureBuilt([batch, 2]);
  expect(layer.weights.map((v) => [...v.read()])).toEqual([[2, 2]]);
});

it("names layer, expected and received in its errors", () => {
  expect(() => new Dense({ units: 0 })).toThrow(/Dense.*units.*from 1, received 0/);
  const layer = new Dense({ units: 1, name: "head" });
  expect(() => layer.ensureBuilt([batch])).toThrow(
    /"head" \(Dense\): expected an input of rank 2.*received shape \[n\]/,
  );
  layer.ensureBuilt([batch, 2]);
  expect(() => layer.ensureBuilt([batch, 3])).toThrow(/expected 2 inputs.*received shape \[n, 3\]/);
  expect(() => new Dense({ units: 2 ** 31 }).ensureBuilt([batch, 2])).toThrow(TacetError);
});
