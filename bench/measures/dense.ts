/** The three dense workloads, in the public API as a user writes them, and how many operations a step takes. */
import { layers, regularizers, sequential, setRandomSeed, tensor, type Model, type Tensor } from "tacet";
import { modelStep, type Rounds } from "./model.ts";
import { classes, normals, type Training } from "./timing.ts";

export interface DenseWorkload extends Rounds {
  readonly sizes: readonly number[];
  readonly penalty?: number;
  readonly target: "normals" | "classes" | "input";
}
export const denseWorkloads = {
  regressor: { sizes: [1328, 442, 147, 50, 1], batchSize: 32, stepsPerRound: 100, penalty: 1e-4, target: "normals" },
  mnistMlp: { sizes: [784, 512, 512, 10], batchSize: 128, stepsPerRound: 50, target: "classes" },
  autoencoder: { sizes: [512, 4096, 512], batchSize: 256, stepsPerRound: 8, penalty: 1e-3, target: "input" },
} as const satisfies Record<string, DenseWorkload>;

/** Multiplications and additions of a step's matrix products: forward, kernel gradients, and all input gradients but the first. */
export function denseFlops({ sizes, batchSize }: DenseWorkload): number {
  const products = sizes.slice(1).map((size, i) => 2 * batchSize * size * (sizes[i] ?? 0));
  return products.reduce((sum, flops, i) => sum + flops * (i === 0 ? 2 : 3), 0);
}

export function denseModel({ sizes, penalty, target }: DenseWorkload): Model {
  setRandomSeed(0);
  const model = sequential();
  const [inputDim = 0, ...units] = sizes;
  units.forEach((count, i) => {
    const last = i === units.length - 1;
    model.add(
      layers.dense({
        units: count,
        ...(i === 0 && { inputDim }),
        activation: !last ? "relu" : target === "classes" ? "softmax" : "linear",
        ...(!last && penalty !== undefined && { activityRegularizer: regularizers.l1(penalty) }),
      }),
    );
  });
  model.compile({ loss: target === "classes" ? "sparse_categorical_crossentropy" : "mse", optimizer: "adam" });
  return model;
}

export function denseData({ sizes, target }: DenseWorkload, rows: number): { x: Tensor; y: Tensor } {
  const inputs = sizes[0] ?? 0;
  const outputs = sizes.at(-1) ?? 0;
  const x = tensor(normals(rows * inputs), [rows, inputs]);
  if (target === "input") return { x, y: x };
  if (target === "classes") return { x, y: tensor(classes(rows, outputs), [rows], "int32") };
  return { x, y: tensor(normals(rows * outputs, 2), [rows, outputs]) };
}

/** Milliseconds a training step. */
export const denseStep = (workload: DenseWorkload): Promise<Training> =>
  modelStep(denseModel(workload), denseData(workload, workload.batchSize * workload.stepsPerRound), workload);
