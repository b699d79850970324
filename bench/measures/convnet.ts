/** The convolutional workload, in the public API as a user writes it. */
import { layers, regularizers, sequential, setRandomSeed, tensor, type Model } from "tacet";
import { modelStep } from "./model.ts";
import { classes, normals, type Training } from "./timing.ts";

const rounds = { batchSize: 128, stepsPerRound: 2, rounds: 8 };
/** Of a step's products: both convolutions and the dense layer; no input gradient for the first. */
export const convnetFlops = 2 * 128 * (2 * 26 * 26 * 32 * 9 + 3 * 11 * 11 * 64 * 288 + 3 * 1600 * 10);

export function convnet(): Model {
  setRandomSeed(0);
  const convolution = (filters: number) =>
    layers.conv2d({ filters, kernelSize: 3, activation: "relu", activityRegularizer: regularizers.l1(1e-5) });
  const model = sequential([
    layers.input({ shape: [28, 28, 1] }),
    convolution(32),
    layers.maxPooling2d(),
    convolution(64),
    layers.maxPooling2d(),
    layers.flatten(),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 10, activation: "softmax" }),
  ]);
  model.compile({ loss: "sparse_categorical_crossentropy", optimizer: "adam" });
  return model;
}

/** Milliseconds a training step. */
export function convnetStep(): Promise<Training> {
  const count = rounds.batchSize * rounds.stepsPerRound;
  const x = tensor(normals(count * 28 * 28, 7), [count, 28, 28, 1]);
  return modelStep(convnet(), { x, y: tensor(classes(count, 10), [count], "int32") }, rounds);
}
