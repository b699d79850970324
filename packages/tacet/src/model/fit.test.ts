/** How training behaves around its numbers: callbacks, aborting, sharing, stopping. */
import { tensor, type Tensor } from "@tacet/compiler";
import { afterEach, expect, it, vi } from "vitest";
import {
  Callback,
  callbacks,
  datasets,
  initializers,
  layers,
  sequential,
  setRandomSeed,
  type FitOptions,
  type Sequential,
} from "../index.ts";

const rows = 12;
const x = tensor(Array.from({ length: rows }, (_, i) => [Math.sin(i), Math.cos(i)]));
const y = tensor(Array.from({ length: rows }, (_, i) => [Math.sin(2 * i)]));
const quiet = { verbose: 0 } as const;

function make(seed = 1): Sequential {
  const model = sequential([
    layers.dense({
      units: 8,
      inputDim: 2,
      activation: "tanh",
      kernelInitializer: initializers.glorotUniform({ seed }),
    }),
    layers.dense({ units: 1, kernelInitializer: initializers.glorotUniform({ seed: seed + 1 }) }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}
const values = (model: Sequential): number[] => model.weights.flatMap((w) => [...w.read()]);
const train = (model: Sequential, options: FitOptions = {}): ReturnType<Sequential["fit"]> =>
  model.fit(x, y, { ...quiet, batchSize: 4, shuffle: false, ...options });

afterEach(() => vi.restoreAllMocks());

it("records one value a key and epoch", async () => {
  const { history, epoch } = await train(make(), { epochs: 3, validationData: [x, y] });
  expect(epoch).toEqual([0, 1, 2]);
  expect(Object.keys(history)).toEqual(["loss", "mae", "val_loss", "val_mae"]);
  for (const series of Object.values(history)) expect(series).toHaveLength(3);
});

it("gives an empty history for zero epochs, and for none left after initialEpoch", async () => {
  expect((await train(make(), { epochs: 0 })).history).toEqual({});
  expect((await train(make(), { epochs: 2, initialEpoch: 2 })).history).toEqual({});
});

it("counts epochs from initialEpoch", async () => {
  const seen: number[] = [];
  const history = await train(make(), {
    epochs: 5,
    initialEpoch: 3,
    callbacks: { onEpochEnd: (epoch) => void seen.push(epoch) },
  });
  expect(seen).toEqual([3, 4]);
  expect(history.epoch).toEqual([3, 4]);
});

it("gives the same numbers whether or not callbacks watch", async () => {
  const [plain, byEpoch, byBatch] = [make(), make(), make()];
  const histories = [
    await train(plain, { epochs: 3, validationData: [x, y] }),
    await train(byEpoch, { epochs: 3, validationData: [x, y], callbacks: { onEpochEnd: () => undefined } }),
    await train(byBatch, {
      epochs: 3,
      validationData: [x, y],
      callbacks: { onTrainBatchEnd: () => undefined, onTestBatchEnd: () => undefined },
    }),
  ];
  expect(histories[1]!.history).toEqual(histories[0]!.history);
  expect(histories[2]!.history).toEqual(histories[0]!.history);
  expect(values(byBatch)).toEqual(values(plain));
});

it("calls hooks in Keras's order, with running means in batch logs", async () => {
  const calls: string[] = [];
  const losses: number[] = [];
  const note = (name: string) => (): void => void calls.push(name);
  const { history } = await train(make(), {
    validationData: [x, y],
    validationBatchSize: 12,
    callbacks: {
      onTrainBegin: note("trainBegin"),
      onEpochBegin: note("epochBegin"),
      onTrainBatchBegin: (batch) => void calls.push(`batchBegin${batch}`),
      onTrainBatchEnd: (batch, logs) => void (calls.push(`batchEnd${batch}`), losses.push(logs!.loss!)),
      onTestBegin: note("testBegin"),
      onTestBatchBegin: note("testBatchBegin"),
      onTestBatchEnd: note("testBatchEnd"),
      onTestEnd: note("testEnd"),
      onEpochEnd: note("epochEnd"),
      onTrainEnd: note("trainEnd"),
    },
  });
  expect(calls).toEqual([
    "trainBegin",
    "epochBegin",
    "batchBegin0",
    "batchEnd0",
    "batchBegin1",
    "batchEnd1",
    "batchBegin2",
    "batchEnd2",
    "testBegin",
    "testBatchBegin",
    "testBatchEnd",
    "testEnd",
    "epochEnd",
    "trainEnd",
  ]);
  expect(losses.at(-1)).toBe(history.loss![0]);
});

it("keeps what onEpochEnd adds to the logs", async () => {
  const { history } = await train(make(), {
    epochs: 2,
    callbacks: { onEpochEnd: (epoch, logs) => void (logs!.lr = epoch) },
  });
  expect(history.lr).toEqual([0, 1]);
});

it("waits for async hooks, in order", async () => {
  const seen: string[] = [];
  const later = (name: string) => async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    seen.push(name);
  };
  await train(make(), { callbacks: [{ onEpochEnd: later("first") }, { onEpochEnd: later("second") }] });
  expect(seen).toEqual(["first", "second"]);
});

it("stops after the batch or epoch in which a callback asks for it", async () => {
  const model = make();
  const batches: number[] = [];
  const { epoch } = await train(model, {
    epochs: 5,
    callbacks: {
      onTrainBatchEnd: (batch) => {
        batches.push(batch);
        model.stopTraining = batch === 1;
      },
    },
  });
  expect([epoch, batches]).toEqual([[0], [0, 1]]);
});

it("rejects an aborted fit with the reason, and leaves the model usable", async () => {
  const model = make();
  const controller = new AbortController();
  const reason = new Error("enough");
  const running = train(model, { epochs: 1_000_000, signal: controller.signal });
  setTimeout(() => controller.abort(reason), 30);
  await expect(running).rejects.toBe(reason);
  expect((await train(model)).history.loss).toHaveLength(1);
  await expect(train(model, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

it("leaves the model usable after a callback throws, and skips onTrainEnd", async () => {
  const model = make();
  const onTrainEnd = vi.fn();
  const failing = {
    onEpochEnd: () => {
      throw new Error("callback");
    },
    onTrainEnd,
  };
  await expect(train(model, { callbacks: failing })).rejects.toThrow("callback");
  expect(onTrainEnd).not.toHaveBeenCalled();
  expect((await train(model)).history.loss).toHaveLength(1);
});

it("predicts and evaluates inside callbacks without changing the training", async () => {
  const [watched, alone] = [make(), make()];
  const predictions: Tensor[] = [];
  const callback = {
    async onEpochEnd() {
      predictions.push(await watched.predict(x, quiet));
      await watched.evaluate(x, y, quiet);
    },
  };
  const { history } = await train(watched, { epochs: 3, callbacks: callback });
  expect(history).toEqual((await train(alone, { epochs: 3 })).history);
  expect(values(watched)).toEqual(values(alone));
  expect(await predictions[2]!.array()).toEqual(await (await alone.predict(x, quiet)).array());
});

it("serves a predict from outside while it runs", async () => {
  const model = make();
  const controller = new AbortController();
  const running = train(model, { epochs: 1_000_000, signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect((await model.predict(x, quiet)).shape).toEqual([rows, 1]);
  controller.abort(new Error("done"));
  await expect(running).rejects.toThrow("done");
});

it("gives two models trained at the same time what each gives alone", async () => {
  const pair = [make(1), make(5)] as const;
  const [a, b] = await Promise.all(
    pair.map((model) =>
      train(model, { epochs: 40, callbacks: { onEpochEnd: () => new Promise((resolve) => setTimeout(resolve, 0)) } }),
    ),
  );
  expect(a!.history).toEqual((await train(make(1), { epochs: 40 })).history);
  expect(b!.history).toEqual((await train(make(5), { epochs: 40 })).history);
});

it("refuses a second fit while one runs", async () => {
  const model = make();
  const first = train(model, { epochs: 2 });
  await expect(train(model)).rejects.toThrow(/fit was called while another fit of the same model runs/);
  await first;
});

it("lets timers run while it trains: one ends a fit that would take days", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 5);
  await expect(train(make(), { epochs: 1e9, signal: controller.signal })).rejects.toThrow("enough");
});

it("warns once of NaN in the data, saying where, and goes on", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const bad = tensor([
    [1, 2],
    [3, NaN],
    [5, 6],
    [NaN, 8],
  ]);
  const { history } = await make().fit(bad, [1, 2, 3, 4], { ...quiet, epochs: 3 });
  expect(history.loss).toEqual([NaN, NaN, NaN]);
  expect(warned.mock.calls.map(([message]) => String(message))).toEqual([
    expect.stringMatching(/x holds NaN, first at \[1, 1\]/),
  ]);
});

it("takes the last rows to validate with", async () => {
  const model = make();
  const split = await train(model, { validationSplit: 0.25 });
  const given = await model.fit(x.slice(0, 9), y.slice(0, 9), { ...quiet, epochs: 0 });
  expect(given.history).toEqual({});
  const other = make();
  const explicit = await other.fit(x.slice(0, 9), y.slice(0, 9), {
    ...quiet,
    batchSize: 4,
    shuffle: false,
    validationData: [x.slice(9), y.slice(9)],
  });
  expect(split.history).toEqual(explicit.history);
});

it("weighs losses by class as by row", async () => {
  const labels = Array.from({ length: rows }, (_, i) => i % 2);
  const run = async (options: FitOptions): Promise<unknown> => {
    const model = sequential([
      layers.dense({
        units: 1,
        inputDim: 2,
        activation: "sigmoid",
        kernelInitializer: initializers.glorotUniform({ seed: 2 }),
      }),
    ]);
    model.compile({ optimizer: "sgd", loss: "binary_crossentropy" });
    return (await model.fit(x, labels, { ...quiet, shuffle: false, epochs: 2, ...options })).history;
  };
  expect(await run({ classWeight: { 1: 3 } })).toEqual(
    await run({ sampleWeight: labels.map((l) => (l === 1 ? 3 : 1)) }),
  );
});

it("goes on with the data where stepsPerEpoch ended the last epoch", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const [short, whole] = [make(), make()];
  // 3 batches, 2 an epoch: [0, 1], [2] and a new order.
  await train(short, { epochs: 2, stepsPerEpoch: 2 });
  await train(whole, { epochs: 1 });
  expect(values(short)).toEqual(values(whole));
});

it("treats an explicit undefined as absent", async () => {
  const { history } = await make().fit(x, y, {
    verbose: 0,
    batchSize: undefined,
    epochs: undefined,
    callbacks: undefined,
    validationData: undefined,
    shuffle: undefined,
    signal: undefined,
  });
  expect(history.loss).toHaveLength(1);
});

it("shuffles as NumPy's generator says, with one permutation thrown away after compile, within 1e-6", async () => {
  // keras.utils.set_random_seed(1), then the design's example, in Keras 3.15.1 on JAX.
  setRandomSeed(1);
  const circles = datasets.makeCircles({ nSamples: 100, noise: 0.1, randomState: 1 });
  const model = sequential([
    layers.dense({ units: 500, inputDim: 2 }),
    layers.activation({ activation: "relu" }),
    layers.dense({ units: 1, activation: "sigmoid" }),
  ]);
  model.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const { history } = await model.fit(circles.x.slice(0, 30), circles.y.slice(0, 30), {
    ...quiet,
    batchSize: 8,
    epochs: 2,
    validationData: [circles.x.slice(30), circles.y.slice(30)],
  });
  const keras = {
    accuracy: [0.46666666865348816, 0.5333333611488342],
    loss: [0.6959205865859985, 0.6859845519065857],
    val_accuracy: [0.48571428656578064, 0.4714285731315613],
    val_loss: [0.6959021687507629, 0.6986551284790039],
  };
  expect(Object.keys(history)).toEqual(Object.keys(keras));
  for (const [key, series] of Object.entries(keras)) {
    series.forEach((value, i) => expect(Math.abs(value - history[key]![i]!)).toBeLessThan(1e-6));
  }
});
it("trains through a callback class with everything Keras offers", async () => {
  class Counter extends Callback {
    batches = 0;
    override onTrainBatchEnd(): void {
      this.batches++;
    }
  }
  const counter = new Counter();
  await train(make(), { epochs: 2, callbacks: [counter, callbacks.lambdaCallback()] });
  expect(counter.batches).toBe(6);
  expect(counter.params).toEqual({ verbose: 0, epochs: 2, steps: 3 });
});
