/** SwapEMAWeights: which weights the model holds at each hook. Its numbers in training are goldens. */
import { expect, it } from "vitest";
import { callbacks, layers, optimizers, sequential, tensor, type Sequential } from "../index.ts";

/** One weight of 0 that falls by 2 each step, with averages of half the way: -2, then -3. */
function make(useEma = true): Sequential {
  const model = sequential([
    layers.dense({ units: 1, inputDim: 1, useBias: false, kernelInitializer: "zeros", name: "d" }),
  ]);
  model.compile({
    optimizer: optimizers.sgd({ learningRate: 1, useEma, emaMomentum: 0.5 }),
    loss: (_, prediction) => prediction.mul(2),
  });
  return model;
}
const x = tensor([[1]]);
const weightOf = async (model: Sequential) => (await model.getWeights()[0]!.data())[0];

it("shows averages to validation, and with swapOnEpoch from the end of an epoch to the next", async () => {
  for (const [swapOnEpoch, atTheEnd] of [
    [false, -4],
    [true, -3],
  ] as const) {
    const model = make();
    const seen: (number | undefined)[] = [];
    const look = async () => void seen.push(await weightOf(model));
    await model.fit(x, x, {
      verbose: 0,
      epochs: 2,
      validationData: [x, x],
      callbacks: [
        callbacks.swapEMAWeights({ swapOnEpoch }),
        { onEpochBegin: look, onTestBegin: look, onEpochEnd: look },
      ],
    });
    expect(seen).toEqual([0, -2, -2, -2, -3, atTheEnd]);
    // What fit ends with either way.
    expect(await weightOf(model)).toBe(-3);
  }
});
it("puts the weights back after evaluate and predict", async () => {
  const model = make();
  await model.trainOnBatch(x, x);
  await model.trainOnBatch(x, x);
  const swap = callbacks.swapEMAWeights();
  const prediction = await model.predict(x, { verbose: 0, callbacks: swap });
  const { loss } = await model.evaluate(x, x, { verbose: 0, callbacks: swap });
  expect([await prediction.array(), loss, await weightOf(model)]).toEqual([[[-3]], -6, -4]);
});
it("needs an optimizer that keeps averages", async () => {
  const run = make(false).fit(x, x, { verbose: 0, validationData: [x, x], callbacks: callbacks.swapEMAWeights() });
  await expect(run).rejects.toThrow("swapEMAWeights: expected a model that was trained by an optimizer with useEma");
});
