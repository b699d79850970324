/** Programs are compiled once: for what changes while training, for models of one architecture, for larger batches. */
import { compilationCount, tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, optimizers, regularizers, sequential, setEngine, setFloatx, type Sequential } from "../index.ts";

const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
]);
const y = [1, 2, 3, 4];
const quiet = { verbose: 0 } as const;
const l1 = regularizers.l1(0.1);
function make(coefficient = l1): Sequential {
  const model = sequential([
    layers.dense({ units: 3, inputDim: 2, activityRegularizer: coefficient }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.001 }), loss: "mse", lossWeights: 2 });
  return model;
}

it("compiles nothing for a new coefficient, learning rate, loss weight, seed or batch size", async () => {
  const model = make();
  await model.fit(x, y, { ...quiet, batchSize: 2 });
  const before = compilationCount();
  await model.fit(x, y, {
    ...quiet,
    epochs: 3,
    batchSize: 3,
    callbacks: { onEpochEnd: () => void ((l1.l1 *= 2), (model.optimizer.learningRate /= 2)) },
  });
  const other = sequential([
    layers.dense({ units: 3, inputDim: 2, activityRegularizer: regularizers.l1(5) }),
    layers.dropout({ rate: 0.2, seed: 7 }),
    layers.dense({ units: 1 }),
  ]);
  other.compile({ optimizer: optimizers.sgd({ learningRate: 3e-3 }), loss: "mse", lossWeights: 7 });
  await other.fit(x, y, quiet);
  expect(compilationCount()).toBe(before);
});

it("binds again for a larger batch, also inside a callback of a running fit", async () => {
  const model = make(regularizers.l1(0));
  const options = { ...quiet, epochs: 3, batchSize: 1, shuffle: false } as const;
  const small = { ...options, validationData: [x.slice(0, 1), y.slice(0, 1)] as const };
  const seen: number[] = [];
  await model.fit(x, y, {
    ...small,
    callbacks: {
      onEpochEnd: async () => void seen.push((await model.evaluate(x, y, { ...quiet, batchSize: 4 })).loss!),
    },
  });
  expect(seen.every(Number.isFinite)).toBe(true);
  expect(seen).toHaveLength(3);
  expect(model.history!.history.val_loss).toHaveLength(3);
});

it("trains to the same bits twice with strict", async () => {
  setEngine("wasm", { strict: true });
  const run = async (): Promise<number[]> => {
    const model = sequential([
      layers.dense({ units: 5, inputDim: 2, activation: "tanh", kernelInitializer: "ones" }),
      layers.dense({ units: 1, kernelInitializer: "ones" }),
    ]);
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit(x, y, { ...quiet, epochs: 20, shuffle: false, batchSize: 3 });
    return model.weights.flatMap((w) => [...w.read()]);
  };
  expect(await run()).toEqual(await run());
  setEngine("auto");
});

it("moves a model between engines, and agrees between them within 1e-6", async () => {
  const model = sequential([
    layers.dense({ units: 4, inputDim: 2, activation: "sigmoid" }),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse" });
  await model.fit(x, y, quiet);
  const wasm = await model.evaluate(x, y, quiet);
  setEngine("reference");
  const reference = await model.evaluate(x, y, quiet);
  setEngine("auto");
  expect(Math.abs(wasm.loss! - reference.loss!) / reference.loss!).toBeLessThan(1e-6);
  expect(() => setEngine("native")).toThrow(/not there yet/);
  expect(() => setEngine("cuda" as never)).toThrow(/expected one of auto, wasm/);
});

it("trains in float64 where it is the default type", async () => {
  setFloatx("float64");
  try {
    const model = sequential([layers.dense({ units: 1, inputDim: 2, kernelInitializer: "zeros" })]);
    model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: "mse" });
    const { history } = await model.fit(x, y, quiet);
    expect(model.weights[0]!.dtype).toBe("float64");
    // The mean of 1, 4, 9, 16; dw = -2 mean(x y) = -(2 / 4) (1 + 6 + 15 + 28), db = -2 mean(y).
    expect(history.loss).toEqual([7.5]);
    expect(model.weights[0]!.read()[0]).toBeCloseTo(2.5, 14);
    expect(model.weights[1]!.read()[0]).toBeCloseTo(0.5, 14);
  } finally {
    setFloatx("float32");
  }
});
