/** Writes the sums of rows that share an index: zeros first, then each update in ascending order; an index outside adds nothing. */
import { bytesOf, multiplyExtents, type Extent } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import type { LoopVar, ScatterKernel, Storage } from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, load, mul, scalar } from "./builder.ts";
import type { Expr } from "./loop.ts";
import { laneOf, ValueWriter } from "./values.ts";

export function writeScatter(
  kernel: ScatterKernel,
  block: Block,
  pointers: ReadonlyMap<Storage, Expr>,
  storageOf: ReadonlyMap<Node, Storage>,
  n: Expr,
): void {
  const writer = new ValueWriter(block, pointers, storageOf, n, new Set(), false);
  const type = scalar(laneOf(kernel.dtype));
  const bytes = bytesOf(kernel.dtype);
  const target = writer.pointer(kernel.target);
  const total: Extent = multiplyExtents(kernel.rows, kernel.rowSize);
  block.loop(constant(0), writer.extent(total), constant(1), (i, inner) =>
    inner.store(inner.let(add(target, mul(i, constant(bytes)))), 0, constant(0, type)),
  );
  const nest = (vars: readonly LoopVar[], body: () => void): void => {
    const [first, ...rest] = vars;
    if (!first) return body();
    writer.block.loop(constant(0), writer.extent(first.extent), constant(1), (i, inner) =>
      writer.within(inner, first, i, () => nest(rest, body)),
    );
  };
  nest(kernel.indices, () => {
    const index = writer.write(kernel.index);
    const inside = apply("and", apply("le", constant(0), index), apply("lt", index, writer.extent(kernel.rows)));
    writer.block.when(inside, (b) =>
      writer.within(b, undefined, undefined, () => {
        const base = b.let(add(target, mul(index, mul(writer.extent(kernel.rowSize), constant(bytes)))));
        nest(kernel.row, () => {
          const at = writer.position(kernel.rowAt);
          const address = writer.block.let(add(base, mul(at, constant(bytes))));
          writer.block.store(address, 0, apply("add", load(type, address), writer.write(kernel.update)));
        });
      }),
    );
  });
}
