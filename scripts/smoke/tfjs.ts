/** A program for TensorFlow.js's layers API, for every place tacet should work in; its bits are compared. */
import { setEngine } from "tacet";
import * as tf from "tacet/tfjs";

export async function train() {
  setEngine("wasm", { strict: true });
  tf.setRandomSeed(1);
  const x = tf.range(0, 40).reshape([20, 2]).div(40);
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 4, inputShape: [2], activation: "tanh" }), tf.layers.dense({ units: 1 })],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError", metrics: ["mae"] });
  const ends: number[] = [];
  await model.fit(x, x.sum(1, true), {
    epochs: 50,
    callbacks: { onEpochEnd: (_, { loss }) => void ends.push(loss!) },
  });
  const prediction = (await model.predict(x)) as tf.Tensor;
  return { ends, prediction: Array.from(prediction.dataSync()) };
}

const host = globalThis as { process?: { argv: string[]; stdout: { write(text: string): void } } };
if (host.process?.argv[2] === "run") host.process.stdout.write(JSON.stringify(await train()));
