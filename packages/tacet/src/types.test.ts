/** What must not compile, and what must: each expected error is one that the type checker has to find. */
import { expect, it } from "vitest";
import * as tacet from "./index.ts";
import {
  callbacks,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  sequential,
  type CompileOptions,
  type EvaluateOptions,
  type FitOptions,
  type PredictOptions,
} from "./index.ts";

/** Never called: only the types matter. */
const checked = (body: () => unknown): void => expect(body).toBeTypeOf("function");

it("options by a wrong name do not compile", () => {
  checked(() => [
    // @ts-expect-error -- no such option
    layers.dense({ units: 1, activityRegulariser: "l1" }),
    // @ts-expect-error -- no such option
    layers.dense({ unit: 1 }),
    // @ts-expect-error -- Python's name
    layers.dense({ units: 1, activity_regularizer: "l1" }),
    // @ts-expect-error -- units is missing
    layers.dense({}),
    // @ts-expect-error -- activation is missing
    layers.activation({}),
    // @ts-expect-error -- no such option
    optimizers.adam({ lr: 0.1 }),
    // @ts-expect-error -- a schedule, not its name
    optimizers.adamw({ learningRate: "cosineDecay" }),
    // @ts-expect-error -- decaySteps is missing
    tacet.schedules.cosineDecay({ initialLearningRate: 0.1 }),
    // @ts-expect-error -- no such option
    losses.binaryCrossentropy({ logits: true }),
    // @ts-expect-error -- no such option
    metrics.binaryAccuracy({ treshold: 0.5 }),
    // @ts-expect-error -- no such option
    initializers.randomNormal({ std: 1 }),
    // @ts-expect-error -- no such option
    losses.huber({ gamma: 1 }),
    // @ts-expect-error -- no such option
    tacet.constraints.maxNorm({ minValue: 1 }),
    // @ts-expect-error -- no such option
    regularizers.l1({ l2: 1 }),
    // @ts-expect-error -- no such option
    callbacks.earlyStopping({ patients: 1 }),
    // @ts-expect-error -- no such hook
    callbacks.lambdaCallback({ onEpochEnds: () => undefined }),
    // @ts-expect-error -- no such option
    tacet.datasets.makeCircles({ samples: 10 }),
    // @ts-expect-error -- no such option
    tacet.setEngine("wasm", { strikt: true }),
  ]);
  // @ts-expect-error -- no such option
  const fit: FitOptions = { batch_size: 1 };
  // @ts-expect-error -- no such option
  const evaluate: EvaluateOptions = { batch: 1 };
  // @ts-expect-error -- no such option
  const predict: PredictOptions = { sampleWeight: [1] };
  // @ts-expect-error -- no such option
  const compile: CompileOptions = { optimiser: "adam" };
  expect([fit, evaluate, predict, compile]).toHaveLength(4);
});

it("wrong strings do not compile", () => {
  checked(() => [
    // @ts-expect-error -- a misspelt name
    layers.dense({ units: 1, activation: "rellu" }),
    // @ts-expect-error -- Keras 3 refuses it
    layers.dense({ units: 1, activityRegularizer: "l1_l2" }),
    // @ts-expect-error -- a misspelt name
    layers.dense({ units: 1, kernelInitializer: "glorot" }),
    // @ts-expect-error -- a misspelt name
    layers.dense({ units: 1, kernelConstraint: "maxnorms" }),
    // @ts-expect-error -- a misspelt name
    tacet.setEngine("cuda"),
    // @ts-expect-error -- not there yet
    tacet.setFloatx("float16"),
    // @ts-expect-error -- a misspelt name
    losses.meanSquaredError({ reduction: "avg" }),
  ]);
  // @ts-expect-error -- a misspelt name
  const loss: CompileOptions = { loss: "binary_crossentropi" };
  // @ts-expect-error -- a misspelt name
  const optimizer: CompileOptions = { optimizer: "adan" };
  // @ts-expect-error -- a misspelt name
  const metric: CompileOptions = { metrics: ["acuracy"] };
  // @ts-expect-error -- a misspelt name
  const reduction: CompileOptions = { activityReduction: "mean" };
  // @ts-expect-error -- a misspelt name
  const shuffle: FitOptions = { shuffle: "rows" };
  // @ts-expect-error -- a misspelt name
  const verbose: FitOptions = { verbose: 3 };
  expect([loss, optimizer, metric, reduction, shuffle, verbose]).toHaveLength(6);
});

it("options and inputs of a wrong shape do not compile", () => {
  const [a, b] = [tacet.tensor([[1]]), tacet.tensor([[2]])];
  checked(() => [
    // @ts-expect-error -- a number
    layers.dense({ units: "3" }),
    // @ts-expect-error -- a number
    layers.dense({ units: [3] }),
    // @ts-expect-error -- a list of numbers
    layers.dense({ units: 3, inputShape: ["2"] }),
    // @ts-expect-error -- true or false
    layers.dense({ units: 3, useBias: 1 }),
    // @ts-expect-error -- one axis, or one of each input
    layers.dot({ axes: [1, 2, 3] }),
    // @ts-expect-error -- a list of numbers
    layers.reshape({ targetShape: "3" }),
    // @ts-expect-error -- a whole number
    layers.embedding({ inputDim: 10, outputDim: "4" }),
    // @ts-expect-error -- outputDim is missing
    layers.embedding({ inputDim: 10 }),
    // @ts-expect-error -- a number
    layers.masking({ maskValue: [0] }),
    // @ts-expect-error -- merging layers take a list
    layers.add().apply(a),
    // @ts-expect-error -- dense layers take one tensor
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- that is what must not compile
    layers.dense({ units: 1 }).apply([a, b]),
    // @ts-expect-error -- one tensor, one mask
    layers.dense({ units: 1 }).apply(a, { mask: [a] }),
    // @ts-expect-error -- only a reversible embedding leads back
    layers.embedding({ inputDim: 3, outputDim: 1 }).apply(a, { reverse: true }),
    // @ts-expect-error -- a function gives a tensor
    layers.dense({ units: 1, activation: () => 1 }),
    // @ts-expect-error -- a function of a tensor
    layers.dense({ units: 1, activityRegularizer: (x: string) => x }),
    // @ts-expect-error -- boundaries are a list
    tacet.schedules.piecewiseConstantDecay({ boundaries: 1, values: [1, 2] }),
    // @ts-expect-error -- the values, not a string
    tacet.schedules.piecewiseConstantDecay({ boundaries: [1], values: "1, 2" }),
  ]);
  checked(async () => {
    const x = tacet.input({ shape: [1] });
    const two = tacet.model({ inputs: x, outputs: { left: layers.flatten().apply(x), right: x } });
    const { left } = await two.predict([[1]]);
    // @ts-expect-error -- there is no such output
    const { middle } = await two.predict([[1]]);
    // @ts-expect-error -- validation data are a pair
    const fit: FitOptions = { validationData: { x: [1] } };
    // @ts-expect-error -- a number
    const size: FitOptions = { batchSize: "32" };
    expect([left, middle, fit, size]).toHaveLength(4);
  });
});

it("undefined means absent, everywhere", () => {
  const model = sequential({ name: undefined, layers: undefined, trainable: undefined });
  model.add(layers.dense({ units: 2, inputDim: 3, inputShape: undefined, activation: undefined, useBias: undefined }));
  model.add(layers.dropout({ rate: 0.5, noiseShape: undefined, seed: undefined, name: undefined, dtype: undefined }));
  model.add(layers.flatten({ dataFormat: undefined }));
  model.add(layers.activityRegularization({ l1: undefined, l2: undefined }));
  model.compile({
    optimizer: optimizers.adam({ learningRate: undefined, beta1: undefined, amsgrad: undefined, name: undefined }),
    loss: losses.binaryCrossentropy({ fromLogits: undefined, labelSmoothing: undefined, reduction: undefined }),
    metrics: [metrics.binaryAccuracy({ threshold: undefined, name: undefined })],
    lossWeights: undefined,
    weightedMetrics: undefined,
    activityReduction: undefined,
  });
  regularizers.l1l2({ l1: undefined, l2: undefined });
  regularizers.l1({ l1: undefined });
  initializers.truncatedNormal({ mean: undefined, stddev: undefined, seed: undefined });
  callbacks.earlyStopping({ monitor: undefined, patience: undefined, baseline: undefined });
  tacet.setEngine("auto", { threads: undefined, strict: undefined });
  expect(tacet.datasets.makeCircles({ nSamples: undefined, noise: undefined, factor: undefined }).y.shape).toEqual([
    100,
  ]);
  expect(model.layers).toHaveLength(4);
});

it("identifiers are Keras's or in camelCase, scalars stand for tuples, options may be left out", () => {
  const model = sequential([
    layers.input({ shape: 3 }),
    layers.dense({ units: 4, kernelInitializer: "heNormal", biasInitializer: "random_uniform" }),
    layers.flatten(),
    layers.activityRegularization(),
  ]);
  model.compile({ optimizer: "sgd", loss: "meanSquaredError", metrics: ["meanAbsoluteError", "mse"] });
  model.compile({ optimizer: "adam", loss: "mean_squared_error", metrics: ["mean_absolute_error", "penalty"] });
  expect([regularizers.l1(0.1).l1, regularizers.l1({ l1: 0.1 }).l1, regularizers.l1l2(0.1, 0.2).l2]).toEqual([
    0.1, 0.1, 0.2,
  ]);
  expect(layers.dense({ units: 1, inputShape: 2 }).inputShape).toEqual([2]);
});

it("exports what design and README promise of this version", () => {
  const values: readonly (keyof typeof tacet)[] = [
    ...([
      "sequential",
      "layers",
      "regularizers",
      "initializers",
      "activations",
      "losses",
      "metrics",
      "constraints",
    ] as const),
    ...(["optimizers", "callbacks", "datasets", "preprocessing", "ops", "random", "tensor", "setRandomSeed"] as const),
    ...(["setEngine", "setFloatx", "clearSession", "TacetError"] as const),
    ...([
      "Tensor",
      "Layer",
      "Model",
      "Sequential",
      "Regularizer",
      "Initializer",
      "Constraint",
      "Loss",
      "Metric",
    ] as const),
    ...(["Optimizer", "Callback", "schedules", "LearningRateSchedule"] as const),
  ];
  for (const name of values) expect(tacet[name], name).toBeDefined();
});
