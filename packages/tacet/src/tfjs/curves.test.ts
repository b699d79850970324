/**
 * Models train as in TensorFlow.js: from the same weights and in the same order of rows, losses and metrics are those
 * of @tensorflow/tfjs 4.22.0 (its "cpu" back end), which ran the function `train` of this file.
 */
import { describe, expect, it } from "vitest";
import * as tf from "./index.ts";
import recorded from "./curves.json" with { type: "json" };

const grid = (rows: number, columns: number, phase: number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(3 * i + 5 * j + phase)));
const x = grid(50, 4, 1);
const numbers = x.map((row) => [row[0]! - row[1]! * row[2]!]);
const classes = x.map((row) => (row[0]! > 0.3 ? 0 : row[1]! > 0 ? 1 : 2));
const targets = {
  numbers,
  signs: numbers.map(([v]) => [v! > 0 ? 1 : 0]),
  oneHot: classes.map((k) => [0, 1, 2].map((i) => (i === k ? 1 : 0))),
  indices: classes.map((k) => [k]),
};

interface Program {
  readonly y: keyof typeof targets;
  readonly optimizer: tf.OptimizerName | tf.Optimizer;
  readonly loss: tf.LossIdentifier;
  readonly metrics?: readonly tf.MetricIdentifier[];
  readonly hidden?: tf.ActivationIdentifier;
  readonly output?: tf.ActivationIdentifier;
}
const programs: Readonly<Record<string, Program>> = {
  sgd: { y: "numbers", optimizer: "sgd", loss: "meanSquaredError", metrics: ["mae", "MSE"] },
  momentum: { y: "numbers", optimizer: tf.train.momentum(0.02, 0.9, true), loss: "meanAbsoluteError" },
  rmsprop: { y: "signs", optimizer: "rmsprop", loss: "binaryCrossentropy", output: "sigmoid", metrics: ["accuracy"] },
  adam: { y: "oneHot", optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy", output: "softmax", metrics: ["acc", tf.metrics.mse] }, // prettier-ignore
  adagrad: { y: "indices", optimizer: "adagrad", loss: "sparseCategoricalCrossentropy", output: "softmax", metrics: ["accuracy"] }, // prettier-ignore
  adamax: { y: "numbers", optimizer: "adamax", loss: (t, p) => tf.sub(t, p).abs().mean(-1), metrics: [function widest(t, p) { return tf.sub(t, p).abs().max(); }] }, // prettier-ignore
  hardSigmoid: { y: "numbers", optimizer: "adam", loss: "logcosh", hidden: "hardSigmoid" },
  labels: { y: "oneHot", optimizer: "adam", loss: "binaryCrossentropy", output: "sigmoid", metrics: ["accuracy"] },
  logits: { y: "oneHot", optimizer: "adam", loss: tf.losses.softmaxCrossEntropy, metrics: ["accuracy"] },
};

async function train({ y, optimizer, loss, metrics, hidden = "tanh", output }: Program) {
  const units = targets[y][0]!.length === 1 && y !== "indices" ? 1 : 3;
  const model = tf.sequential();
  const first = [tf.tensor2d(grid(4, 5, 2)), tf.zeros([5])];
  model.add(tf.layers.dense({ units: 5, inputShape: [4], activation: hidden, weights: first }));
  model.add(tf.layers.dense({ units, activation: output, weights: [tf.tensor2d(grid(5, units, 3)), tf.zeros([units])] })); // prettier-ignore
  model.compile({ optimizer, loss, metrics });
  const [xs, ys] = [tf.tensor2d(x), tf.tensor2d(targets[y])];
  const ends: number[] = [];
  const { history } = await model.fit(xs, ys, {
    epochs: 4,
    batchSize: 16,
    shuffle: false,
    validationSplit: 0.2,
    callbacks: { onEpochEnd: (_, logs) => void ends.push(logs.val_loss!) },
  });
  const evaluated = [await model.evaluate(xs, ys)].flat().map((t) => t.dataSync()[0]!);
  const predicted = (await model.predict(xs)) as tf.Tensor;
  return { history, ends, evaluated, predicted: [...predicted.dataSync()].slice(0, 3) };
}

const flat = (result: unknown): [path: string, value: number][] =>
  typeof result === "number"
    ? [["", result]]
    : Object.entries(result as object).flatMap(([key, value]) =>
        flat(value).map(([path, v]): [string, number] => [`${key}/${path}`, v]),
      );
describe("from the same weights, within 1e-4", () => {
  it.each(Object.entries(programs))("%s", async (name, program) => {
    const expected = new Map(flat(recorded[name as keyof typeof recorded]));
    const actual = flat(await train(program));
    expect(actual.map(([path]) => path).sort()).toEqual([...expected.keys()].sort());
    for (const [path, value] of actual)
      expect(Math.abs(value - expected.get(path)!), path).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
  });
});
