/**
 * Looks at what each stage made: verifies it, and prints it where asked to.
 * `TACET_DUMP=simplify` (or `trace`, `schedule`, `codegen`, or several, by
 * commas) prints that stage's result. A graph compiles alike everywhere, so
 * that what Node verifies need not weigh on a browser's download.
 */
import { printLoop } from "./codegen/print.ts";
import type { Inspector } from "./compile.ts";
import { printGraph, verifyGraph } from "./ir/index.ts";
import { printPlan } from "./schedule/print.ts";
import { verifyPlan } from "./schedule/verify.ts";

const dumped = new Set((process.env.TACET_DUMP ?? "").split(","));
function dump(stage: string, print: () => string): void {
  // eslint-disable-next-line no-console -- what the user asked for
  if (dumped.has(stage)) console.error(`--- ${stage}\n${print()}`);
}

/** @throws CompilerError at a stage's first defect */
export const inspector: Inspector = {
  graph(stage, graph) {
    verifyGraph(graph);
    dump(stage, () => printGraph(graph));
  },
  plan(plan) {
    verifyPlan(plan);
    dump("schedule", () => printPlan(plan));
  },
  loops(module) {
    dump("codegen", () => printLoop(module));
  },
};
