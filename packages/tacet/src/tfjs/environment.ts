/**
 * What TensorFlow.js needs to manage memory and back ends, and tacet does not: it is here so that programs run.
 * Source: tfjs-core/src/globals.ts.
 */

/** Calls the function; nothing has to be freed. */
export function tidy<T>(nameOrFn: string | (() => T), fn?: () => T): T {
  return (typeof nameOrFn === "function" ? nameOrFn : fn!)();
}
/** Gives back what it was given. */
export const keep = <T>(result: T): T => result;
/** Does nothing: memory is the garbage collector's. */
export function dispose(_container?: unknown): void {}
export function disposeVariables(): void {}
/** Nothing is counted. */
export const memory = () => ({ numTensors: 0, numDataBuffers: 0, numBytes: 0, unreliable: true });
export const ready = (): Promise<void> => Promise.resolve();
/** Of no effect: use `setEngine` of tacet. */
export const setBackend = (_backendName: string): Promise<boolean> => Promise.resolve(true);
export const getBackend = (): string => "wasm";
export function enableProdMode(): void {}
export function enableDebugMode(): void {}
/** Resolves when a page has drawn its next frame; elsewhere, in the next turn. */
export function nextFrame(): Promise<void> {
  const host = globalThis as { requestAnimationFrame?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (host.requestAnimationFrame) host.requestAnimationFrame(() => resolve());
    else setTimeout(resolve);
  });
}
/** How long a function took. */
export async function time(f: () => unknown): Promise<{ wallMs: number; kernelMs: number }> {
  const begin = performance.now();
  await f();
  const wallMs = performance.now() - begin;
  return { wallMs, kernelMs: wallMs };
}
/** Flags are kept, and have no effect. */
const flags = new Map<string, boolean | number | string>();
const environment = {
  get: (name: string) => flags.get(name),
  getBool: (name: string): boolean => Boolean(flags.get(name)),
  getNumber: (name: string): number => Number(flags.get(name) ?? 0),
  set: (name: string, value: boolean | number | string): void => void flags.set(name, value),
} as const;
export const env = (): typeof environment => environment;
