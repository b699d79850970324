/**
 * Comparisons, logic and bits: a formula over the scalar primitives each. Names, arity and the check
 * of value and gradient derive from the entries; what the check needs stands in
 * testing/elementwise/, so that users do not load it. Gradients at kinks are JAX's.
 */
import { s } from "../scalar.ts";
import type { ElementwiseDefinition } from "./definition.ts";

export const logic = {
  /** x = y. */
  equal: { formula: (x, y) => s.eq(x, y), accepts: "any" },
  /** x ≠ y. */
  notEqual: { formula: (x, y) => s.not(s.eq(x, y)), accepts: "any" },
  /** x < y. */
  less: { formula: (x, y) => s.lt(x, y), accepts: "number" },
  /** x ≤ y. */
  lessEqual: { formula: (x, y) => s.le(x, y), accepts: "number" },
  /** x > y. */
  greater: { formula: (x, y) => s.lt(y, x), accepts: "number" },
  /** x ≥ y. */
  greaterEqual: { formula: (x, y) => s.le(y, x), accepts: "number" },
  /** Whether x is NaN. */
  isnan: { formula: (x) => s.not(s.eq(x, x)) },
  /** Whether x is neither infinite nor NaN. */
  isfinite: { formula: (x) => s.lt(s.abs(x), Infinity) },
  /** Whether x is infinite. */
  isinf: { formula: (x) => s.eq(s.abs(x), Infinity) },
  /** Not x. */
  logicalNot: { formula: (x) => s.not(x), accepts: "bool" },
  /** x and y. */
  logicalAnd: { formula: (x, y) => s.and(x, y), accepts: "bool" },
  /** x or y. */
  logicalOr: { formula: (x, y) => s.or(x, y), accepts: "bool" },
  /** Either x or y. */
  logicalXor: { formula: (x, y) => s.xor(x, y), accepts: "bool" },
  /** x where the condition holds, y elsewhere. */
  where: { formula: (condition, x, y) => s.select(condition, x, y), accepts: "choice" },
  /** Whether x is -∞. */
  isneginf: { formula: (x) => s.eq(x, -Infinity) },
  /** Whether x is ∞. */
  isposinf: { formula: (x) => s.eq(x, Infinity) },
  /** Whether x is real: always. */
  isreal: { formula: (x) => s.or(s.eq(x, x), s.not(s.eq(x, x))) },
  /** Whether x is negative, -0 included. */
  signbit: { formula: (x) => s.or(s.lt(x, 0), s.lt(s.div(1, x), 0)) },
  /** The bits of both. */
  bitwiseAnd: { formula: (x, y) => s.and(x, y), accepts: "bits" },
  /** The bits of either. */
  bitwiseOr: { formula: (x, y) => s.or(x, y), accepts: "bits" },
  /** The bits in which they differ. */
  bitwiseXor: { formula: (x, y) => s.xor(x, y), accepts: "bits" },
  /** Each bit inverted. */
  bitwiseNot: { formula: (x) => s.not(x), accepts: "bits" },
  /** The bits moved up by y. */
  leftShift: { formula: (x, y) => s.shl(x, y), accepts: "bits" },
  /** The bits moved down by y, the sign kept. */
  rightShift: { formula: (x, y) => s.shr(x, y), accepts: "bits" },
} as const satisfies Record<string, ElementwiseDefinition>;
