/**
 * The table of contents of the compiler: from a graph to a program, pass by
 * pass. An inspector sees what each makes: in Node the one that verifies and
 * prints (inspect.ts), in the browser none.
 */
import { compileWasm, wasmTarget } from "./backends/wasm/index.ts";
import type { LoopModule } from "./codegen/loop.ts";
import { writeProgram } from "./codegen/program.ts";
import type { Graph, Session } from "./ir/index.ts";
import { createWasmSession, type CompiledProgram } from "./runtime/session.ts";
import { forgetKeys, schedule, type Plan } from "./schedule/index.ts";
import { graphKey, simplify } from "./simplify/index.ts";

export interface CompileOptions {
  /** No fused multiply-add: the same bits on every machine. */
  readonly strict: boolean;
}

/** What looks at the result of each stage: `inspect.ts` verifies and prints it. */
export interface Inspector {
  graph(stage: "trace" | "simplify", graph: Graph): void;
  plan(plan: Plan): void;
  loops(module: LoopModule): void;
}
let inspector: Inspector | undefined;
/** Inspects every compilation from now on. */
export function setInspector(chosen: Inspector): void {
  inspector = chosen;
}

/** The stages up to the plan. */
export function planOf(graph: Graph, inspected = inspector): Plan {
  inspected?.graph("trace", graph);
  const simple = simplify(graph);
  inspected?.graph("simplify", simple);
  const plan = schedule(simple);
  inspected?.plan(plan);
  return plan;
}
function build(graph: Graph, options: CompileOptions): CompiledProgram {
  const started = performance.now();
  const plan = planOf(graph);
  const { module, slots } = writeProgram(plan, wasmTarget);
  inspector?.loops(module);
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
