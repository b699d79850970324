/** What it takes until a model that is built trains: tracing, compiling and the first step, in a process that has compiled nothing before. */
import { layers, sequential, tensor } from "tacet";
import { caseStudy } from "./caseStudy.ts";
import { normals } from "./timing.ts";

/** Milliseconds to the end of the first epoch with validation: two programs are traced and compiled, and hardly anything trained. */
export async function caseStudyCompile(): Promise<number> {
  const { fit } = caseStudy();
  const begin = performance.now();
  await fit(1);
  return performance.now() - begin;
}

/** Milliseconds to the end of the first step of a network of 30 dense layers. */
export async function deepCompile(): Promise<number> {
  const x = tensor(normals(32 * 64), [32, 64]);
  const model = sequential();
  for (let i = 0; i < 30; i++)
    model.add(layers.dense({ units: 64, activation: "relu", ...(i === 0 && { inputDim: 64 }) }));
  model.compile({ loss: "mse", optimizer: "adam" });
  const begin = performance.now();
  await model.fit(x, x, { epochs: 1, verbose: 0 });
  return performance.now() - begin;
}
