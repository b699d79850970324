/**
 * Many modules of loop code as one, so that a C compiler is started once for
 * all of them: functions of equal code become one, whatever their names were.
 */
import type { LoopFunction, LoopModule } from "../codegen/loop.ts";
import { renameCalls } from "../codegen/walk.ts";

export interface MergedModules {
  readonly module: LoopModule;
  /** The name that a module's export has in the merged one. */
  nameOf(module: LoopModule, exported: string): string;
}

export function mergeModules(modules: readonly LoopModule[]): MergedModules {
  const functions = new Map<string, LoopFunction>();
  const names = new Map<LoopModule, ReadonlyMap<string, string>>();
  const exports = new Set<string>();
  for (const module of modules) {
    const renamed = new Map<string, string>();
    // A function stands behind those that it calls.
    for (const fn of module.functions) {
      const plain = { ...fn, name: "", body: renameCalls(fn.body, renamed) };
      const key = JSON.stringify(plain, (_, v: unknown) => (typeof v === "number" ? exactly(v) : v));
      const name = functions.get(key)?.name ?? `f${functions.size}`;
      functions.set(key, { ...plain, name });
      renamed.set(fn.name, name);
      if (module.exports.includes(fn.name)) exports.add(name);
    }
    names.set(module, renamed);
  }
  return {
    module: { functions: [...functions.values()], exports: [...exports] },
    nameOf: (module, exported) => names.get(module)!.get(exported)!,
  };
}

/** JSON knows neither infinities nor NaN nor -0. */
const exactly = (v: number): string => (Object.is(v, -0) ? "-0" : String(v));
