/**
 * What runs programs. A session owns the memory of one model: persistent
 * buffers (weights, optimizer slots, counters, coefficients, resident data)
 * and the arenas of the programs bound to it. Programs are shared by structure
 * between sessions; buffers never are.
 */
import type { DType, StaticShape, TypedArray } from "../core/index.ts";
import type { Graph } from "./graph.ts";

/** Persistent storage. `view()` is live, valid until the session allocates again: fetch it anew each time. */
export interface Buffer {
  readonly shape: StaticShape;
  readonly dtype: DType;
  view(): TypedArray;
}

/** A compiled step, shared by every session with a graph of the same structure. */
export interface Program {
  readonly graph: Graph;
  /** Milliseconds that tracing to machine code took, 0 when it came from the cache. */
  readonly compileMilliseconds: number;
  readonly cached: boolean;
}

/** A program with its states bound to buffers of one session, its memory planned for `maxBatch` rows. */
export interface BoundProgram {
  readonly program: Program;
  readonly maxBatch: number;
  /** Live views of the batch inputs and of the outputs, planned for `maxBatch` rows. */
  input(index: number): TypedArray;
  output(index: number): TypedArray;
  /**
   * Runs one step on the first `n` rows of the inputs. Returns false when its
   * time slice ended first: call `resume` (after giving the event loop a turn)
   * until it returns true.
   */
  step(n: number): boolean;
  resume(): boolean;
  /**
   * Runs a whole pass: rows `order[begin..end)` (or begin..end) of the resident
   * `data`, one buffer [N, ...row] per batch input, `batchSize` rows a step, the
   * last step what is left. Returns false when the time slice ended first.
   */
  pass(rows: { data: readonly Buffer[]; order?: Int32Array; begin: number; end: number; batchSize: number }): boolean;
}

export interface Session {
  readonly engine: string;
  buffer(shape: StaticShape, dtype: DType, data?: ArrayLike<number>): Buffer;
  release(buffer: Buffer): void;
  /** Compiles (or finds) the graph and plans its memory; `states` are the buffers of `graph.states`, in order. */
  bind(graph: Graph, states: readonly Buffer[], maxBatch: number): BoundProgram;
  unbind(bound: BoundProgram): void;
  memory(): SessionMemory;
}

/** In bytes. */
export interface SessionMemory {
  /** Buffers, each counted once. */
  readonly persistent: number;
  /** What bound programs hold: arenas, batch inputs, outputs, literals. */
  readonly programs: number;
  /** The least that the programs could hold: what is alive at once, at the kernel where that is most. */
  readonly bound: number;
  /** What the session has taken from the machine. */
  readonly reserved: number;
}
