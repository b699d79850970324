/** Penalties as parts of the loss, and such as change while a model is used. The rows of their table: penaltyTable.test.ts. */
import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { callbacks, initializers, layers, regularizers, sequential, type CompileOptions } from "../index.ts";

const x = tensor([[1], [2], [3], [4], [5]]);
const zeros = tensor([[0], [0], [0], [0], [0]]);
const quiet = { verbose: 0 } as const;
const two = initializers.constant({ value: 2 });
const compileOptions = { optimizer: "sgd", loss: "mse", metrics: ["penalty"] } as const satisfies CompileOptions;

describe("penalties", () => {
  it("count in training, validation and evaluation, as parts whose sum is the loss within 1e-6", async () => {
    const model = sequential([
      layers.dense({
        units: 3,
        inputDim: 1,
        activation: "tanh",
        activityRegularizer: "l2",
        kernelRegularizer: "l1",
        biasRegularizer: "l2",
        name: "c",
      }),
      layers.activityRegularization({ l1: 0.3, l2: 0.2, name: "d" }),
      layers.dense({ units: 1, name: "e" }),
    ]);
    model.compile(compileOptions);
    const { history } = await model.fit(x, zeros, { ...quiet, epochs: 3, batchSize: 2, validationData: [x, zeros] });
    expect(Object.keys(history)).toEqual(
      ["", "val_"]
        .flatMap((prefix) =>
          ["data_loss", "loss", "penalty/c", "penalty/d", "weight_penalty/c"].map((key) => prefix + key),
        )
        .sort(),
    );
    for (const prefix of ["", "val_"]) {
      history[`${prefix}loss`]!.forEach((loss, epoch) => {
        const sum = ["data_loss", "penalty/c", "penalty/d", "weight_penalty/c"].reduce(
          (s, key) => s + history[prefix + key]![epoch]!,
          0,
        );
        expect(Math.abs(sum - loss) / loss).toBeLessThan(1e-6);
      });
    }
  });

  it("alone make a loss", async () => {
    const model = sequential([
      layers.dense({ units: 1, inputDim: 1, kernelInitializer: two, activityRegularizer: regularizers.l1(1) }),
    ]);
    model.compile({ optimizer: "sgd" });
    expect((await model.fit(x, undefined, quiet)).history.loss).toEqual([6]);
  });

  it("move zero biases at the kink: SGD with rate 1 and l1 0.1 gives -0.1", async () => {
    const layer = layers.dense({
      units: 1,
      inputDim: 1,
      kernelInitializer: "zeros",
      biasRegularizer: regularizers.l1(0.1),
    });
    const model = sequential([layer]);
    const { optimizers } = await import("../index.ts");
    model.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: "mse" });
    await model.fit(tensor([[0]]), tensor([[0]]), quiet);
    expect(layer.bias!.read()[0]).toBeCloseTo(-0.1, 7);
  });
});

describe("regularizers that change", () => {
  const build = (): { model: ReturnType<typeof sequential>; layer: ReturnType<typeof layers.dense> } => {
    const layer = layers.dense({
      units: 1,
      inputDim: 1,
      kernelInitializer: two,
      activityRegularizer: regularizers.l1(1),
      name: "n",
    });
    const model = sequential([layer]);
    model.compile(compileOptions);
    return { model, layer };
  };

  it("take a new coefficient at the next epoch", async () => {
    const { model, layer } = build();
    const penalty = layer.activityRegularizer as ReturnType<typeof regularizers.l1>;
    const weights: number[] = [];
    const { history } = await model.fit(x, zeros, {
      ...quiet,
      epochs: 3,
      callbacks: callbacks.lambdaCallback({
        onEpochBegin(epoch) {
          model.setWeights([[[2]], [0]]);
          penalty.l1 = epoch;
          weights.push(layer.kernel!.read()[0]!);
        },
      }),
    });
    expect(history["penalty/n"]!.map((v) => Math.round(v * 1e5) / 1e5)).toEqual([0, 6, 12]);
    expect(weights).toEqual([2, 2, 2]);
  });

  it("are exchanged in a callback, for the next epoch", async () => {
    const { model, layer } = build();
    const { history } = await model.fit(x, zeros, {
      ...quiet,
      epochs: 2,
      callbacks: {
        onEpochBegin: () => model.setWeights([[[2]], [0]]),
        onEpochEnd: () => void (layer.activityRegularizer = regularizers.l2(1)),
      },
    });
    // The mean of (2x)² is 44.
    expect(history["penalty/n"]!.map((v) => Math.round(v * 1e4) / 1e4)).toEqual([6, 44]);
  });

  it("on a kernel count from the next call", async () => {
    const { model, layer } = build();
    await model.evaluate(x, zeros, quiet);
    layer.kernelRegularizer = regularizers.l1(0.5);
    expect((await model.evaluate(x, zeros, quiet))["weight_penalty/n"]).toBeCloseTo(1, 6);
  });
});

it("l1(0) trains bit for bit like no regularizer", async () => {
  const train = async (activityRegularizer: ReturnType<typeof regularizers.l1> | undefined): Promise<number[]> => {
    const model = sequential([
      layers.dense({
        units: 4,
        inputDim: 1,
        activation: "relu",
        kernelInitializer: initializers.glorotUniform({ seed: 3 }),
        activityRegularizer,
      }),
      layers.dense({ units: 1, kernelInitializer: initializers.glorotUniform({ seed: 4 }) }),
    ]);
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit(x, x, { ...quiet, epochs: 5, shuffle: false });
    return model.weights.flatMap((w) => [...w.read()]);
  };
  expect(await train(regularizers.l1(0))).toEqual(await train(undefined));
});
