/** tacet/core: the numbers of tacet, a class for each name, and what a name says where there are none. */
import { describe, expect, it, vi } from "vitest";
import { relu, sigmoid } from "./activations/all.ts";
import * as callbacks from "./callbacks/all.ts";
import * as constraints from "./constraints/all.ts";
import * as constraintNames from "./constraints/names.ts";
import * as core from "./core.ts";
import * as initializers from "./initializers/all.ts";
import * as initializerNames from "./initializers/names.ts";
import * as layers from "./layers/all.ts";
import { classes } from "./layers/index.ts";
import * as losses from "./losses/all.ts";
import * as lossNames from "./losses/names.ts";
import * as metrics from "./metrics/all.ts";
import * as metricNames from "./metrics/names.ts";
import * as optimizers from "./optimizers/all.ts";
import * as optimizerNames from "./optimizers/names.ts";
import * as regularizers from "./regularizers/all.ts";
import * as regularizerNames from "./regularizers/names.ts";

const { sequential, tensor } = core;
type Api = Pick<typeof core, "sequential" | "setRandomSeed" | "tensor">;

async function trained(api: Api, made: () => { row: core.Layer[]; options: core.CompileOptions }) {
  api.setRandomSeed(1);
  const { row, options } = made();
  const model = api.sequential(row);
  model.compile(options);
  const wave = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i));
  const parity = Float32Array.from({ length: 10 }, (_, i) => i % 2);
  const { history } = await model.fit(api.tensor(wave, [10, 3, 2]), api.tensor(parity, [10, 1]), {
    epochs: 3,
    verbose: 0,
  });
  return { history, weights: model.getWeights() };
}

describe("tacet/core", () => {
  it("trains to the bits of tacet, where defaults are names too", async () => {
    const here = await trained(core, () => ({
      row: [
        new layers.GRU({ units: 4, inputShape: [3, 2] }),
        new layers.BatchNormalization(),
        new layers.Dense({ units: 3, activation: relu, activityRegularizer: new regularizers.L1() }),
        new layers.Dense({ units: 1, activation: sigmoid, kernelConstraint: new constraints.MaxNorm() }),
      ],
      options: {
        optimizer: new optimizers.RMSprop(),
        loss: new losses.BinaryCrossentropy(),
        metrics: [new metrics.BinaryAccuracy()],
      },
    }));
    vi.resetModules();
    const tacet = await import("./index.ts");
    const there = await trained(tacet, () => ({
      row: [
        tacet.layers.gru({ units: 4, inputShape: [3, 2], recurrentInitializer: "orthogonal" }),
        tacet.layers.batchNormalization(),
        tacet.layers.dense({ units: 3, activation: "relu", activityRegularizer: "l1" }),
        tacet.layers.dense({ units: 1, activation: "sigmoid", kernelConstraint: "max_norm" }),
      ],
      options: { loss: "binary_crossentropy", metrics: ["binary_accuracy"] },
    }));
    expect(here).toEqual(there);
  });
  it("says of a name what to give for it", () => {
    expect(() => new layers.Dense({ units: 1, activation: "relu" })).toThrow(
      'Expected a function of a tensor, received the name "relu". Names are known only where "tacet" is imported; with "tacet/core" give an object, such as relu from "tacet/core/activations".',
    );
    expect(() => new layers.Dense({ units: 1, kernelInitializer: "zeros" })).toThrow(/such as new GlorotUniform\(\)/);
    const model = sequential([new layers.Dense({ units: 1, inputDim: 1 })]);
    expect(() => model.compile({ loss: "mse" })).toThrow(
      'Expected an optimizer, received none; the default is a name, "rmsprop". Names are known only',
    );
    const optimizer = new optimizers.Adam();
    expect(() => model.compile({ optimizer, loss: "mse" })).toThrow(
      /^Expected a loss or a function \(yTrue, yPred\) => values, received the name "mse"\. .* new MeanSquaredError\(\) from "tacet\/core\/losses"\.$/,
    );
    expect(() => model.compile({ optimizer, metrics: ["accuracy"] })).toThrow(/received the name "accuracy"/);
    expect(() => core.setEngine("reference")).toThrow(/is not in "tacet\/core"\. Write import "tacet" beside it/);
  });
  it("computes tensors outside of models without the interpreter", async () => {
    const x = tensor([1, 2, 3]);
    expect(await x.add(1).mul(x).array()).toEqual([2, 6, 12]);
    const v = new core.Variable({ name: "v", shape: [], value: 2 });
    expect(await v.tensor.array()).toBe(2);
    const start = new initializers.Constant({ value: x });
    expect(Array.from(start.call([2, 3]))).toEqual([1, 2, 3, 1, 2, 3]);
    const given = new layers.Dense({ units: 3, useBias: false, inputDim: 1, kernelInitializer: x.mul(2).reshape([1, 3]) }); // prettier-ignore
    expect(await given.apply(tensor([[2]])).array()).toEqual([[4, 8, 12]]);
  });
});

interface Named {
  readonly registry: { readonly names: readonly string[]; get(name: string): unknown };
}
const made = ({ registry }: Named) => registry.names.map((name) => registry.get(name));
/** Every class, with what has a name, and the classes that no name makes. */
const families: Readonly<Record<string, readonly [object, readonly unknown[], readonly string[]]>> = {
  constraints: [constraints, made(constraintNames), []],
  initializers: [initializers, made(initializerNames), []],
  layers: [layers, Object.values(classes), []],
  losses: [losses, made(lossNames), []],
  metrics: [metrics, made(metricNames), ["Accuracy", "Mean", "MeanMetricWrapper", "Sum"]],
  optimizers: [optimizers, made(optimizerNames), ["LossScaleOptimizer"]],
  regularizers: [regularizers, made(regularizerNames), []],
};
describe("classes and names are of the same things", () => {
  it.each(Object.entries(families))("%s", (_, [all, named, nameless]) => {
    const entries = Object.entries(all);
    expect(entries.filter(([, one]) => !named.includes(one)).map(([name]) => name).sort()).toEqual(nameless); // prettier-ignore
    expect(named.filter((one) => !entries.some(([, other]) => other === one))).toEqual([]);
  });
  it("callbacks", async () => {
    const { factories } = await import("./callbacks/index.ts");
    const lowered = (table: object) => Object.keys(table).map((name) => name.toLowerCase()).sort(); // prettier-ignore
    expect(lowered(callbacks)).toEqual(lowered(factories));
  });
});
