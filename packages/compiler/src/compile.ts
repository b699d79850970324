/**
 * The table of contents of the compiler: from a graph to a program, pass by
 * pass, each checked and printable. `TACET_DUMP=simplify` (or `trace`,
 * `schedule`, `codegen`, or several, by commas) prints that stage's result.
 */
import { compileWasm, wasmTarget } from "./backends/wasm/index.ts";
import { printLoop } from "./codegen/print.ts";
import { writeProgram } from "./codegen/program.ts";
import type { Session } from "./ir/index.ts";
import { printGraph, verifyGraph, type Graph } from "./ir/index.ts";
import { createWasmSession, type CompiledProgram } from "./runtime/session.ts";
import { printPlan } from "./schedule/print.ts";
import { forgetKeys, schedule, type Plan } from "./schedule/index.ts";
import { graphKey, simplify } from "./simplify/index.ts";
import { verifyPlan } from "./schedule/verify.ts";

export interface CompileOptions {
  /** No fused multiply-add: the same bits on every machine. */
  readonly strict: boolean;
}

const environment = (name: string): string | undefined =>
  typeof process === "undefined" ? undefined : process.env[name];
const dumped = new Set((environment("TACET_DUMP") ?? "").split(","));
function dump(stage: string, print: () => string): void {
  // eslint-disable-next-line no-console -- what the user asked for
  if (dumped.has(stage)) console.error(`--- ${stage}\n${print()}`);
}

/** The stages up to the plan. */
export function planOf(graph: Graph): Plan {
  verifyGraph(graph);
  dump("trace", () => printGraph(graph));
  const simple = simplify(graph);
  verifyGraph(simple);
  dump("simplify", () => printGraph(simple));
  const plan = schedule(simple);
  verifyPlan(plan);
  dump("schedule", () => printPlan(plan));
  return plan;
}
function build(graph: Graph, options: CompileOptions): CompiledProgram {
  const started = performance.now();
  const plan = planOf(graph);
  const { module, slots } = writeProgram(plan, wasmTarget);
  dump("codegen", () => printLoop(module));
  const compiled = compileWasm(module, options);
  forgetKeys();
  return { plan, slots, module: compiled, milliseconds: performance.now() - started };
}

/** Programs kept, the least recently used dropped first. */
const kept = 64;
const cache = new Map<string, CompiledProgram>();
let compilations = 0;
/** How many graphs were compiled so far in this process, not counting those found in the cache. */
export const compilationCount = (): number => compilations;

/** Compiles a graph, or finds the program of a graph with the same structure. */
export function compile(
  graph: Graph,
  options: CompileOptions,
): { readonly compiled: CompiledProgram; readonly cached: boolean } {
  const key = `${options.strict}:${graphKey(graph)}`;
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return { compiled: known, cached: true };
  }
  const compiled = build(graph, options);
  compilations++;
  cache.set(key, compiled);
  if (cache.size > kept) cache.delete(cache.keys().next().value!);
  return { compiled, cached: false };
}

/** A session on WebAssembly. */
export const createSession = (options: CompileOptions = { strict: false }): Session =>
  createWasmSession({ compile: (graph) => compile(graph, options) });
