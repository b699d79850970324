/**
 * Writes matrix products: both operands are packed (pack.ts), block by block,
 * into what a register tile (tile.ts) walks through (Goto and van de Geijn 2008;
 * Van Zee and van de Geijn 2015 describe the blocking).
 */
import { bytesOf, isStatic } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import {
  blockK,
  blockLength,
  matmulTile,
  packedRowBytes,
  stepsTogether,
  tileBytes,
  type LoopVar,
  type MatmulKernel,
  type Storage,
} from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, defineFunction, i32, mul, sub, unsigned } from "./builder.ts";
import type { Expr, LoopFunction, Target } from "./loop.ts";
import { packFunction, productOf, type PackFunction, type PackRequest } from "./pack.ts";
import { edgeFunction, edgeName, tileFunction, tileName } from "./tile.ts";

function extentOf(vars: readonly LoopVar[], n: Expr, block: Block): Expr {
  const extent = productOf(vars);
  return isStatic(extent) ? constant(extent) : block.let(mul(n, constant(extent.batch)));
}
const ceil = (x: Expr, by: Expr, block: Block): Expr =>
  x.kind === "constant" && by.kind === "constant"
    ? constant(Math.ceil(x.value / by.value))
    : block.let(unsigned("div", add(x, sub(by, constant(1))), by));

/** The contracted axis, and the length and number of its blocks: `blockLength`, at run time where it grows with the batch. */
function blocksOfK(kernel: MatmulKernel, n: Expr, block: Block): { k: Expr; length: Expr; count: Expr } {
  const k = extentOf(kernel.left.k, n, block);
  if (k.kind === "constant") {
    const length = blockLength(k.value);
    return { k, length: constant(length), count: constant(Math.max(1, Math.ceil(k.value / length))) };
  }
  const atLeast = (least: number, x: Expr) => block.let(apply("max", constant(least), x));
  const wanted = atLeast(1, unsigned("div", add(k, constant(blockK / 2)), constant(blockK)));
  const even = add(ceil(k, wanted, block), constant(stepsTogether - 1));
  const length = atLeast(stepsTogether, apply("and", even, constant(-stepsTogether)));
  return { k, length, count: atLeast(1, ceil(k, length, block)) };
}
/** How many blocks a product is cut into: calls may stop between any two. */
export function blockCount(kernel: MatmulKernel, n: Expr, block: Block): Expr {
  const rows = ceil(extentOf(kernel.left.free, n, block), constant(matmulTile(kernel.dtype).blockM), block);
  return block.let(mul(mul(extentOf(kernel.batch, n, block), blocksOfK(kernel, n, block).count), rows));
}

export interface MatmulFunctions {
  readonly functions: readonly LoopFunction[];
  /** (n, begin, end, packs, result, packLeft, packRight, …pointers): runs blocks begin to end; a kept right side is packed where `packs` is not 0. */
  readonly name: string;
  readonly pointers: readonly Storage[];
}

export function writeMatmul(
  kernel: MatmulKernel,
  name: string,
  storageOf: ReadonlyMap<Node, Storage>,
  target: Target,
): MatmulFunctions {
  const { dtype, batch } = kernel;
  const tile = matmulTile(dtype);
  const bytes = bytesOf(dtype);
  const pack = (side: Pick<PackRequest, "name" | "operand" | "panel" | "rowsAllowed">) =>
    packFunction({ ...side, batch, dtype }, storageOf, target);
  const left = pack({
    name: `${name}_packLeft`,
    operand: kernel.left,
    panel: tile.rows,
    rowsAllowed: true,
  });
  const right = pack({
    name: `${name}_packRight`,
    operand: kernel.right,
    panel: tile.columns,
    rowsAllowed: false,
  });
  const pointers = [...new Set([...left.pointers, ...right.pointers])];
  const driver = defineFunction(
    name,
    [
      ["n", i32],
      ["begin", i32],
      ["end", i32],
      ["packs", i32],
      ["result", i32],
      ["packLeft", i32],
      ["packRight", i32],
      ...pointers.map((p) => [`s${p.id}`, i32] as const),
    ],
    (block, n, begin, end, packs, result, packLeft, packRight, ...given) => {
      const pointerOf = new Map(pointers.map((p, i) => [p, given[i]!]));
      const m = extentOf(kernel.left.free, n, block);
      const columns = extentOf(kernel.right.free, n, block);
      const mBlocks = ceil(m, constant(tile.blockM), block);
      const { k, length, count: kBlocks } = blocksOfK(kernel, n, block);
      const stride = block.let(mul(columns, constant(bytes)));
      const panels = mul(ceil(columns, constant(tile.columns), block), constant(tile.columns * bytes));
      const blockBytes = block.let(mul(panels, length));
      const leftPanels = block.let(add(packLeft, constant(tileBytes)));
      block.loop(begin, end, constant(1), (index, body) => {
        const mIndex = body.let(unsigned("rem", index, mBlocks));
        const outer = body.let(unsigned("div", index, mBlocks));
        const kIndex = body.let(unsigned("rem", outer, kBlocks));
        const batch = body.let(unsigned("div", outer, kBlocks));
        const k0 = body.let(mul(kIndex, length));
        const steps = body.let(apply("min", length, sub(k, k0)));
        const m0 = body.let(mul(mIndex, constant(tile.blockM)));
        const rows = body.let(apply("min", constant(tile.blockM), sub(m, m0)));
        const accumulate = body.let({ kind: "cast", type: i32, value: apply("lt", constant(0), kIndex) });
        const packed = (f: PackFunction, to: Expr, from: Expr, count: Expr, inner: Block) =>
          inner.call(f.function.name, [
            n,
            to,
            from,
            count,
            k0,
            steps,
            batch,
            ...f.pointers.map((p) => pointerOf.get(p)!),
          ]);
        // A stopped call may resume at any block: each panel of the right side is packed with the first row block of its k.
        const first = apply("eq", mIndex, constant(0));
        const packsNow = kernel.keepsRight ? apply("and", first, apply("lt", constant(0), packs)) : first;
        const rightPanels = kernel.keepsRight ? body.let(add(packRight, mul(outer, blockBytes))) : packRight;
        body.when(packsNow, (inner) => packed(right, rightPanels, constant(0), columns, inner));
        packed(left, leftPanels, m0, rows, body);
        const base = body.let(add(result, add(mul(batch, mul(m, stride)), mul(m0, stride))));
        const leftStep =
          left.layout === "rows"
            ? constant(tile.rows * packedRowBytes(dtype))
            : body.let(mul(steps, constant(tile.rows * bytes)));
        const rightStep = body.let(mul(steps, constant(tile.columns * bytes)));
        const rightAt = body.variable(rightPanels, "pb");
        body.loop(constant(0), columns, constant(tile.columns), (j, byColumn) => {
          const leftAt = byColumn.variable(leftPanels, "pa");
          const wide = byColumn.let(sub(columns, j));
          const at = byColumn.variable(add(base, mul(j, constant(bytes))), "at");
          byColumn.loop(constant(0), rows, constant(tile.rows), (i, byRow) => {
            const high = byRow.let(sub(rows, i));
            const whole = apply(
              "and",
              apply("le", constant(tile.rows), high),
              apply("le", constant(tile.columns), wide),
            );
            byRow.when(
              whole,
              (b) => b.call(tileName(dtype, left.layout), [steps, leftAt, rightAt, at, stride, accumulate]),
              (b) => {
                b.call(tileName(dtype, left.layout), [
                  steps,
                  leftAt,
                  rightAt,
                  packLeft,
                  constant(tile.columns * bytes),
                  constant(0),
                ]);
                b.call(edgeName(dtype), [
                  packLeft,
                  at,
                  b.let(apply("min", high, constant(tile.rows))),
                  b.let(apply("min", wide, constant(tile.columns))),
                  stride,
                  accumulate,
                ]);
              },
            );
            byRow.set(leftAt, add(leftAt, leftStep));
            byRow.set(at, add(at, mul(stride, constant(tile.rows))));
          });
          byColumn.set(rightAt, add(rightAt, rightStep));
        });
      });
    },
  );
  return {
    functions: [tileFunction(dtype, left.layout, target), edgeFunction(dtype), left.function, right.function, driver],
    name,
    pointers,
  };
}
