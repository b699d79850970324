/** What it takes until a model trains: building, tracing, compiling and the first step, in a process that has done nothing before. */
import { layers, sequential, tensor } from "tacet";
import { caseStudy } from "./caseStudy.ts";
import { normals } from "./timing.ts";

/** Milliseconds to the end of the first epoch with validation: three programs' worth of compiling, hardly any training. */
export async function caseStudyCompile(): Promise<number> {
  const begin = performance.now();
  await caseStudy().fit(1);
  return performance.now() - begin;
}

/** Milliseconds to the end of the first step of a network of 30 dense layers. */
export async function deepCompile(): Promise<number> {
  const x = tensor(normals(32 * 64), [32, 64]);
  const begin = performance.now();
  const model = sequential();
  for (let i = 0; i < 30; i++)
    model.add(layers.dense({ units: 64, activation: "relu", ...(i === 0 && { inputDim: 64 }) }));
  model.compile({ loss: "mse", optimizer: "adam" });
  await model.fit(x, x, { epochs: 1, verbose: 0 });
  return performance.now() - begin;
}
