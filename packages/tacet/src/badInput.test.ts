/** What a JavaScript user may hand to any public function: a TacetError that says what was expected, before anything runs. */
import { TacetError, tensor, type Tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import * as tacet from "./index.ts";
import { callbacks, initializers, layers, losses, metrics, optimizers, regularizers, sequential } from "./index.ts";

/** What the types refuse. */
const any = (value: unknown): never => value as never;
const x = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const y = [0, 1, 0];
const quiet = { verbose: 0 } as const;
function make(options: object = {}, units = 1, layer: object = {}): tacet.Sequential {
  const model = sequential({ name: "m", layers: [layers.dense({ units, inputDim: 2, name: "head", ...layer })] });
  model.compile({ optimizer: "sgd", loss: "mse", ...options });
  return model;
}
const fit = (options: object, model?: object) => (): unknown => make(model).fit(x, y, any({ ...quiet, ...options }));
const fitData = (data: unknown, targets: unknown) => (): unknown => make().fit(any(data), any(targets), quiet);
const classes =
  (labels: readonly number[], options: object = {}) =>
  (): unknown =>
    make({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true, ...options }) }, 3).fit(x, labels, quiet);

const cases: Readonly<Record<string, readonly [name: string, run: () => unknown, message: string][]>> = {
  data: [
    [
      "strings",
      fitData([["a", "b"]], [1]),
      'x: Expected numbers, nested in arrays or typed arrays, received "a" at [0, 0]',
    ],
    ["holes", fitData([[1, undefined]], [1]), "received undefined at [0, 1]"],
    ["bigints", fitData([[1, 2n]], [1]), "received 2n at [0, 1]"],
    ["nothing", fitData(undefined, y), "x: expected a Tensor or arrays of numbers, received undefined"],
    ["a promise", fitData(Promise.resolve(x), y), "received a Promise"],
    ["a view of bytes", fitData(new DataView(new ArrayBuffer(8)), y), "received a DataView"],
    ["two inputs for one", fitData([x, x], y), "received a list of 2 tensors. Give one tensor of all rows"],
    ["a wrong name", fitData({ a: x }, y), "received an object (a)"],
    [
      "targets without rows",
      fitData(x, 3),
      "y: expected a Tensor, a typed array or nested arrays of numbers, received 3",
    ],
    [
      "targets in words",
      fitData(x, ["a", "b", "c"]),
      'y: Expected numbers, nested in arrays or typed arrays, received "a"',
    ],
    ["classes beyond the units", classes([0, 1, 7]), "y: expected classes from 0 to 2 for an output of 3 units"],
    ["classes under 0", classes([0, -1, 1]), "received -1 in row 1"],
    ["the class next to the ignored one", classes([0, -1, -2], { ignoreClass: -1 }), "received -2 in row 2"],
  ],
  fit: [
    ["no object", () => make().fit(x, y, any("epochs")), 'fit: expected an object of options, received "epochs"'],
    ["snake case", fit({ batch_size: 3 }), 'fit: there is no option "batch_size". Did you mean "batchSize"?'],
    ["no signal", fit({ signal: {} }), "fit: expected signal to be an AbortSignal"],
    [
      "validation without targets",
      fit({ validationData: [x, undefined] }),
      '"head" has a loss, "mse": expected targets y',
    ],
    [
      "validation by name",
      fit({ validationData: { x, y } }),
      "expected validationData to be [x, y] or [x, y, sampleWeight]",
    ],
    [
      "a class for a callback",
      fit({ callbacks: [tacet.Callback] }),
      "callbacks: expected callbacks, or objects of hooks",
    ],
    ["a hook in snake case", fit({ callbacks: { on_epoch_end: () => 1 } }), 'Did you mean "onEpochEnd"'],
    [
      "weights of a class in words",
      fit({ classWeight: "balanced" }),
      'numbers by class such as { 0: 1, 1: 2.5 }, received "balanced"',
    ],
    ["NaN for a class", fit({ classWeight: { 0: NaN } }), "classWeight: expected an object of finite numbers by class"],
    ["a class with a name", fit({ classWeight: { a: 1 } }), "received a: 1"],
    [
      "weights of another shape",
      fit({
        sampleWeight: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      }),
      "expected one weight for each value of the loss [n]",
    ],
    [
      "a loss that gives a number",
      fit({}, { loss: () => 3 }),
      'Loss "loss": expected a tensor as its result, received 3',
    ],
    ["an async loss", fit({}, { loss: (t: Tensor) => Promise.resolve(t) }), "received a promise. It must not be async"],
    [
      "a loss that was not called",
      fit({}, { loss: losses.meanSquaredError }),
      "write meanSquaredError(), not meanSquaredError",
    ],
    [
      "a metric that gives nothing",
      fit({}, { metrics: [() => undefined] }),
      "expected a tensor as its result, received undefined",
    ],
  ],
  compile: [
    ["a number for an optimizer", () => make({ optimizer: 5 }), "Expected an optimizer or the name of one"],
    ["a number for a loss", () => make({ loss: 5 }), "Expected a loss, the name of one"],
    ["null for a metric", () => make({ metrics: [null] }), "Expected a metric, the name of one"],
    ["a typo of accuracy", () => make({ metrics: ["acuracy"] }), 'Did you mean "accuracy"?'],
    [
      "an optimizer that was not called",
      () => make({ optimizer: optimizers.adam }),
      "Expected an optimizer or the name of one",
    ],
    ["a weight in words", fit({}, { lossWeights: "a" }), "lossWeights: expected a finite number an output"],
  ],
  layers: [
    [
      "units in words",
      () => layers.dense({ units: any("5") }),
      'Dense: expected units to be a whole number from 1, received "5"',
    ],
    [
      "no options",
      () => layers.dense(any(undefined)),
      "Dense: expected units to be a whole number from 1, received undefined",
    ],
    [
      "a typo, by name",
      () => layers.dense(any({ units: 1, name: "a", activityRegulariser: "l1" })),
      'Layer "a" (Dense): there is no option "activityRegulariser". Did you mean "activityRegularizer"?',
    ],
    [
      "an unknown type",
      () => layers.dense({ units: 1, dtype: any("float16") }),
      'expected dtype to be "float32" or "float64"',
    ],
    ["two shapes", () => layers.dense({ units: 1, inputDim: 2, inputShape: [3] }), "received inputShape and inputDim"],
    ["no activation", () => layers.activation(any({})), "Activation: expected activation to be an activation's name"],
    ["a number for options", () => layers.dropout(any(0.5)), "Dropout: expected an object of options, received 0.5"],
    [
      "a mask of another rank",
      () => sequential([layers.dropout({ rate: 0.5, inputDim: 2, noiseShape: [null] })]),
      "expected a noiseShape of rank 2",
    ],
    ["an unknown format", () => layers.flatten({ dataFormat: any("nchw") }), '"channels_last" or "channels_first"'],
    ["numbers to apply to", () => layers.flatten().apply(any([[1, 2]])), "expected a tensor, received [[1, 2]]"],
    [
      "a penalty that was not called",
      () => make({}, 1, { activityRegularizer: regularizers.l1 }).fit(x, y, quiet),
      'Layer "head" (Dense): l1: expected an object of options, received a Tensor',
    ],
    [
      "an activation that gives a number",
      () => make({}, 1, { activation: () => 3 }),
      'Layer "head" (Dense): expected a tensor as its result, received 3',
    ],
    [
      "an initializer that does not fit",
      () => make({}, 1, { biasInitializer: "orthogonal" }),
      'Layer "head" (Dense): Orthogonal needs a weight of rank 2',
    ],
    [
      "an unknown option of a model",
      () => sequential(any({ layer: [] })),
      'Sequential: there is no option "layer". Did you mean "layers"?',
    ],
  ],
  factories: [
    ["a coefficient in words", () => regularizers.l1(any("a")), 'l1: expected an object of options, received "a"'],
    ["the other coefficient", () => regularizers.l1(any({ l2: 1 })), 'l1: there is no option "l2"'],
    ["a rate for options", () => optimizers.adam(any(0.01)), "adam: expected an object of options, received 0.01"],
    [
      "Python's name",
      () => optimizers.adam(any({ beta_1: 0.9 })),
      'adam: there is no option "beta_1". Did you mean "beta1"',
    ],
    [
      "NaN for epsilon",
      () => optimizers.adam({ epsilon: NaN }),
      "adam: expected epsilon to be a finite number from 0, received NaN",
    ],
    [
      "logits in words",
      () => losses.binaryCrossentropy({ fromLogits: any("yes") }),
      "expected fromLogits to be true or false",
    ],
    ["a typo of a metric's option", () => metrics.binaryAccuracy(any({ treshold: 1 })), 'Did you mean "threshold"?'],
    [
      "a seed in words",
      () => initializers.glorotUniform({ seed: any("a") }),
      "expected a seed that is a whole number from 0",
    ],
    [
      "a negative deviation",
      () => initializers.randomNormal({ stddev: -1 }),
      "expected stddev to be a finite number from 0",
    ],
    [
      "negative patience",
      () => callbacks.earlyStopping({ patience: -1 }),
      "expected patience to be a whole number from 0",
    ],
    ["a typo of an engine's option", () => tacet.setEngine("wasm", any({ strikt: true })), 'Did you mean "strict"?'],
    [
      "more points than memory",
      () => tacet.datasets.makeCircles({ nSamples: 2 ** 40 }),
      "nSamples to be a whole number",
    ],
    [
      "an unknown type of tensor",
      () => tensor([1], [1], any("float")),
      'expected the type float32, float64, int32, uint32, bool, received "float"',
    ],
    [
      "a shape in words",
      () => tacet.random.uniform(any("a")),
      'expected a shape of whole numbers such as [2, 3], received "a"',
    ],
  ],
  weights: [
    ["nothing", () => make().setWeights(any(null)), "expected a list of weights, as getWeights gives, received null"],
    ["words", () => make().setWeights([["a"], [1]]), 'expected "head/kernel" of shape [2, 1]: Expected numbers'],
    [
      "of a model without shapes",
      () => sequential([layers.dense({ units: 1 })]).setWeights([[1]]),
      "give its first layer an inputShape",
    ],
  ],
};

describe.each(Object.entries(cases))("bad %s", (_, list) => {
  it.each(list)("%s", async (_name, run, message) => {
    let error: unknown;
    try {
      await run();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TacetError);
    expect((error as Error).message).toContain(message);
  });
});

it("an optimizer with slots belongs to one model", async () => {
  const optimizer = optimizers.adam();
  await make({ optimizer }).fit(x, y, quiet);
  await expect(make({ optimizer }).fit(x, y, quiet)).rejects.toThrow(/Make an optimizer for each model/);
});

describe("what fails changes nothing", () => {
  const drawn = async (before: (model: tacet.Sequential) => Promise<unknown>): Promise<unknown> => {
    tacet.setRandomSeed(5);
    const model = sequential([layers.dense({ units: 1 })]);
    model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
    await before(model);
    const { history } = await model.fit(x, y, { ...quiet, batchSize: 1, epochs: 2 });
    return [history, await Promise.all(model.getWeights().map((w) => w.array()))];
  };
  it.each<[string, (model: tacet.Sequential) => Promise<unknown>]>([
    [
      "targets of another shape",
      (model) =>
        model.fit(
          x,
          [
            [1, 2],
            [1, 2],
            [1, 2],
          ],
          quiet,
        ),
    ],
    [
      "validation targets of another shape",
      (model) =>
        model.fit(x, y, {
          ...quiet,
          validationData: [
            x,
            [
              [1, 2],
              [1, 2],
              [1, 2],
            ],
          ],
        }),
    ],
    ["evaluation without targets", (model) => model.evaluate(x, undefined, quiet)],
    [
      "a batch of another shape",
      (model) =>
        model.trainOnBatch(x, [
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
    ],
    ["rows of a wrong rank", (model) => model.fit([1, 2, 3], y, quiet)],
  ])("%s: the next fit draws, and learns, as if it were the first", async (_, fail) => {
    const plain = await drawn(() => Promise.resolve());
    expect(await drawn((model) => expect(fail(model)).rejects.toThrow(TacetError))).toEqual(plain);
  });
  it("a layer that does not fit is not added", () => {
    const model = sequential();
    expect(() => model.add(layers.dense({ units: 1, inputShape: [] }))).toThrow(TacetError);
    expect(() => model.add(layers.dense({ units: 1, inputDim: 2, biasInitializer: "orthogonal" }))).toThrow(TacetError);
    expect(model.modelInputs).toBeUndefined();
    model.add(layers.dense({ units: 1, inputDim: 3 }));
    expect(model.outputShape).toHaveLength(2);
  });
});
