/**
 * Draws a program from a seed: a sequential or functional model of everything that is registered, how it is compiled, its
 * data, and what is done with it. `program.ts` and `generate/program.py` run it.
 */
import type { Program } from "../program.ts";
import { Draw } from "./draw.ts";
import { drawFunctional } from "./functional.ts";
import { averages, drawOptimizer } from "./optimizers.ts";
import { drawMeasures } from "./outputs.ts";
import { drawRow } from "./row.ts";
import { drawTraining } from "./training.ts";

/** A program, and what is to be known to compare what it leaves. */
export interface LiveProgram extends Program {
  readonly floatx: "float32" | "float64";
  /** Keys of losses and metrics that may be near 0 by cancellation: their errors are compared to 1 at least. */
  readonly signed: readonly string[];
}

/** A fifth of all programs, in float64, where what JAX draws is different: weights are copied, nothing else random. */
const inDoubles = (seed: number): boolean => seed % 5 === 4;

export function drawProgram(seed: number): LiveProgram {
  const d = new Draw(seed);
  const floatx = inDoubles(seed) ? "float64" : "float32";
  const random = floatx === "float32";
  const model = d.chance(0.6) ? drawFunctional(d, random) : drawRow(d, random);
  // By name, Keras wants targets for every output.
  const partial = model.outputs.some(({ measured }) => !measured) && d.chance(0.5) && model.outputForm === "list";
  const { measures, signed } = drawMeasures(d, model, partial);
  const optimizer = drawOptimizer(d) as Program["compile"]["optimizer"];
  const { data, steps } = drawTraining(d, model, floatx, { partial, ends: averages(optimizer) });
  return {
    seed: d.whole(0, 2 ** 31 - 1),
    floatx,
    signed,
    data,
    ...model.program,
    compile: { ...measures, optimizer, activityReduction: d.one(["batch_mean", "sum"] as const) },
    steps,
  };
}
