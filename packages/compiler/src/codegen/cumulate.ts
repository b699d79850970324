/**
 * Writes running folds: element after element along the axis, in blocks. A
 * block goes on from the last result of the one before, so that sums are added
 * up in one order wherever a call stops.
 */
import type { Node } from "../ir/index.ts";
import type { CumulateKernel, Storage } from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, load, mul, scalar, sub } from "./builder.ts";
import { combine, emptyOf } from "./folds.ts";
import { cumulated, eachStep, writeSteps } from "./lines.ts";
import type { Expr } from "./loop.ts";
import type { Part } from "./loops.ts";
import { laneOf, ValueWriter } from "./values.ts";

export function writeCumulate(
  kernel: CumulateKernel,
  block: Block,
  pointers: ReadonlyMap<Storage, Expr>,
  storageOf: ReadonlyMap<Node, Storage>,
  n: Expr,
  range: Part,
): void {
  const { fn, dtype, reverse, along, at, target } = kernel;
  const writer = new ValueWriter(block, pointers, storageOf, n, new Set(), false);
  const type = scalar(laneOf(dtype));
  const length = writer.extent(along.extent);
  const last = sub(length, constant(1));
  const steps = writeSteps(kernel, block, length);
  const place = (i: Expr): Expr => (reverse ? sub(last, i) : i);
  eachStep(kernel, writer, steps, range, (step) => {
    const outer = writer.block;
    const from = outer.let(mul(step, constant(cumulated)));
    const to = outer.let(apply("min", length, add(from, constant(cumulated))));
    const sum = outer.variable(constant(emptyOf(fn, dtype), type), "sum");
    if (steps.kind !== "constant" || steps.value > 1)
      outer.when(apply("lt", constant(0), step), (b) => {
        const before = b.let(place(sub(from, constant(1))));
        writer.within(b, along, before, () => {
          const { address, offset } = writer.address(target, at);
          b.set(sum, load(type, address, offset));
        });
      });
    outer.loop(from, to, constant(1), (i, b) =>
      writer.within(b, along, b.let(place(i)), () => {
        b.set(sum, combine(fn, sum, { value: writer.write(kernel.value) }));
        writer.store(target, at, sum, undefined);
      }),
    );
  });
}
