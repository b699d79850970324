import { TacetError, tensor } from "@tacet/compiler";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callbacks, layers, optimizers, sequential, type Sequential } from "../index.ts";
import type { EarlyStoppingOptions } from "./index.ts";

const quiet = { verbose: 0 } as const;
const x = tensor([[1], [2]]);
let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** One weight w with the penalty 1 · |w|, so that SGD with rate r takes r off it each step. */
function descending(learningRate: number, start = 1): Sequential {
  const model = sequential([
    layers.dense({ units: 1, inputDim: 1, useBias: false, kernelRegularizer: (w) => w.abs().sum() }),
  ]);
  model.compile({ optimizer: optimizers.sgd({ learningRate }) });
  model.setWeights([[[start]]]);
  return model;
}
const weight = (model: Sequential): number => model.weights[0]!.read()[0]!;

describe("earlyStopping", () => {
  // Losses 1, 0.7, 0.4, 0.1, then 0.2, 0.1, … to and fro about 0.
  const run = async (options: EarlyStoppingOptions): Promise<{ model: Sequential; losses: number[] }> => {
    const model = descending(0.3);
    const { history } = await model.fit(x, undefined, {
      ...quiet,
      epochs: 10,
      callbacks: callbacks.earlyStopping({ monitor: "loss", ...options }),
    });
    return { model, losses: history.loss!.map((v) => Math.round(v * 10) / 10) };
  };

  it("stops after `patience` epochs without improvement", async () => {
    expect((await run({})).losses).toEqual([1, 0.7, 0.4, 0.1, 0.2]);
    expect((await run({ patience: 3 })).losses).toHaveLength(7);
  });
  it("counts only changes of more than minDelta", async () => {
    expect((await run({ minDelta: 0.5 })).losses).toEqual([1, 0.7]);
  });
  it("waits until startFromEpoch", async () => {
    expect((await run({ minDelta: 0.5, startFromEpoch: 3 })).losses).toHaveLength(5);
  });
  it("counts every epoch as one without improvement until the baseline is beaten", async () => {
    expect((await run({ baseline: 0.05, patience: 3 })).losses).toHaveLength(5);
  });
  it("restores the weights of the best epoch, and says so", async () => {
    const { model } = await run({ restoreBestWeights: true, verbose: 1 });
    // After epoch 4, whose loss is 0.1, w has crossed 0.
    expect(weight(model)).toBeCloseTo(-0.2, 6);
    expect(written.join("")).toBe(
      "Epoch 5: early stopping\nRestoring model weights from the end of the best epoch: 4.\n",
    );
  });
  it("follows the direction of mode", async () => {
    expect((await run({ mode: "max" })).losses).toEqual([1, 0.7]);
  });
  it("warns where the monitored value is missing, and refuses what it cannot rank", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await run({ monitor: "val_loss" });
    expect(String(warned.mock.calls[0]![0])).toMatch(/watches "val_loss", which is not there. Available: loss/);
    await expect(run({ monitor: "speed" })).rejects.toThrow(/"speed" should grow or shrink.*mode: "max"/);
  });
});

describe("terminateOnNaN", () => {
  const diverging = async (restore: boolean): Promise<{ model: Sequential; epochs: number }> => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const model = sequential([layers.dense({ units: 1, inputDim: 1, useBias: false })]);
    model.compile({ optimizer: optimizers.sgd({ learningRate: 1e15 }), loss: "mse" });
    model.setWeights([[[1]]]);
    const { epoch } = await model.fit(x, [0, 0], {
      ...quiet,
      epochs: 20,
      callbacks: callbacks.terminateOnNaN({ restore }),
    });
    return { model, epochs: epoch.length };
  };
  it("stops at the first batch whose loss is not finite", async () => {
    // w grows by 5e15 a step, the loss by its square: 2.5, 6e31, over.
    const { model, epochs } = await diverging(false);
    expect(epochs).toBe(3);
    expect(Math.abs(weight(model))).toBeGreaterThan(1e38);
    expect(written.join("")).toBe("Batch 0: Invalid loss, terminating training\n");
  });
  it("restores the state after the last finite epoch", async () => {
    const { model } = await diverging(true);
    expect(weight(model) / 2.5e31).toBeCloseTo(1, 3);
  });
  it("rejects with raiseError", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const model = descending(1);
    model.setWeights([[[NaN]]]);
    await expect(
      model.fit(x, undefined, { ...quiet, callbacks: callbacks.terminateOnNaN({ raiseError: true }) }),
    ).rejects.toThrow(/the loss is NaN at batch 0/);
  });
});

describe("lambdaCallback", () => {
  it("calls its functions, with the callback as `this` for methods", async () => {
    const seen: string[] = [];
    await descending(0.1).fit(x, undefined, {
      ...quiet,
      epochs: 2,
      callbacks: [callbacks.lambdaCallback({ onEpochEnd: (epoch) => void seen.push(`end ${epoch}`) })],
    });
    expect(seen).toEqual(["end 0", "end 1"]);
  });
  it("refuses names that are no hooks", () => {
    expect(() => callbacks.lambdaCallback({ onEpochEnds: () => undefined } as never)).toThrow(TacetError);
  });
});

it("a learning rate set by a callback applies at the next call", async () => {
  const model = descending(0.1);
  const { history } = await model.fit(x, undefined, {
    ...quiet,
    epochs: 3,
    callbacks: { onEpochEnd: (epoch) => void (model.optimizer.learningRate = epoch === 0 ? 0.5 : 0) },
  });
  expect(history.loss!.map((v) => Math.round(v * 10) / 10)).toEqual([1, 0.9, 0.4]);
});
