/** The innermost part of a matrix product: a tile of the result in registers, and what of it lies inside the result. */
import { bytesOf, type DType } from "../core/index.ts";
import { matmulTile, packedRowBytes } from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, defineFunction, i32, load, mul, scalar, splat } from "./builder.ts";
import type { Expr, LoopFunction, LoopType, Target } from "./loop.ts";
import type { Layout } from "./pack.ts";
import { laneOf } from "./values.ts";

export const tileName = (dtype: DType, left: Layout): string => `tile_${dtype}_${left}`;

/** The register tile: rows × columns of the result over packed steps; adds to the result or overwrites it. */
export function tileFunction(dtype: DType, left: Layout, target: Target): LoopFunction {
  const tile = matmulTile(dtype);
  const bytes = bytesOf(dtype);
  const [rowStep, kStep] = left === "rows" ? [packedRowBytes(dtype), bytes] : [bytes, tile.rows * bytes];
  const width = Math.min(tile.columns, target.vectorBytes / bytes);
  const vectors = tile.columns / width;
  const type: LoopType = { lane: laneOf(dtype), lanes: width };
  return defineFunction(
    tileName(dtype, left),
    [
      ["steps", i32],
      ["left", i32],
      ["right", i32],
      ["result", i32],
      ["stride", i32],
      ["accumulate", i32],
    ],
    (block, steps, leftAt, right, result, stride, accumulate) => {
      const sums = Array.from({ length: tile.rows }, () =>
        Array.from({ length: vectors }, () => block.variable(constant(0, type), "c")),
      );
      const b = block.variable(right, "b");
      const a = block.variable(leftAt, "a");
      const advance = (inner: Block, count: number) => {
        for (let s = 0; s < count; s++) {
          const columns = Array.from({ length: vectors }, (_, j) =>
            inner.let(load(type, b, (s * tile.columns + j * width) * bytes), "y"),
          );
          for (let r = 0; r < tile.rows; r++) {
            const x = inner.let(splat(load(scalar(type.lane), a, s * kStep + r * rowStep), width), "x");
            sums[r]!.forEach((c, j) => inner.set(c, apply("mulAdd", x, columns[j]!, c)));
          }
        }
        inner.set(a, add(a, constant(count * kStep)));
        inner.set(b, add(b, constant(count * tile.columns * bytes)));
      };
      const unroll = 4;
      const whole = block.let(apply("and", steps, constant(-unroll)));
      block.loop(constant(0), whole, constant(unroll), (_, inner) => advance(inner, unroll));
      block.loop(whole, steps, constant(1), (_, inner) => advance(inner, 1));
      const write = (inner: Block, adding: boolean) => {
        let row: Expr = result;
        sums.forEach((columns, r) => {
          if (r > 0) row = inner.let(add(row, stride));
          columns.forEach((c, j) =>
            inner.store(row, j * width * bytes, adding ? apply("add", load(type, row, j * width * bytes), c) : c),
          );
        });
      };
      block.when(
        apply("eq", accumulate, constant(0)),
        (b0) => write(b0, false),
        (b1) => write(b1, true),
      );
    },
  );
}
/** Copies the part of a tile that lies inside the result. */
export const edgeName = (dtype: DType): string => `edge_${dtype}`;
export function edgeFunction(dtype: DType): LoopFunction {
  const tile = matmulTile(dtype);
  const bytes = bytesOf(dtype);
  const type = scalar(laneOf(dtype));
  return defineFunction(
    edgeName(dtype),
    [
      ["tile", i32],
      ["result", i32],
      ["rows", i32],
      ["columns", i32],
      ["stride", i32],
      ["accumulate", i32],
    ],
    (block, from, result, rows, columns, stride, accumulate) => {
      const copy = (adding: boolean) => (b: Block) =>
        b.loop(constant(0), rows, constant(1), (r, inner) => {
          const source = inner.let(add(from, mul(r, constant(tile.columns * bytes))));
          const target = inner.let(add(result, mul(r, stride)));
          inner.loop(constant(0), columns, constant(1), (c, innermost) => {
            const at = innermost.let(mul(c, constant(bytes)));
            const value = load(type, add(source, at));
            const place = innermost.let(add(target, at));
            innermost.store(place, 0, adding ? apply("add", load(type, place), value) : value);
          });
        });
      block.when(apply("eq", accumulate, constant(0)), copy(false), copy(true));
    },
  );
}
