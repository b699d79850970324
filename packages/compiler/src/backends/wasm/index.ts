/** The WebAssembly backend: loop code to a compiled module that works on a memory it is given. */
import type { LoopModule, Target } from "../../codegen/loop.ts";
import { detectRelaxedSimd } from "./detect.ts";
import { emitWasm } from "./emit.ts";

export const wasmTarget: Target = { vectorBytes: 16 };

/** The functions of a program, as the runtime calls them. */
export interface WasmFunctions {
  /** Runs a step, or what is left of one: 1 when it is done, 0 when the budget ended first. */
  readonly step: (table: number, control: number, n: number) => number;
  readonly feed: (
    order: number,
    begin: number,
    count: number,
    source: number,
    target: number,
    rowBytes: number,
  ) => void;
}

/** Compiles synchronously. `strict`: no fused multiply-add, so that every engine gives the same bits. */
export function compileWasm(module: LoopModule, options: { readonly strict: boolean }): WebAssembly.Module {
  return new WebAssembly.Module(emitWasm(module, { relaxed: !options.strict && detectRelaxedSimd() }));
}
export function instantiateWasm(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmFunctions {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as WasmFunctions;
}
