/**
 * What indices and elements are made of: affine sums over loop variables, and
 * scalar expressions. The two are one family, for an index may be gathered and
 * an element may be an index. affine.ts and value.ts calculate with them.
 */
import type { DType, Extent } from "../core/index.ts";
import type { Node, ScalarPrimitive } from "../ir/index.ts";

/** A loop variable; two are the same only if they are the same object. */
export interface LoopVar {
  readonly kind: "var";
  readonly key: string;
  readonly extent: Extent;
}
/** floor(of / by) or of mod by, for an `of` that is never negative. */
export interface QuotientAtom {
  readonly kind: "div" | "mod";
  readonly key: string;
  readonly of: Affine;
  readonly by: Extent;
}
/** An int32 value used as an index, clamped into [0, limit). */
export interface ValueAtom {
  readonly kind: "value";
  readonly key: string;
  readonly value: Value;
  readonly limit: Extent;
}
export type Atom = LoopVar | QuotientAtom | ValueAtom;

/** coefficient · atom, the coefficient times n where `symbolic`. */
export interface Term {
  readonly atom: Atom;
  readonly coefficient: number;
  readonly symbolic: boolean;
}
/** constant + perBatch·n + the terms, at most one for an atom and kind of coefficient. */
export interface Affine {
  readonly constant: number;
  readonly perBatch: number;
  readonly terms: readonly Term[];
  readonly key: string;
}

export interface Condition {
  /** Holds where 0 ≤ index < limit and, if `step` > 1, index mod step is 0. */
  readonly index: Affine;
  readonly limit: Extent;
  readonly step: number;
}
export type Value = { readonly dtype: DType; readonly key: string } & (
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "extent"; readonly extent: Extent }
  | { readonly kind: "index"; readonly index: Affine }
  | { readonly kind: "load"; readonly source: Node; readonly at: Affine }
  | { readonly kind: "random"; readonly key2: readonly [Value, Value]; readonly at: Affine }
  /** `mulAdd` is a contraction's a·b + c, fused where the machine fuses. */
  | { readonly kind: "apply"; readonly fn: ScalarPrimitive | "mulAdd"; readonly args: readonly Value[] }
  | {
      readonly kind: "guard";
      readonly conditions: readonly Condition[];
      readonly inside: Value;
      readonly outside: Value;
    }
);
export type ValueOf<K extends Value["kind"]> = Extract<Value, { kind: K }>;
