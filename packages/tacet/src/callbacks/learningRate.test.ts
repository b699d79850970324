/** The callbacks that steer the learning rate. */
import { tensor } from "@tacet/compiler";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callbacks, layers, optimizers, sequential, type History } from "../index.ts";
import type { LearningRateSchedulerOptions, ReduceLROnPlateauOptions } from "./index.ts";

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** One weight w from 1 with the penalty |w|: its loss is |w|, and SGD takes the rate off it each step. */
function fit(callback: Parameters<typeof callbacks.lambdaCallback>[0], learningRate: number): Promise<History> {
  const model = sequential([
    layers.dense({ units: 1, inputDim: 1, useBias: false, kernelRegularizer: (w) => w.abs().sum() }),
  ]);
  model.compile({ optimizer: optimizers.sgd({ learningRate }) });
  model.setWeights([[[1]]]);
  return model.fit(tensor([[1]]), undefined, { verbose: 0, epochs: 6, callbacks: callback });
}
const rounded = (values: readonly number[] | undefined): number[] => values!.map((v) => Math.round(v * 1000) / 1000);

describe("reduceLROnPlateau", () => {
  const run = async (options: ReduceLROnPlateauOptions): Promise<Record<string, number[]>> =>
    (await fit(callbacks.reduceLROnPlateau({ monitor: "loss", ...options }), 0.8)).history;

  it("multiplies the rate by factor after `patience` epochs without improvement", async () => {
    // At rate 0.8: 1, 0.2, then -0.6: worse, so that the rate becomes 0.2 after the update to 0.2, whose loss is 0.2.
    const { loss, learning_rate: rate } = await run({ patience: 1, factor: 0.25 });
    expect(rounded(loss).slice(0, 4)).toEqual([1, 0.2, 0.6, 0.2]);
    // The history shows the rate that trained the epoch.
    expect(rounded(rate).slice(0, 4)).toEqual([0.8, 0.8, 0.8, 0.2]);
  });
  it("waits for the cooldown to pass, and stops at minLr", async () => {
    const { learning_rate: rate } = await run({ patience: 1, factor: 0.5, cooldown: 2, minDelta: 2 });
    // Nothing is an improvement by 2: lowered after epoch 2, then two of cooldown whose last one counts again.
    expect(rounded(rate)).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.2]);
    const { learning_rate: bounded } = await run({ patience: 1, factor: 0.5, minLr: 0.3, minDelta: 2 });
    expect(rounded(bounded)).toEqual([0.8, 0.8, 0.4, 0.3, 0.3, 0.3]);
  });
  it("says what it does in Keras's words", async () => {
    await run({ patience: 1, factor: 1e-5, minDelta: 2, verbose: 1 });
    expect(written[0]).toBe("\nEpoch 2: ReduceLROnPlateau reducing learning rate to 8.00000011920929e-06.\n");
  });
  it("refuses a factor of 1", () => {
    expect(() => callbacks.reduceLROnPlateau({ factor: 1 })).toThrow(
      "reduceLROnPlateau: expected factor to be a number from 0 to below 1, received 1",
    );
  });
});

describe("learningRateScheduler", () => {
  const run = (options: LearningRateSchedulerOptions): Promise<History> =>
    fit(callbacks.learningRateScheduler(options), 0.5);

  it("sets the rate before an epoch, from the epoch and the rate so far", async () => {
    const { history } = await run({ schedule: (epoch, rate) => (epoch === 2 ? rate / 4 : rate), verbose: 1 });
    expect(rounded(history.loss).slice(0, 4)).toEqual([1, 0.5, 0, 0.125]);
    expect(rounded(history.learning_rate)).toEqual([0.5, 0.5, 0.125, 0.125, 0.125, 0.125]);
    expect(written[2]).toBe("\nEpoch 3: LearningRateScheduler setting learning rate to 0.125.\n");
  });
  it("refuses a schedule that gives no number", async () => {
    await expect(run({ schedule: () => NaN })).rejects.toThrow(
      "expected schedule to return a finite number from 0, received NaN for epoch 0",
    );
    expect(() => callbacks.learningRateScheduler({} as never)).toThrow("expected schedule to be a function");
  });
});
