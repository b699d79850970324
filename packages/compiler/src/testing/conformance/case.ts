/**
 * One case of the conformance suite: a graph, how its data is drawn, and how
 * close a backend must come to the reference.
 */
import type { Precision } from "../../backends/reference/index.ts";
import type { DType, Shape } from "../../core/index.ts";
import { build, type Node, type ScalarPrimitive } from "../../ir/index.ts";
import type { Tolerance } from "../compare.ts";
import type { Draft } from "../draft.ts";

export interface CaseOptions {
  /** Floats are equal where nothing is given: most data is drawn so that every order of summing is exact. */
  readonly tolerance?: Tolerance;
  /** Batch sizes; 32, 6 and 1. */
  readonly batches?: readonly number[];
  /** Of the expected values: "float32", or "float64" where rounding inside a longer program would add up. */
  readonly precision?: Precision;
}
export interface Case extends CaseOptions {
  readonly name: string;
  /** Draws parameters and returns the outputs; the draft takes updates. */
  readonly write: (draft: Draft) => readonly Node[];
}

/** A case whose name ends with its bound. */
export function define(name: string, write: Case["write"], options: CaseOptions = {}): Case {
  return { name: `${name}: ${formatTolerance(options.tolerance)}`, write, ...options };
}
export function formatTolerance({ ulp, relative, scaled, absolute }: Tolerance = {}): string {
  const parts = [
    ulp !== undefined && `${ulp} ulp`,
    relative !== undefined && `relative ${relative}`,
    scaled !== undefined && `${scaled} of the largest`,
    absolute !== undefined && `absolute ${absolute}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "equal" : `within ${parts.join(" + ")}`;
}

/** Short names for what cases write often. */
export const map = (fn: ScalarPrimitive, ...inputs: Node[]): Node => build.map(fn, inputs);
export const value = (x: number, dtype: DType = "float32"): Node => build.constant(x, dtype);
export const fill = (x: number, like: { readonly shape: Shape; readonly dtype: DType }): Node =>
  build.fill(value(x, like.dtype), like.shape);
export const spreadLast = (x: Node, shape: Shape): Node => build.broadcast(x, shape, x.shape.map((_, i) => shape.length - x.shape.length + i)); // prettier-ignore
export const spreadFirst = (x: Node, shape: Shape): Node => build.broadcast(x, shape, x.shape.map((_, i) => i)); // prettier-ignore
export const sumAll = (x: Node): Node => build.reduce("add", x, x.shape.map((_, i) => i)); // prettier-ignore
export const matmul = (x: Node, y: Node): Node =>
  build.contract(x, y, { batch: [], contract: [[x.shape.length - 1, 0]] });
export const sigmoid = (x: Node): Node => map("div", fill(1, x), map("add", fill(1, x), map("exp", map("neg", x))));
