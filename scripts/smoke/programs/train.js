/**
 * A small training run for every place tacet should work in. Strict arithmetic
 * gives the same bits on every machine, so the places are compared exactly.
 */
import { datasets, layers, regularizers, sequential, setEngine, setRandomSeed } from "tacet";

export async function train() {
  setEngine("wasm", { strict: true });
  setRandomSeed(1);
  const { x, y } = datasets.makeCircles({ nSamples: 100, noise: 0.1, randomState: 1 });
  const model = sequential();
  model.add(layers.dense({ units: 64, inputDim: 2, activityRegularizer: regularizers.l1(0.0001) }));
  model.add(layers.activation({ activation: "relu" }));
  model.add(layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const { history } = await model.fit(x.slice(0, 30), y.slice(0, 30), {
    validationData: [x.slice(30), y.slice(30)],
    epochs: 300,
    verbose: 0,
  });
  const prediction = await model.predict(x.slice(30), { verbose: 0 });
  return { loss: history.loss, accuracy: history.accuracy, prediction: Array.from(await prediction.data()) };
}

if (globalThis.process?.argv?.[2] === "run") console.log(JSON.stringify(await train()));
