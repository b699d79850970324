/**
 * Folding in a fixed order: 16 interleaved lanes, then a fixed tree. Lane j
 * takes the elements j, j + 16, …; the tree adds lane i + 8 to lane i, then
 * i + 4, i + 2, i + 1. The order follows from the extent alone, whatever the
 * width of the vectors.
 */
import { reducers, type Reducer } from "../ir/index.ts";
import type { DType } from "../core/index.ts";
import type { Block } from "./builder.ts";
import { apply, constant, extract, lanes, splat } from "./builder.ts";
import type { Expr, Instruction, Local, LoopType } from "./loop.ts";

export const foldLanes = 16;
const instructions: { readonly [R in Reducer]: Instruction } = {
  add: "add",
  mul: "mul",
  max: "max",
  min: "min",
  and: "and",
  or: "or",
};
export const instructionOf = (fn: Reducer): Instruction => instructions[fn];
export const emptyOf = (fn: Reducer, dtype: DType): number => reducers[fn].empty(dtype);

/** What one step adds: a value, or the product of two, which may fuse with the sum. */
export type Contribution = { readonly value: Expr } | { readonly factors: readonly [Expr, Expr] };

export function combine(fn: Reducer, accumulated: Expr, c: Contribution): Expr {
  return "value" in c
    ? apply(instructionOf(fn), accumulated, c.value)
    : apply("mulAdd", c.factors[0], c.factors[1], accumulated);
}

/** The 16 lanes of one fold, as vectors. */
export class LaneFold {
  readonly #fn: Reducer;
  readonly #vectors: readonly Local[];
  readonly #width: number;
  readonly #type: LoopType;
  readonly #empty: number;
  constructor(fn: Reducer, dtype: DType, type: LoopType, block: Block) {
    this.#fn = fn;
    this.#width = type.lanes;
    this.#type = type;
    this.#empty = emptyOf(fn, dtype);
    this.#vectors = Array.from({ length: foldLanes / type.lanes }, () =>
      block.variable(constant(this.#empty, type), "acc"),
    );
  }
  /** Adds a full vector to the lanes copy·width…. */
  vector(block: Block, copy: number, c: Contribution): void {
    const v = this.#vectors[copy]!;
    block.set(v, combine(this.#fn, v, c));
  }
  /**
   * Adds a full vector to the lanes whose turn it is, so that a loop over single vectors fills them in order. The
   * vectors stand rotated afterwards, which the tree does not notice: it pairs those half a round apart.
   */
  next(block: Block, c: Contribution): void {
    const [first] = this.#vectors;
    const sum = block.let(combine(this.#fn, first!, c));
    this.#vectors.forEach((v, i) => block.set(v, this.#vectors[i + 1] ?? sum));
  }
  /** Adds scalars to lanes known when writing. */
  scalars(block: Block, firstLane: number, contributions: readonly Contribution[]): void {
    if (contributions.length === 0) return;
    const copy = Math.floor(firstLane / this.#width);
    const at = firstLane % this.#width;
    const scalarType = { ...this.#type, lanes: 1 };
    const fill = (pick: (c: Contribution) => Expr, rest: number) =>
      lanes(
        Array.from({ length: this.#width }, (_, l) =>
          l >= at && l < at + contributions.length ? pick(contributions[l - at]!) : constant(rest, scalarType),
        ),
      );
    const first = contributions[0]!;
    const c: Contribution =
      "value" in first
        ? { value: block.let(fill((x) => ("value" in x ? x.value : x.factors[0]), this.#empty)) }
        : {
            factors: [
              block.let(fill((x) => ("factors" in x ? x.factors[0] : x.value), 0)),
              block.let(fill((x) => ("factors" in x ? x.factors[1] : x.value), 0)),
            ],
          };
    this.vector(block, copy, c);
  }
  /** Adds one scalar to a lane known only at run time, of all vectors or of the one whose turn it is. */
  scalar(block: Block, lane: Expr, c: Contribution, which: "all" | "next" = "all"): void {
    const wide: Contribution =
      "value" in c
        ? { value: block.let(splat(c.value, this.#width)) }
        : { factors: [block.let(splat(c.factors[0], this.#width)), block.let(splat(c.factors[1], this.#width))] };
    const vectors = which === "all" ? this.#vectors : this.#vectors.slice(0, 1);
    vectors.forEach((v, copy) => {
      const ramp = lanes(Array.from({ length: this.#width }, (_, l) => this.#laneConstant(copy * this.#width + l)));
      const mine = block.let(apply("eq", ramp, splat(this.#laneIndex(block, lane), this.#width)));
      block.set(v, apply("select", mine, combine(this.#fn, v, wide), v));
    });
  }
  /** Lane numbers in the accumulators' own lane width, so that the masks fit. */
  #laneConstant(lane: number): Expr {
    return constant(lane, { lane: this.#type.lane === "f64" ? "f64" : "i32", lanes: 1 });
  }
  #laneIndex(block: Block, lane: Expr): Expr {
    return this.#type.lane === "f64" ? block.let({ kind: "cast", type: { lane: "f64", lanes: 1 }, value: lane }) : lane;
  }
  /** The whole fold as a scalar. */
  total(block: Block): Expr {
    const fn = instructionOf(this.#fn);
    let vectors: Expr[] = [...this.#vectors];
    while (vectors.length > 1) {
      const half = vectors.length / 2;
      vectors = vectors.slice(0, half).map((v, i) => block.let(apply(fn, v, vectors[i + half]!)));
    }
    let parts = Array.from({ length: this.#width }, (_, l) => block.let(extract(vectors[0]!, l)));
    while (parts.length > 1) {
      const half = parts.length / 2;
      parts = parts.slice(0, half).map((p, i) => block.let(apply(fn, p, parts[i + half]!)));
    }
    return parts[0]!;
  }
}
