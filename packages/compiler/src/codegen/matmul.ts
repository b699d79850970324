/**
 * Writes matrix products: both operands are packed, block by block, into
 * panels that a register tile walks through. Packing evaluates the operands'
 * values, so that views, maps and paddings cost no buffer: a convolution
 * becomes an implicit matrix product (Goto and van de Geijn 2008; Van Zee and
 * van de Geijn 2015 describe the blocking).
 */
import { bytesOf, isStatic, multiplyExtents, type DType, type Extent } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import {
  divide,
  loadsOf,
  loopVar,
  matmulTile,
  modulo,
  offset,
  plus,
  replaceVariables,
  strideOf,
  tileBytes,
  times,
  variable,
  zero,
  type Affine,
  type LoopVar,
  type MatmulKernel,
  type Storage,
  type Tile,
  type Value,
} from "../schedule/index.ts";
import type { Block } from "./builder.ts";
import { add, apply, constant, defineFunction, i32, load, mul, scalar, splat, sub, extract } from "./builder.ts";
import type { Expr, Local, LoopFunction, LoopType, Target } from "./loop.ts";
import { laneOf, ValueWriter } from "./values.ts";

const product = (vars: readonly LoopVar[]): Extent => vars.reduce<Extent>((p, v) => multiplyExtents(p, v.extent), 1);

/** The register tile: rows × columns of the result over kc packed steps; adds to the result or overwrites it. */
export function tileFunction(dtype: DType, tile: Tile, target: Target): LoopFunction {
  const bytes = bytesOf(dtype);
  const width = Math.min(tile.columns, target.vectorBytes / bytes);
  const vectors = tile.columns / width;
  const type: LoopType = { lane: laneOf(dtype), lanes: width };
  const name = `tile_${dtype}_${tile.rows}x${tile.columns}`;
  return defineFunction(
    name,
    [
      ["steps", i32],
      ["left", i32],
      ["right", i32],
      ["result", i32],
      ["stride", i32],
      ["accumulate", i32],
    ],
    (block, steps, left, right, result, stride, accumulate) => {
      const sums = Array.from({ length: tile.rows }, () =>
        Array.from({ length: vectors }, () => block.variable(constant(0, type), "c")),
      );
      const b = block.variable(right, "b");
      const a = block.variable(left, "a");
      const advance = (inner: Block, count: number) => {
        for (let s = 0; s < count; s++) {
          const columns = Array.from({ length: vectors }, (_, j) =>
            inner.let(load(type, b, (s * tile.columns + j * width) * bytes), "y"),
          );
          for (let r = 0; r < tile.rows; r++) {
            const x = inner.let(splat(load(scalar(type.lane), a, (s * tile.rows + r) * bytes), width), "x");
            sums[r]!.forEach((c, j) => inner.set(c, apply("mulAdd", x, columns[j]!, c)));
          }
        }
        inner.set(a, add(a, constant(count * tile.rows * bytes)));
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
export function edgeFunction(dtype: DType, tile: Tile): LoopFunction {
  const bytes = bytesOf(dtype);
  const type = scalar(laneOf(dtype));
  return defineFunction(
    `edge_${dtype}`,
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

export interface MatmulFunctions {
  readonly functions: readonly LoopFunction[];
  /** (n, begin, end, result, packLeft, packRight, …pointers): runs blocks begin to end. */
  readonly name: string;
  readonly pointers: readonly Storage[];
}

/** The number of blocks a product is cut into: calls may stop between any two. */
export function matmulBlocks(kernel: MatmulKernel, n: number): number {
  const tile = matmulTile(kernel.dtype);
  const at = (e: Extent) => (isStatic(e) ? e : e.batch * n);
  return (
    at(product(kernel.batch)) *
    Math.max(1, Math.ceil(at(product(kernel.k)) / tile.blockK)) *
    Math.ceil(at(product(kernel.m)) / tile.blockM)
  );
}

export function writeMatmul(
  kernel: MatmulKernel,
  name: string,
  storageOf: ReadonlyMap<Node, Storage>,
  target: Target,
): MatmulFunctions {
  const tile = matmulTile(kernel.dtype);
  const bytes = bytesOf(kernel.dtype);
  const side = (value: Value, free: readonly LoopVar[], rows: number, label: string) =>
    packFunction(
      { name: `${name}_pack${label}`, value, free, k: kernel.k, batch: kernel.batch, rows, dtype: kernel.dtype },
      storageOf,
      target,
    );
  const left = side(kernel.left, kernel.m, tile.rows, "Left");
  const right = side(kernel.right, kernel.n, tile.columns, "Right");
  const pointers = [...new Set([...left.pointers, ...right.pointers])];
  const driver = defineFunction(
    name,
    [
      ["n", i32],
      ["begin", i32],
      ["end", i32],
      ["result", i32],
      ["packLeft", i32],
      ["packRight", i32],
      ...pointers.map((p) => [`s${p.id}`, i32] as const),
    ],
    (block, n, begin, end, result, packLeft, packRight, ...given) => {
      const pointerOf = new Map(pointers.map((p, i) => [p, given[i]!]));
      const extent = (e: Extent): Expr => (isStatic(e) ? constant(e) : block.let(mul(n, constant(e.batch))));
      const [m, columns, k] = [product(kernel.m), product(kernel.n), product(kernel.k)].map(extent) as [
        Expr,
        Expr,
        Expr,
      ];
      const ceil = (x: Expr, by: number) => block.let(unsigned("div", add(x, constant(by - 1)), constant(by)));
      const mBlocks = ceil(m, tile.blockM);
      const kBlocks = block.let(apply("max", constant(1), ceil(k, tile.blockK)));
      const stride = block.let(mul(columns, constant(bytes)));
      const leftPanels = block.let(add(packLeft, constant(tileBytes)));
      block.loop(begin, end, constant(1), (index, body) => {
        const mIndex = body.let(unsigned("rem", index, mBlocks));
        const outer = body.let(unsigned("div", index, mBlocks));
        const kIndex = body.let(unsigned("rem", outer, kBlocks));
        const batch = body.let(unsigned("div", outer, kBlocks));
        const k0 = body.let(mul(kIndex, constant(tile.blockK)));
        const steps = body.let(apply("min", constant(tile.blockK), sub(k, k0)));
        const m0 = body.let(mul(mIndex, constant(tile.blockM)));
        const rows = body.let(apply("min", constant(tile.blockM), sub(m, m0)));
        const accumulate = body.let({ kind: "cast", type: i32, value: apply("lt", constant(0), kIndex) });
        const pack = (f: PackFunction, to: Expr, from: Expr, count: Expr, inner: Block) =>
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
        body.when(apply("eq", mIndex, constant(0)), (inner) => pack(right, packRight, constant(0), columns, inner));
        pack(left, leftPanels, m0, rows, body);
        const base = body.let(add(result, add(mul(batch, mul(m, stride)), mul(m0, stride))));
        const leftStep = body.let(mul(steps, constant(tile.rows * bytes)));
        const rightStep = body.let(mul(steps, constant(tile.columns * bytes)));
        const rightAt = body.variable(packRight, "pb");
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
              (b) => b.call(tileName(kernel.dtype, tile), [steps, leftAt, rightAt, at, stride, accumulate]),
              (b) => {
                b.call(tileName(kernel.dtype, tile), [
                  steps,
                  leftAt,
                  rightAt,
                  packLeft,
                  constant(tile.columns * bytes),
                  constant(0),
                ]);
                b.call(`edge_${kernel.dtype}`, [
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
    functions: [
      tileFunction(kernel.dtype, tile, target),
      edgeFunction(kernel.dtype, tile),
      left.function,
      right.function,
      driver,
    ],
    name,
    pointers,
  };
}
const tileName = (dtype: DType, tile: Tile) => `tile_${dtype}_${tile.rows}x${tile.columns}`;
function unsigned(fn: "div" | "rem", a: Expr, b: Expr): Expr {
  const u32 = (x: Expr): Expr =>
    x.kind === "constant" ? constant(x.value, scalar("u32")) : { kind: "cast", type: scalar("u32"), value: x };
  return { kind: "cast", type: i32, value: apply(fn, u32(a), u32(b)) };
}

interface PackFunction {
  readonly function: LoopFunction;
  readonly pointers: readonly Storage[];
}
interface PackRequest {
  readonly name: string;
  readonly value: Value;
  readonly free: readonly LoopVar[];
  readonly k: readonly LoopVar[];
  readonly batch: readonly LoopVar[];
  /** Rows of a panel. */
  readonly rows: number;
  readonly dtype: DType;
}

/** Axes as quotients and remainders of one flat index. */
function unflatten(vars: readonly LoopVar[], flat: Affine): [LoopVar, Affine][] {
  const result: [LoopVar, Affine][] = [];
  let inner: Extent = 1;
  for (let i = vars.length - 1; i >= 0; i--) {
    const v = vars[i]!;
    const above = vars.slice(0, i).every((o) => o.extent === 1);
    const quotient = divide(flat, inner);
    result.push([v, v.extent === 1 ? zero : above ? quotient : modulo(quotient, v.extent)]);
    inner = multiplyExtents(inner, v.extent);
  }
  return result;
}
const strideScore = (value: Value, v: LoopVar): number => {
  let score = 0;
  loadsOf(value, (l) => {
    const s = strideOf(l.at, v);
    score += s === 1 ? 1 : s === 0 ? 0 : -1;
  });
  return score;
};
function hasOnly(value: Value, bytes: number): boolean {
  const visit = (v: Value): boolean => {
    const fits = v.dtype === "bool" ? v.kind !== "load" || bytes === 4 : bytesOf(v.dtype) === bytes;
    if (!fits) return false;
    if (v.kind === "apply") return v.args.every(visit);
    return v.kind !== "guard" || (visit(v.inside) && visit(v.outside));
  };
  return visit(value);
}

/**
 * (n, to, from, count, k0, steps, batch, …pointers): packs `count` rows of the
 * free side from row `from`, over `steps` of k from k0, as panels
 * [rows/panel][steps][panel]; what lies beyond the last row is 0.
 */
function packFunction(request: PackRequest, storageOf: ReadonlyMap<Node, Storage>, target: Target): PackFunction {
  const { value, free, k, batch, rows: panel, dtype } = request;
  const bytes = bytesOf(dtype);
  const used = new Set<Storage>();
  loadsOf(value, (l) => used.add(storageOf.get(l.source)!));
  const pointers = [...used];
  const type = scalar(laneOf(dtype));
  const width = hasOnly(value, bytes) ? target.vectorBytes / bytes : 1;

  const row = loopVar(product(free), "row");
  const lane = loopVar(width, "lane");
  const step = loopVar(product(k), "step");
  const batchVar = loopVar(product(batch), "batch");
  /** The value at row `row + r` and step `stepAt`. */
  const at = (r: number, stepAt: Affine, rowAt: Affine = variable(row)) =>
    replaceVariables(
      value,
      new Map([...unflatten(free, offset(rowAt, r)), ...unflatten(k, stepAt), ...unflatten(batch, variable(batchVar))]),
    );
  const lastK = [...k].reverse().find((v) => v.extent !== 1);
  const lastFree = [...free].reverse().find((v) => v.extent !== 1);
  const alignedK =
    lastK !== undefined &&
    (k.filter((v) => v.extent !== 1).length === 1 || (isStatic(lastK.extent) && lastK.extent % width === 0));
  const singleFree = free.filter((v) => v.extent !== 1).length === 1;
  const alongK = lastK ? strideScore(value, lastK) : -Infinity;
  const alongFree = lastFree ? strideScore(value, lastFree) : -Infinity;
  const mode =
    width > 1 && singleFree && alongFree >= alongK && alongFree > 0
      ? "free"
      : width > 1 && alignedK && alongK > 0
        ? "k"
        : "scalar";

  const definition = defineFunction(
    request.name,
    [
      ["n", i32],
      ["to", i32],
      ["from", i32],
      ["count", i32],
      ["k0", i32],
      ["steps", i32],
      ["batch", i32],
      ...pointers.map((p) => [`s${p.id}`, i32] as const),
    ],
    (block, n, to, from, count, k0, steps, batchIndex, ...given) => {
      const writer = new ValueWriter(
        block,
        new Map(pointers.map((p, i) => [p, given[i]!])),
        storageOf,
        n,
        new Set(),
        dtype === "float64",
      );
      writer.within(block, batchVar, batchIndex, () => {
        const panelBytes = block.let(mul(steps, constant(panel * bytes)));
        const out = block.variable(to, "out");
        const stop = block.let(add(k0, steps));
        block.loop(constant(0), count, constant(panel), (r0, byPanel) => {
          const first = byPanel.let(add(from, r0));
          const valid = byPanel.let(sub(count, r0));
          byPanel.when(
            apply("le", constant(panel), valid),
            (full) => writer.within(full, row, first, () => fullPanel(full, writer, out, k0, stop)),
            (edge) => edgePanel(edge, writer, out, first, valid, k0, stop),
          );
          byPanel.set(out, add(out, panelBytes));
        });
      });
    },
  );
  return { function: definition, pointers };

  function fullPanel(block: Block, writer: ValueWriter, out: Expr, k0: Expr, stop: Expr): void {
    if (mode === "free") {
      const place = block.variable(out, "place");
      block.loop(k0, stop, constant(1), (s, inner) => {
        writer.within(inner, step, s, () => {
          let r = 0;
          writer.within(inner, lane, constant(0), () => {
            for (; r + width <= panel; r += width)
              inner.store(
                place,
                r * bytes,
                writer.spread(
                  writer.write(at(r, variable(step), plus(variable(row), variable(lane))), {
                    variable: lane,
                    lanes: width,
                    shift: 0,
                  }),
                  width,
                ),
              );
          });
          for (; r < panel; r++) inner.store(place, r * bytes, writer.write(at(r, variable(step))));
        });
        inner.set(place, add(place, constant(panel * bytes)));
      });
      return;
    }
    const byStep = (begin: Expr, place: Local) =>
      block.loop(begin, stop, constant(1), (s, inner) => {
        writer.within(inner, step, s, () => {
          for (let r = 0; r < panel; r++) inner.store(place, r * bytes, writer.write(at(r, variable(step))));
        });
        inner.set(place, add(place, constant(panel * bytes)));
      });
    const place = block.variable(out, "place");
    if (mode === "scalar") return byStep(k0, place);
    // Vectors along k: `group` counts vectors from the start of the axis, since k0 is a multiple of the width.
    const group = loopVar(isStatic(step.extent) ? Math.ceil(step.extent / width) : step.extent, "group");
    const stepAt = plus(times(variable(group), width), variable(lane));
    const whole = block.let(apply("and", stop, constant(-width)));
    block.loop(k0, whole, constant(width), (s, inner) => {
      writer.within(inner, group, inner.let(unsigned("div", s, constant(width))), () => {
        writer.within(inner, lane, constant(0), () => {
          for (let r = 0; r < panel; r++) {
            const v = writer.spread(writer.write(at(r, stepAt), { variable: lane, lanes: width, shift: 0 }), width);
            for (let l = 0; l < width; l++) inner.store(place, (l * panel + r) * bytes, extract(v, l));
          }
        });
      });
      inner.set(place, add(place, constant(width * panel * bytes)));
    });
    byStep(whole, place);
  }
  function edgePanel(
    block: Block,
    writer: ValueWriter,
    out: Expr,
    first: Expr,
    valid: Expr,
    k0: Expr,
    stop: Expr,
  ): void {
    const place = block.variable(out, "place");
    block.loop(k0, stop, constant(1), (s, byStep) => {
      writer.within(byStep, step, s, () => {
        byStep.loop(constant(0), constant(panel), constant(1), (r, byRow) => {
          byRow.when(
            apply("lt", r, valid),
            (inside) => {
              const index = inside.let(add(first, r));
              writer.within(inside, row, index, () => inside.store(place, 0, writer.write(at(0, variable(step)))));
            },
            (outside) => outside.store(place, 0, constant(0, type)),
          );
          byRow.set(place, add(place, constant(bytes)));
        });
      });
    });
  }
}
