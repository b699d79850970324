/**
 * The check every backend is held to: one graph in two sessions, at several
 * batch sizes, gives the same outputs and leaves the same states.
 */
import { extentAt, isFloating, shapeAt, sizeOf, type DType, type Shape, type TypedArray } from "../core/index.ts";
import { describeNode, printGraph, type BoundProgram, type Graph, type Node, type Session } from "../ir/index.ts";
import type { GraphData } from "./draft.ts";
import { verifyStages } from "./stages.ts";

/**
 * How far a float may be from the expected one: the sum of what is given.
 * Nothing given means equal; NaN equals NaN, and 0 equals -0. Integers and
 * bools are always equal.
 */
export interface Tolerance {
  /** Units of the last place of the dtype at the expected value. */
  readonly ulp?: number;
  /** Relative to the expected value. */
  readonly relative?: number;
  /** Relative to the largest expected magnitude of the array: for sums, whose terms cancel. */
  readonly scaled?: number;
  readonly absolute?: number;
  /** Tells 0 from -0. */
  readonly signedZero?: true;
}
export interface CompareOptions {
  /** Batch sizes, each run from the same states; the program is bound once, for the largest. Default 32, 6, 1. */
  readonly batches?: readonly number[];
  /** Printed with a mismatch. */
  readonly label?: string;
  /** By output, then by update, where they are not all held to one. */
  readonly tolerances?: readonly (Tolerance | undefined)[];
}

/** Throws with the worst element and the graph where `actual` differs from `expected` by more than the tolerance. */
export function compareSessions(
  graph: Graph,
  expected: () => Session,
  actual: () => Session,
  data: GraphData,
  tolerance: Tolerance = {},
  options: CompareOptions = {},
): void {
  verifyStages(graph);
  const { batches = [32, 6, 1], tolerances = [] } = options;
  const limit = Math.max(...batches);
  const fail = (message: string): never => {
    throw new Error(`${options.label ? `${options.label}: ` : ""}${message}\n${printGraph(graph)}`);
  };
  const [reference, tested] = [open(graph, expected(), data, limit), open(graph, actual(), data, limit)];
  try {
    for (const n of batches) {
      for (const side of [reference, tested]) side.run(n);
      const compare = (what: string, node: Node, index: number, a: TypedArray, b: TypedArray) => {
        const found = difference(node.dtype, a, b, tolerances[index] ?? tolerance);
        if (found)
          fail(
            `${what} (${describeNode(node)}) with ${n} rows ${describeAt(node.shape, n, found.index)}: expected ${found.expected}, received ${found.actual} (${found.excess}; ${found.count} of ${a.length} elements are off)`,
          );
      };
      graph.outputs.forEach((node, i) => compare(`output ${i}`, node, i, reference.output(i, n), tested.output(i, n)));
      graph.states.forEach((node, i) => {
        const update = graph.updates.findIndex((u) => u.state === node);
        const whole = graph.outputs.length + update;
        if (update < 0) {
          const found = difference(node.dtype, data.states[i]!, tested.state(i), {});
          if (found)
            fail(
              `state ${i} (${describeNode(node)}) has no update and changed with ${n} rows, element ${found.index}: from ${found.expected} to ${found.actual}`,
            );
        } else compare(`state ${i} after the step`, node, whole, reference.state(i), tested.state(i));
      });
    }
  } finally {
    reference.close();
    tested.close();
  }
}

/** A graph bound in a session with buffers of its own. */
export function open(graph: Graph, session: Session, data: GraphData, maxBatch: number) {
  const states = graph.states.map((s, i) => session.buffer(s.shape as readonly number[], s.dtype, data.states[i]));
  const bound = session.bind(graph, states, maxBatch);
  return {
    bound,
    /** One step from the data's states. */
    run(n: number): void {
      states.forEach((s, i) => s.view().set(data.states[i]!));
      data.inputs(n).forEach((values, i) => bound.input(i).set(values));
      finish(bound, bound.step(n));
    },
    output: (i: number, n: number): TypedArray =>
      bound.output(i).slice(0, extentAt(sizeOf(graph.outputs[i]!.shape), n)),
    state: (i: number): TypedArray => states[i]!.view().slice(),
    close(): void {
      session.unbind(bound);
      for (const s of states) session.release(s);
    },
  };
}
/** Resumes until done. */
export function finish(bound: BoundProgram, done: boolean): void {
  let finished = done;
  while (!finished) finished = bound.resume();
}

interface Difference {
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
  readonly excess: string;
  readonly count: number;
}
/** The worst element beyond the tolerance. */
export function difference(
  dtype: DType,
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  tolerance: Tolerance,
): Difference | undefined {
  if (expected.length !== actual.length)
    return {
      index: 0,
      expected: expected.length,
      actual: actual.length,
      excess: "lengths differ",
      count: expected.length,
    };
  const { ulp = 0, relative = 0, scaled = 0, absolute = 0, signedZero }: Tolerance = isFloating(dtype) ? tolerance : {};
  const magnitude = Array.from(expected).reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
  const exact = ulp + relative + scaled + absolute === 0;
  let worst: { index: number; excess: number } | undefined;
  let count = 0;
  for (let i = 0; i < expected.length; i++) {
    const [e, a] = [expected[i]!, actual[i]!];
    if (signedZero ? Object.is(e, a) : e === a || (Number.isNaN(e) && Number.isNaN(a))) continue;
    const unit = unitOfLastPlace(dtype, finite(dtype, e));
    const bound = ulp * unit + relative * finite(dtype, Math.abs(e)) + scaled * magnitude + absolute;
    const error = Math.abs(finite(dtype, a) - finite(dtype, e));
    if (error <= bound && error > 0) continue;
    count++;
    const excess = Number.isNaN(error) ? Infinity : error / (bound || unit);
    if (!worst || excess > worst.excess) worst = { index: i, excess };
  }
  if (!worst) return undefined;
  const { index, excess } = worst;
  return {
    index,
    expected: expected[index]!,
    actual: actual[index]!,
    excess: `${excess.toPrecision(3)} ${exact ? "ulp" : "times the bound"}`,
    count,
  };
}
/** The distance from |x| to the next number up, of the dtype. */
function unitOfLastPlace(dtype: DType, x: number): number {
  if (!isFloating(dtype)) return 1;
  const [digits, lowest] = dtype === "float32" ? [23, -126] : [52, -1022];
  const exponent = x === 0 || Number.isNaN(x) ? lowest : Math.max(Math.floor(Math.log2(Math.abs(x))), lowest);
  return 2 ** (exponent - digits);
}
/** What rounds to infinity in one order of operations may stay just below it in another: infinity counts as the number after the last. */
function finite(dtype: DType, x: number): number {
  const beyond = dtype === "float32" ? 2 ** 128 : Number.MAX_VALUE;
  return Math.max(-beyond, Math.min(beyond, x));
}
function describeAt(shape: Shape, n: number, index: number): string {
  const position: number[] = [];
  let rest = index;
  for (const extent of shapeAt(shape, n).reverse()) {
    position.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return `at [${position.join(", ")}]`;
}
