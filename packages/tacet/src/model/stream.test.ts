/** Datasets in fit, evaluate and predict: the numbers of arrays, and a usable model whatever a source does. */
import { tensor, type Tensor } from "@tacet/compiler";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  Dataset,
  initializers,
  input,
  layers,
  model as modelOf,
  sequential,
  type FitOptions,
  type Sequential,
} from "../index.ts";

const rows = 10;
const x = tensor(Array.from({ length: rows }, (_, i) => [Math.sin(i), Math.cos(i)]));
const y = tensor(Array.from({ length: rows }, (_, i) => [Math.sin(2 * i)]));
const w = Array.from({ length: rows }, (_, i) => 0.5 + (i % 3));
const quiet = { verbose: 0 } as const;
afterEach(() => vi.restoreAllMocks());

function make(): Sequential {
  const model = sequential([
    layers.dense({
      units: 4,
      inputDim: 2,
      activation: "tanh",
      activityRegularizer: "l1",
      kernelInitializer: initializers.glorotUniform({ seed: 1 }),
    }),
    layers.dense({ units: 1, kernelInitializer: initializers.glorotUniform({ seed: 2 }) }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}
const values = (model: Sequential): number[] => model.weights.flatMap((weight) => [...weight.read()]);
const pairs = Dataset.fromTensorSlices([x, y]);
/** The batches of sizes 4, 4 and 2. */
const batches = (): Dataset<[Tensor, Tensor]> => pairs.batch(4);

describe("a Dataset gives what arrays give", () => {
  const arrays = async (options: FitOptions): Promise<[unknown, number[]]> => {
    const model = make();
    const { history } = await model.fit(x, y, { ...quiet, batchSize: 4, shuffle: false, ...options });
    return [history, values(model)];
  };
  const streamed = async (options: FitOptions, data: Dataset = batches()): Promise<[unknown, number[]]> => {
    const model = make();
    const { history } = await model.fit(data, undefined, { ...quiet, ...options });
    return [history, values(model)];
  };

  it("in fit, epoch by epoch, a smaller last batch included", async () => {
    expect(await streamed({ epochs: 3 })).toEqual(await arrays({ epochs: 3 }));
  });
  it("with callbacks that watch every batch", async () => {
    const run = async (f: typeof arrays): Promise<unknown> => {
      const seen: unknown[] = [];
      const callbacks = {
        onTrainBatchBegin: (batch: number) => void seen.push(batch),
        onTrainBatchEnd: (batch: number, logs: object | undefined) => void seen.push([batch, { ...logs }]),
        onTestBatchEnd: (batch: number) => void seen.push(batch),
        onEpochEnd: (epoch: number, logs: object | undefined) => void seen.push([epoch, { ...logs }]),
      };
      const validationData = f === arrays ? ([x, y] as const) : batches();
      return [await f({ epochs: 2, callbacks, validationData, validationBatchSize: 4 }), seen];
    };
    expect(await run(streamed)).toEqual(await run(arrays));
  });
  it("from a generator whose end nobody knows, of arrays as they come", async () => {
    const source = Dataset.fromGenerator(async function* () {
      const [inputs, targets] = [(await x.array()) as number[][], (await y.array()) as number[][]];
      for (let i = 0; i < rows; i += 4) yield [inputs.slice(i, i + 4), targets.slice(i, i + 4)];
    });
    expect(await streamed({ epochs: 2 }, source)).toEqual(await arrays({ epochs: 2 }));
  });
  it("with sample weights in the batches, and weights by class", async () => {
    const weighted = Dataset.fromTensorSlices(x, y, w).batch(4);
    expect(await streamed({ epochs: 2 }, weighted)).toEqual(await arrays({ epochs: 2, sampleWeight: w }));
    const classWeight = { 0: 2, 1: 3 };
    expect(await streamed({ classWeight })).toEqual(await arrays({ classWeight }));
  });
  it("with stepsPerEpoch, where an epoch goes on behind the last", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(await streamed({ epochs: 4, stepsPerEpoch: 2 })).toEqual(await arrays({ epochs: 4, stepsPerEpoch: 2 }));
    const endless = streamed({ epochs: 2, stepsPerEpoch: 3 }, batches().repeat());
    expect(await endless).toEqual(await arrays({ epochs: 2 }));
  });
  it("with validation of both kinds, whole or its first batches", async () => {
    for (const validationSteps of [undefined, 2]) {
      const options = { epochs: 2, validationBatchSize: 4, validationSteps };
      const expected = await arrays({ ...options, validationData: [x, y] });
      expect(await arrays({ ...options, validationData: batches() })).toEqual(expected);
      expect(await streamed({ ...options, validationData: batches() })).toEqual(expected);
      expect(await streamed({ ...options, validationData: [x, y] })).toEqual(expected);
    }
  });
  it("in evaluate and predict, whole or the first batches", async () => {
    const model = make();
    for (const steps of [undefined, 2]) {
      const options = { ...quiet, steps };
      expect(await model.evaluate(batches(), undefined, options)).toEqual(
        await model.evaluate(x, y, { ...options, batchSize: 4 }),
      );
      const [near, expected] = [
        await model.predict(batches(), options),
        await model.predict(x, { ...options, batchSize: 4 }),
      ];
      expect(near.shape).toEqual([steps === 2 ? 8 : 10, 1]);
      expect(Array.from(await near.data())).toEqual(Array.from(await expected.data()));
    }
    // Targets are left out, and x may come alone.
    expect((await model.predict(Dataset.fromTensorSlices(x).batch(3), quiet)).shape).toEqual([10, 1]);
  });
});

it("takes several inputs and outputs, by name or in lists", async () => {
  const build = () => {
    const seeded = initializers.glorotUniform({ seed: 3 });
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [1], name: "b" })];
    const joined = layers.concatenate().apply([a, b]);
    const outputs = {
      p: layers.dense({ units: 1, kernelInitializer: seeded }).apply(joined),
      q: layers.dense({ units: 2, kernelInitializer: seeded }).apply(joined),
    };
    const graph = modelOf({ inputs: { a, b }, outputs });
    graph.compile({ optimizer: "sgd", loss: { p: "mse", q: "mae" } });
    return graph;
  };
  const named = [{ a: x, b: y }, { p: y, q: x }] as const; // prettier-ignore
  const arrays = build();
  const expected = await arrays.fit(...named, { ...quiet, batchSize: 4, shuffle: false, epochs: 2 });
  for (const data of [
    Dataset.fromTensorSlices(named).batch(4),
    Dataset.fromTensorSlices([[x, y], [y, x]]).batch(4), // prettier-ignore
  ]) {
    const streamed = build();
    const { history } = await streamed.fit(data, undefined, { ...quiet, epochs: 2 });
    expect(history).toEqual(expected.history);
    const { p, q } = await streamed.predict(data, quiet);
    const whole = await arrays.predict({ a: x, b: y }, { ...quiet, batchSize: 4 });
    expect([await p.array(), await q.array()]).toEqual([await whole.p.array(), await whole.q.array()]);
  }
});

describe("batches of any size", () => {
  it("the largest may come last", async () => {
    const sizes = [1, 2, 7];
    const uneven = Dataset.fromGenerator(function* () {
      let begin = 0;
      for (const size of sizes) {
        yield [x.slice(begin, begin + size), y.slice(begin, begin + size)];
        begin += size;
      }
    });
    const [streamed, byHand] = [make(), make()];
    const { history } = await streamed.fit(uneven, undefined, quiet);
    let sum = 0;
    for (let begin = 0, i = 0; i < sizes.length; begin += sizes[i]!, i++) {
      const logs = await byHand.trainOnBatch(x.slice(begin, begin + sizes[i]!), y.slice(begin, begin + sizes[i]!));
      sum += logs.loss! * sizes[i]!;
    }
    expect(values(streamed)).toEqual(values(byHand));
    expect(history.loss![0]).toBeCloseTo(sum / rows, 6);
  });
  it("one is in memory at a time, of data that never is", async () => {
    let alive = 0;
    const endless = Dataset.fromGenerator(function* () {
      for (;;) {
        alive++;
        yield [new Float32Array(2 * 1000).fill(1), new Float32Array(1000)];
      }
    }).map(([a, b]) => [tensor(a!, [1000, 2]), b] as const);
    await make().fit(endless, undefined, { ...quiet, epochs: 2, stepsPerEpoch: 25 });
    expect(alive).toBe(50);
  });
});

describe("whatever a source does, the model goes on", () => {
  const after = async (model: Sequential): Promise<void> => {
    const twin = make();
    twin.setWeights(model.getWeights());
    expect(await model.evaluate(x, y, quiet)).toEqual(await twin.evaluate(x, y, quiet));
    await model.fit(x, y, quiet);
  };
  it("it throws: fit rejects with that", async () => {
    const model = make();
    let closed = false;
    const failing = Dataset.fromGenerator(function* () {
      try {
        yield* [[x, y], [x, y]]; // prettier-ignore
        throw new Error("the file is torn");
      } finally {
        closed = true;
      }
    });
    await expect(model.fit(failing, undefined, { ...quiet, epochs: 3 })).rejects.toThrow("the file is torn");
    expect(closed).toBe(true);
    await after(model);
  });
  it("it is aborted while nothing comes", async () => {
    const model = make();
    const controller = new AbortController();
    const stuck = Dataset.fromGenerator(async function* () {
      yield [x, y];
      setTimeout(() => controller.abort(new Error("enough")), 5);
      await new Promise(() => undefined);
    });
    const options = { ...quiet, signal: controller.signal };
    await expect(model.fit(stuck, undefined, options)).rejects.toThrow("enough");
    await after(model);
  });
  it("it is aborted, or a callback stops it, between batches: the source is closed", async () => {
    for (const stop of ["abort", "stopTraining", "throw"]) {
      const model = make();
      const controller = new AbortController();
      let closed = 0;
      const endless = Dataset.fromGenerator(function* () {
        try {
          for (;;) yield [x, y];
        } finally {
          closed++;
        }
      });
      const onTrainBatchEnd = (batch: number): void => {
        if (batch < 2) return;
        if (stop === "abort") controller.abort(new Error("enough"));
        else if (stop === "throw") throw new Error("enough");
        else model.stopTraining = true;
      };
      const fitted = model.fit(endless.prefetch(1), undefined, { ...quiet, callbacks: { onTrainBatchEnd }, signal: controller.signal }); // prettier-ignore
      if (stop === "stopTraining") expect((await fitted).epoch).toEqual([0]);
      else await expect(fitted).rejects.toThrow("enough");
      expect(closed).toBe(1);
      await after(model);
    }
  });
  it("it asks the model for predictions, and others measure it meanwhile", async () => {
    const model = make();
    const asking = Dataset.fromGenerator(async function* () {
      for (let i = 0; i < 3; i++) yield [x, await model.predict(x, quiet)];
    });
    const fitted = model.fit(asking, undefined, { ...quiet, epochs: 2 });
    expect(Object.keys(await model.evaluate(x, y, quiet))).toEqual(["loss", "mae"]);
    const { history } = await fitted;
    // Targets that are the predictions: no loss but the penalty.
    expect(history.mae).toEqual([0, 0]);
  });
});

describe("fit refuses", () => {
  it.each<[string, Dataset, FitOptions, string]>([
    ["rows as batches", pairs, {}, "with one row of shape [2]. Did you mean dataset.batch(32)?"],
    ["no batches", Dataset.fromIterable([]), {}, "Dataset: expected at least one batch, received none"],
    ["no end", batches().repeat(), {}, "fit: stepsPerEpoch: expected a number of batches"],
    ["weights beside it", batches(), { sampleWeight: w }, "sampleWeight: expected none beside a Dataset"],
    ["a share of it", batches(), { validationSplit: 0.5 }, "validationSplit: expected none beside a Dataset"],
    ["four parts", batches().map(([a, b]) => [a, b, b, b]), {}, "batch 0: expected [x], [x, y] or"],
    ["fewer targets", batches().map(([a, b]) => [a, b.slice(1)]), {}, "batch 0 y: expected 4 rows"],
    ["text", Dataset.fromIterable([["a", "b"]]), {}, "batch 0 x: expected a Tensor, a typed array or nested arrays"],
    ["no validation", batches(), { validationData: Dataset.fromIterable([]) }, "validationData Dataset: expected at"],
  ])("%s", async (_, data, options, message) => {
    const model = make();
    await expect(model.fit(data, undefined, { ...quiet, ...options })).rejects.toThrow(message);
    await model.fit(x, y, quiet);
  });
  it("targets beside it", async () => {
    await expect(make().fit(batches(), y, quiet)).rejects.toThrow("y: expected none beside a Dataset");
    await expect(make().evaluate(batches(), y, quiet)).rejects.toThrow("y: expected none beside a Dataset");
  });
  it("a second pass over what has only one", async () => {
    const once = Dataset.fromIterable((function* () { yield [x, y]; })()); // prettier-ignore
    await expect(make().fit(once, undefined, { ...quiet, epochs: 2 })).rejects.toThrow("has no second pass");
  });
});

it("warns where the data ends before the steps that were asked for", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await make().fit(batches(), undefined, { ...quiet, epochs: 2, stepsPerEpoch: 5 });
  await make().evaluate(batches(), undefined, { ...quiet, steps: 4 });
  expect(warned.mock.calls.map(([message]) => String(message))).toEqual([
    "tacet: fit: the data ran out 2 batches short of stepsPerEpoch 5.",
    "tacet: evaluate: the data ran out 1 batches short of steps 4.",
  ]);
});

it("shows a count until the end of the first epoch tells how many there are", async () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const unknown = Dataset.fromGenerator(() => batches());
  await make().fit(unknown, undefined, { epochs: 2 });
  const text = written.join("");
  expect(text).toMatch(/ {6}\d\/Unknown/u);
  expect(text).toMatch(/3\/3/u);
  expect(text.split("Epoch 2/2")[1]).not.toContain("Unknown");
});
