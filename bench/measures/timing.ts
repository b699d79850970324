/** How the workloads are timed: warm, several times, the best and the median kept. */
import type { BoundProgram, Buffer, SessionMemory } from "@tacet/compiler";

export interface Timing {
  /** Milliseconds a round: the least disturbed one, and the typical one. */
  readonly best: number;
  readonly median: number;
}

/** A timing, and the WebAssembly memory of the session while it trains. */
export interface Training extends Timing {
  readonly wasm: SessionMemory;
}

/** Runs once to warm up, then `rounds` times; each round does `units` units of work. */
export async function timed(rounds: number, units: number, work: () => Promise<void> | void): Promise<Timing> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    await work();
    times.push((performance.now() - begin) / units);
  }
  times.sort((a, b) => a - b);
  return { best: times[0] ?? NaN, median: times[times.length >> 1] ?? NaN };
}

/** Runs a whole pass without giving up the thread between its slices. */
export function runPass(program: BoundProgram, data: readonly Buffer[], rows: number, batchSize: number): void {
  let done = program.pass({ data, begin: 0, end: rows, batchSize });
  while (!done) done = program.resume();
}

/** Standard normal numbers from a small generator of its own: the same in every run and on every machine. */
export function normals(count: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  const uniform = (): number => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++)
    values[i] = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return values;
}
/** Class indices, all classes in turn. */
export const classes = (count: number, of: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i % of);
