/** The recurrent workload, in the public API as a user writes it. */
import { layers, regularizers, sequential, setRandomSeed, tensor, type Model } from "tacet";
import { modelStep } from "./model.ts";
import { normals, type Training } from "./timing.ts";

const rounds = { batchSize: 32, stepsPerRound: 2, rounds: 8 };
const [steps, features, units] = [100, 32, 128] as const;
/** Of a step's products: those of the input and of the states, forwards and back, but for the gradient of the input. */
export const lstmFlops = 2 * 32 * (steps * 4 * units * (2 * features + 3 * units) + 3 * units);

export function lstm(): Model {
  setRandomSeed(0);
  const model = sequential([
    layers.input({ shape: [steps, features] }),
    layers.lstm({ units, activityRegularizer: regularizers.l1(1e-5) }),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ loss: "mse", optimizer: "adam" });
  return model;
}

/** Milliseconds a training step. */
export function lstmStep(): Promise<Training> {
  const count = rounds.batchSize * rounds.stepsPerRound;
  const x = tensor(normals(count * steps * features, 7), [count, steps, features]);
  return modelStep(lstm(), { x, y: tensor(normals(count, 8), [count, 1]) }, rounds);
}
