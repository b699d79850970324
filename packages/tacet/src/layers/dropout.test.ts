import { tensor } from "@tacet/compiler";
import { expect, it } from "vitest";
import { layers, sequential, setRandomSeed } from "../index.ts";
import { checkLayer } from "../testing/checkLayer.ts";

const ones = tensor(Array.from({ length: 2 }, () => Array.from({ length: 8 }, () => 1)));

it("meets the standard of layers, gradients within a relative 1e-6", () =>
  checkLayer((common) => layers.dropout({ rate: 0.5, ...common }), { input: [2, 3], output: [2, 3], weights: [] }));

it("passes its input on outside training", async () => {
  const model = sequential([layers.dropout({ rate: 0.5, inputShape: [8] })]);
  expect(await (await model.predict(ones, { verbose: 0 })).array()).toEqual(await ones.array());
});

it("draws Keras's masks in training, another each step", async () => {
  setRandomSeed(1);
  const model = sequential([layers.dropout({ rate: 0.25, inputShape: [8] })]);
  const sums: number[] = [];
  // As keras.utils.set_random_seed(1) and three train_on_batch give. The mean of |y - 0| over the batch is what is kept, times 1 / 0.75.
  model.compile({ optimizer: "sgd", loss: "mae" });
  for (let step = 0; step < 3; step++) {
    model.resetMetrics();
    sums.push((await model.trainOnBatch(ones, ones.mul(0))).loss!);
  }
  expect(sums.map((v) => Math.round(v * 12))).toEqual([11, 14, 14]);
});
it("refuses rates outside 0 to 1", () => {
  expect(() => layers.dropout({ rate: 1.5 })).toThrow(
    /Dropout: expected rate to be a number from 0 to 1, received 1.5/,
  );
});
