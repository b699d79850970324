/** The program of train.js by objects instead of names: what it weighs in a browser is what a small program may. */
import { sequential, setEngine, setRandomSeed } from "tacet/core";
import { relu, sigmoid } from "tacet/core/activations";
import { makeCircles } from "tacet/core/datasets";
import { Activation, Dense } from "tacet/core/layers";
import { BinaryCrossentropy } from "tacet/core/losses";
import { BinaryAccuracy } from "tacet/core/metrics";
import { Adam } from "tacet/core/optimizers";
import { L1 } from "tacet/core/regularizers";

export async function train() {
  setEngine("wasm", { strict: true });
  setRandomSeed(1);
  const { x, y } = makeCircles({ nSamples: 100, noise: 0.1, randomState: 1 });
  const model = sequential();
  model.add(new Dense({ units: 64, inputDim: 2, activityRegularizer: new L1({ l1: 0.0001 }) }));
  model.add(new Activation({ activation: relu }));
  model.add(new Dense({ units: 1, activation: sigmoid }));
  const accuracy = new BinaryAccuracy({ name: "accuracy" });
  model.compile({ loss: new BinaryCrossentropy(), optimizer: new Adam(), metrics: [accuracy] });
  const { history } = await model.fit(x.slice(0, 30), y.slice(0, 30), {
    validationData: [x.slice(30), y.slice(30)],
    epochs: 300,
    verbose: 0,
  });
  const prediction = await model.predict(x.slice(30), { verbose: 0 });
  return { loss: history.loss, accuracy: history.accuracy, prediction: Array.from(await prediction.data()) };
}

const host = globalThis as { process?: { argv: string[]; stdout: { write(text: string): void } } };
if (host.process?.argv[2] === "run") host.process.stdout.write(JSON.stringify(await train()));
