/**
 * A network whose relus have died: its gradients are 0, so that Adam's slots
 * shrink until they would be denormal numbers, on which arithmetic is many
 * times slower. Each round is 500 steps; the last must cost what the first does.
 */
import { layers, sequential, setRandomSeed, tensor } from "tacet";
import { normals } from "./timing.ts";

const [rows, inputs, units] = [32, 64, 512] as const;

/** Milliseconds a step in each of ten rounds of 500. */
export async function deadRelu(): Promise<number[]> {
  setRandomSeed(0);
  const model = sequential();
  model.add(layers.dense({ units, inputDim: inputs, activation: "relu" }));
  model.add(layers.dense({ units: 1 }));
  model.compile({ loss: "mse", optimizer: "adam" });
  const x = tensor(normals(rows * inputs), [rows, inputs]);
  const y = tensor(normals(rows, 2), [rows, 1]);
  const train = (epochs: number) => model.fit(x, y, { epochs, batchSize: rows, verbose: 0 });
  // Alive first, so that the slots hold something; this warms up, too.
  await train(500);
  const [kernel, , ...rest] = model.getWeights();
  if (!kernel) throw new Error("the dense layer has no kernel");
  model.setWeights([kernel, tensor(new Float32Array(units).fill(-1000), [units]), ...rest]);
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    const begin = performance.now();
    await train(500);
    times.push((performance.now() - begin) / 500);
  }
  return times;
}
