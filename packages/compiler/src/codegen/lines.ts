/**
 * What kernels that walk along one axis share: the loops over the other axes
 * are one, over line numbers, and the work on a line is cut into steps, so that
 * a call can stop between any two of them.
 */
import { isStatic, sizeOf, type Extent } from "../core/index.ts";
import type { CumulateKernel, LoopVar, SortKernel } from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, mul, unsigned } from "./builder.ts";
import type { Expr } from "./loop.ts";
import type { ValueWriter } from "./values.ts";

export type LineKernel = CumulateKernel | SortKernel;

/** A step of a cumulate folds this many elements at most. */
export const cumulated = 65536;
/** Sorting starts with runs this long, which it makes by insertion. */
export const runLength = 16;
/** So few places are kept by inserting each element into the list of the best so far. */
const shortList = 32;
/** How many places a sort keeps by insertion alone; undefined where it merges. */
export const inserted = ({ count }: SortKernel): number | undefined =>
  isStatic(count) && count <= shortList ? count : undefined;

/** Steps on each line of this many elements: the blocks of a cumulate; of a sort, the runs and the rounds of merging them. */
export function stepsOf(kernel: LineKernel, length: number): number {
  if (kernel.kind === "cumulate") return Math.ceil(length / cumulated);
  return inserted(kernel) === undefined ? 1 + Math.max(0, Math.ceil(Math.log2(length / runLength))) : 1;
}
/** The same in loop code. */
export function writeSteps(kernel: LineKernel, block: Block, length: Expr): Expr {
  if (length.kind === "constant") return constant(stepsOf(kernel, length.value));
  if (kernel.kind === "cumulate")
    return block.let(unsigned("div", add(length, constant(cumulated - 1)), constant(cumulated)));
  if (inserted(kernel) !== undefined) return constant(1);
  const steps = block.variable(constant(1), "steps");
  const width = block.variable(constant(runLength), "width");
  block.whilst(apply("lt", width, length), (b) => {
    b.set(steps, add(steps, constant(1)));
    b.set(width, mul(width, constant(2)));
  });
  return block.let(steps);
}
export const lineCount = (kernel: LineKernel): Extent => sizeOf(kernel.lines.map((v) => v.extent));

/** Steps begin to before end, counted over all lines: `write` gets the number of the step on its line, whose loop variables are bound. */
export function eachStep(
  kernel: LineKernel,
  writer: ValueWriter,
  steps: Expr,
  range: { readonly begin: Expr; readonly end: Expr },
  write: (step: Expr) => void,
): void {
  writer.block.loop(range.begin, range.end, constant(1), (unit, block) => {
    const only = steps.kind === "constant" && steps.value === 1;
    const line = only ? unit : block.let(unsigned("div", unit, steps));
    const step = only ? constant(0) : block.let(unsigned("rem", unit, steps));
    writer.within(block, undefined, undefined, () => bind(writer, kernel.lines, line, () => write(step)));
  });
}
/** Takes a line's number apart into the loop variables, the last one first. */
function bind(writer: ValueWriter, vars: readonly LoopVar[], line: Expr, write: () => void): void {
  const last = vars[vars.length - 1];
  if (!last) return write();
  const { block } = writer;
  const rest = vars.slice(0, -1);
  const extent = writer.extent(last.extent);
  const index = rest.length === 0 ? line : block.let(unsigned("rem", line, extent));
  const outer = rest.length === 0 ? line : block.let(unsigned("div", line, extent));
  writer.within(block, last, index, () => bind(writer, rest, outer, write));
}
