/** The rows of the table of activity penalties that sequential models reach. */
import { tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import {
  callbacks,
  initializers,
  Layer,
  layers,
  regularizers,
  Regularizer,
  sequential,
  type CompileOptions,
} from "../index.ts";

const x = tensor([[1], [2], [3], [4], [5]]);
const zeros = tensor([[0], [0], [0], [0], [0]]);
const quiet = { verbose: 0 } as const;
const two = initializers.constant({ value: 2 });
const compileOptions = { optimizer: "sgd", loss: "mse", metrics: ["penalty"] } as const satisfies CompileOptions;

describe("activity penalties", () => {
  it("are divided by the rows of each batch, the last smaller one by its own", async () => {
    const model = sequential([
      layers.dense({
        units: 1,
        inputDim: 1,
        kernelInitializer: two,
        activityRegularizer: regularizers.l1(0.1),
        name: "a",
      }),
    ]);
    model.compile(compileOptions);
    // Outputs 2, 4, 6, 8, 10. Batches of 2, 2, 1: means 0.3, 0.7, 1.0, weighted by rows: 0.1 * 30 / 5.
    const { "penalty/a": mean } = await model.evaluate(x, zeros, { ...quiet, batchSize: 2 });
    expect(mean).toBeCloseTo(0.6, 6);
  });

  it("are summed where activityReduction is sum, and then depend on the batch size", async () => {
    const model = sequential([
      layers.dense({
        units: 1,
        inputDim: 1,
        kernelInitializer: two,
        activityRegularizer: regularizers.l1(0.1),
        name: "b",
      }),
    ]);
    model.compile({ ...compileOptions, activityReduction: "sum" });
    // 0.1 * (6 * 2 + 14 * 2 + 10) / 5
    expect((await model.evaluate(x, zeros, { ...quiet, batchSize: 2 }))["penalty/b"]).toBeCloseTo(1, 6);
    expect((await model.evaluate(x, zeros, { ...quiet, batchSize: 5 }))["penalty/b"]).toBeCloseTo(3, 6);
  });

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

  it("stay for a frozen layer, whose weight penalties go", async () => {
    const model = sequential([
      layers.dense({
        units: 1,
        inputDim: 1,
        kernelInitializer: two,
        kernelRegularizer: "l1",
        activityRegularizer: "l1",
        trainable: false,
        name: "f",
      }),
    ]);
    model.compile(compileOptions);
    const logs = await model.evaluate(x, zeros, quiet);
    expect(Object.keys(logs)).toEqual(["data_loss", "loss", "penalty/f"]);
    expect(logs["penalty/f"]).toBeCloseTo(0.01 * 6, 6);
  });

  it("come per call of a shared layer, whose weight penalty comes once", async () => {
    const shared = layers.dense({
      units: 1,
      inputDim: 1,
      kernelInitializer: two,
      kernelRegularizer: "l1",
      activityRegularizer: regularizers.l1(1),
      name: "g",
    });
    const model = sequential([shared, shared]);
    model.compile(compileOptions);
    const logs = await model.evaluate(x, zeros, quiet);
    // |2x| then |4x|, the mean of x being 3.
    expect(logs["penalty/g"]).toBeCloseTo(6 + 12, 5);
    expect(logs["weight_penalty/g"]).toBeCloseTo(0.02, 7);
  });

  it("count in nested models, under the path of the layer", async () => {
    const inner = sequential({
      name: "inner",
      layers: [
        layers.dense({
          units: 1,
          inputDim: 1,
          kernelInitializer: two,
          activityRegularizer: regularizers.l1(1),
          kernelRegularizer: "l2",
          name: "h",
        }),
      ],
    });
    const model = sequential([inner]);
    model.compile(compileOptions);
    const logs = await model.evaluate(x, zeros, quiet);
    expect(logs["penalty/inner/h"]).toBeCloseTo(6, 5);
    expect(logs["weight_penalty/inner/h"]).toBeCloseTo(0.04, 7);
  });

  it("ignore sample weights", async () => {
    const model = sequential([
      layers.dense({
        units: 1,
        inputDim: 1,
        kernelInitializer: two,
        activityRegularizer: regularizers.l1(1),
        name: "i",
      }),
    ]);
    model.compile(compileOptions);
    const logs = await model.evaluate(x, zeros, { ...quiet, sampleWeight: [0, 0, 0, 0, 0] });
    expect(logs).toEqual({ data_loss: 0, loss: 6, "penalty/i": 6 });
  });

  it("count for dropout at inference", async () => {
    const model = sequential([
      layers.dropout({ rate: 0.5, inputDim: 1, activityRegularizer: regularizers.l1(1), name: "j" }),
    ]);
    model.compile(compileOptions);
    expect((await model.evaluate(x, zeros, quiet))["penalty/j"]).toBeCloseTo(3, 6);
  });

  it("of a plain function are divided too; of a statistic of the batch they are not", async () => {
    class MeanActivity extends Regularizer {
      override readonly className = "MeanActivity";
      override readonly batchStatistic = true;
      override call(activity: Tensor): Tensor {
        return activity.mean();
      }
    }
    const model = sequential([
      layers.activation({ activation: "linear", inputDim: 1, activityRegularizer: (a) => a.mean(), name: "k" }),
      layers.activation({ activation: "linear", activityRegularizer: new MeanActivity(), name: "l" }),
    ]);
    model.compile(compileOptions);
    const logs = await model.evaluate(x, zeros, quiet);
    expect(logs["penalty/k"]).toBeCloseTo(3 / 5, 6);
    expect(logs["penalty/l"]).toBeCloseTo(3, 6);
  });

  it("of KL sparsity are not divided, and its target and weight change a running model", async () => {
    const r = regularizers.klSparsity({ target: 0.25, weight: 2 });
    const model = sequential([layers.activation({ activation: "linear", inputDim: 2, activityRegularizer: r })]);
    for (const activityReduction of ["batch_mean", "sum"] as const) {
      model.compile({ ...compileOptions, activityReduction });
      const data = tensor([0.75, 0.1, 0.25, 0.3], [2, 2]);
      const told = async () => (await model.evaluate(data, data, quiet)).loss;
      Object.assign(r, { target: 0.25, weight: 2 });
      expect(await told()).toBeCloseTo(0.276388, 5);
      r.weight = 1;
      expect(await told()).toBeCloseTo(0.138194, 5);
      r.target = 0.5; // 0.5 ln(0.5/0.2) + 0.5 ln(0.5/0.8)
      expect(await told()).toBeCloseTo(0.223144, 5);
    }
  });

  it("added by addLoss are summed and not divided", async () => {
    class Adds extends Layer {
      override call(value: Tensor): Tensor {
        this.addLoss(value.mul(0.1));
        return value;
      }
    }
    const model = sequential([new Adds({ inputDim: 1, name: "m" })]);
    model.compile(compileOptions);
    expect((await model.evaluate(x, zeros, quiet))["add_loss/m"]).toBeCloseTo(1.5, 6);
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
