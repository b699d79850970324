/** Training that ends before its end, wherever that happens: it rejects with what ended it, and the model goes on as before. */
import { tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { session } from "../engine.ts";
import { initializers, layers, sequential, type Callback, type FitOptions, type Sequential } from "../index.ts";

const x = tensor(Array.from({ length: 10 }, (_, i) => [Math.sin(i), Math.cos(i)]));
const y = tensor(Array.from({ length: 10 }, (_, i) => [Math.sin(2 * i)]));
const options = { verbose: 0, batchSize: 4, shuffle: false, epochs: 2, validationData: [x, y] } as const;

function make(): Sequential {
  const model = sequential([
    layers.dense({ units: 4, inputDim: 2, kernelInitializer: initializers.glorotUniform({ seed: 1 }) }),
    layers.dense({ units: 1, kernelInitializer: initializers.glorotUniform({ seed: 2 }) }),
  ]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  return model;
}
const values = (model: Sequential): number[] => model.weights.flatMap((w) => [...w.read()]);
/** Reads model and memory after a run that was ended, then does everything once more. */
async function usable(model: Sequential, end: () => Promise<unknown>): Promise<void> {
  await model.fit(x, y, options);
  const held = session().memory().persistent;
  await end();
  expect(session().memory().persistent).toBe(held);
  // What it is now is what training goes on from.
  const twin = make();
  twin.setWeights(model.getWeights());
  expect((await model.evaluate(x, y, { verbose: 0 })).loss).toBe((await twin.evaluate(x, y, { verbose: 0 })).loss);
  const [{ history }, other] = [await model.fit(x, y, options), await twin.fit(x, y, options)];
  expect(history).toEqual(other.history);
  expect(values(model)).toEqual(values(twin));
  expect((await model.predict(x, { verbose: 0 })).shape).toEqual([10, 1]);
}

const hooks = [
  "onTrainBegin",
  "onEpochBegin",
  "onTrainBatchBegin",
  "onTrainBatchEnd",
  "onTestBegin",
  "onTestBatchBegin",
  "onTestBatchEnd",
  "onTestEnd",
  "onEpochEnd",
  "onTrainEnd",
] as const satisfies readonly (keyof Callback)[];

describe.each(hooks)("%s", (hook) => {
  it("that throws, rejects fit with what it threw", async () => {
    const model = make();
    const thrown = new Error(hook);
    const callbacks = {
      [hook]: () => {
        throw thrown;
      },
    };
    await usable(model, () => expect(model.fit(x, y, { ...options, callbacks })).rejects.toBe(thrown));
  });
  it("that aborts, lets fit reject with the signal's reason", async () => {
    const model = make();
    const controller = new AbortController();
    const reason = { because: hook };
    const end: FitOptions = {
      ...options,
      epochs: 1e9,
      signal: controller.signal,
      callbacks: { [hook]: () => controller.abort(reason) },
    };
    // After the last hook nothing is left to end.
    if (hook === "onTrainEnd") end.epochs = 1;
    await usable(model, async () => {
      const running = model.fit(x, y, end);
      if (hook === "onTrainEnd") await running;
      else await expect(running).rejects.toBe(reason);
    });
  });
  it("that predicts and evaluates, changes nothing", async () => {
    const [watched, alone] = [make(), make()];
    const { history } = await watched.fit(x, y, {
      ...options,
      callbacks: {
        [hook]: async () => {
          await watched.predict(x.slice(0, 3), { verbose: 0, batchSize: 2 });
          await watched.evaluate(x.slice(3), y.slice(3), { verbose: 0 });
        },
      },
    });
    expect(history).toEqual((await alone.fit(x, y, options)).history);
    expect(values(watched)).toEqual(values(alone));
  });
});
