/** A graph through every stage but the last, each verified: loop code for narrow vectors and for wide ones. */
import { writeProgram } from "../codegen/program.ts";
import { verifyLoop } from "../codegen/verifyLoop.ts";
import { planOf } from "../compile.ts";
import { inspector } from "../inspect.ts";
import type { Graph } from "../ir/index.ts";

/** Throws CompilerError at the first defect. */
export function verifyStages(graph: Graph): void {
  const plan = planOf(graph, inspector);
  for (const vectorBytes of [16, 64] as const) verifyLoop(writeProgram(plan, { vectorBytes }).module);
}
