/**
 * The closed set of scalar primitives: all that elementwise math is made of.
 * Each stage that treats them (reference, autodiff, loop code, C) is a total
 * map over `ScalarPrimitive`, so the compiler lists what a new one needs.
 *
 * Passes read the facts below; none asks for a primitive by name.
 */
import type { DType } from "../core/index.ts";

export interface ScalarFacts {
  readonly arity: 1 | 2 | 3;
  /** What the operands may be: floats, any number, integers, bools, bits (integers and bools) or anything. */
  readonly domain: "float" | "number" | "integer" | "bool" | "bits" | "any";
  /** The type of the result: that of the last operand, bool, or given by the node (casts). */
  readonly result: "operand" | "bool" | "given";
  readonly commutative?: true;
  /** `f(x, identity) = x`, for every x. */
  readonly identity?: number;
  /** `f(x, x) = x`, for every x. */
  readonly idempotent?: true;
  /** What no float result is below, unless it is NaN: zero, or any of the operands. */
  readonly least?: "zero" | "operands";
  /** Roughly the vector instructions it becomes: what fusing pays to compute it twice. */
  readonly cost: number;
}

export const scalarPrimitives = {
  // arithmetic
  neg: { arity: 1, domain: "number", result: "operand", cost: 1 },
  abs: { arity: 1, domain: "number", result: "operand", least: "zero", cost: 1 },
  add: { arity: 2, domain: "number", result: "operand", commutative: true, identity: 0, cost: 1 },
  sub: { arity: 2, domain: "number", result: "operand", identity: 0, cost: 1 },
  mul: { arity: 2, domain: "number", result: "operand", commutative: true, identity: 1, cost: 1 },
  /** Floats: IEEE. Integers: truncated toward zero, and x / 0 is 0. */
  div: { arity: 2, domain: "number", result: "operand", identity: 1, cost: 4 },
  /** C's remainder: the sign of the dividend. Integers: x rem 0 is 0. */
  rem: { arity: 2, domain: "number", result: "operand", cost: 8 },
  /** NaN if either operand is NaN. */
  max: {
    arity: 2,
    domain: "number",
    result: "operand",
    commutative: true,
    idempotent: true,
    least: "operands",
    cost: 1,
  },
  min: { arity: 2, domain: "number", result: "operand", commutative: true, idempotent: true, cost: 1 },
  /** a·b + c with one rounding, on every machine. */
  fma: { arity: 3, domain: "float", result: "operand", cost: 4 },
  pow: { arity: 2, domain: "float", result: "operand", cost: 60 },
  atan2: { arity: 2, domain: "float", result: "operand", cost: 40 },
  sqrt: { arity: 1, domain: "float", result: "operand", least: "zero", cost: 5 },
  floor: { arity: 1, domain: "float", result: "operand", cost: 1 },
  ceil: { arity: 1, domain: "float", result: "operand", cost: 1 },
  trunc: { arity: 1, domain: "float", result: "operand", cost: 1 },
  /** To the nearest whole number, ties to even. */
  round: { arity: 1, domain: "float", result: "operand", cost: 1 },
  // transcendental
  exp: { arity: 1, domain: "float", result: "operand", least: "zero", cost: 15 },
  expm1: { arity: 1, domain: "float", result: "operand", cost: 20 },
  log: { arity: 1, domain: "float", result: "operand", cost: 20 },
  log1p: { arity: 1, domain: "float", result: "operand", cost: 25 },
  sin: { arity: 1, domain: "float", result: "operand", cost: 40 },
  cos: { arity: 1, domain: "float", result: "operand", cost: 40 },
  tan: { arity: 1, domain: "float", result: "operand", cost: 50 },
  atan: { arity: 1, domain: "float", result: "operand", cost: 30 },
  tanh: { arity: 1, domain: "float", result: "operand", cost: 25 },
  erf: { arity: 1, domain: "float", result: "operand", cost: 30 },
  /** In float32, XLA's polynomial (Giles 2010): random normals depend on its exact shape. */
  erfinv: { arity: 1, domain: "float", result: "operand", cost: 30 },
  // comparison and logic
  eq: { arity: 2, domain: "any", result: "bool", commutative: true, cost: 1 },
  lt: { arity: 2, domain: "number", result: "bool", cost: 1 },
  le: { arity: 2, domain: "number", result: "bool", cost: 1 },
  not: { arity: 1, domain: "bits", result: "operand", cost: 1 },
  and: { arity: 2, domain: "bits", result: "operand", commutative: true, idempotent: true, cost: 1 },
  or: { arity: 2, domain: "bits", result: "operand", commutative: true, idempotent: true, cost: 1 },
  xor: { arity: 2, domain: "bits", result: "operand", commutative: true, cost: 1 },
  /** The shift count is taken modulo 32. */
  shl: { arity: 2, domain: "integer", result: "operand", identity: 0, cost: 1 },
  /** Of an int32: keeps the sign. Of a uint32: fills with zeros. */
  shr: { arity: 2, domain: "integer", result: "operand", identity: 0, cost: 1 },
  /** `select(condition, ifTrue, ifFalse)`. */
  select: { arity: 3, domain: "any", result: "operand", cost: 1 },
  /** Float to integer truncates toward zero and saturates (NaN to 0); anything to bool is `x != 0`. */
  cast: { arity: 1, domain: "any", result: "given", cost: 1 },
  /** Between float32, int32 and uint32. */
  bitcast: { arity: 1, domain: "any", result: "given", cost: 0 },
} as const satisfies Record<string, ScalarFacts>;

export type ScalarPrimitive = keyof typeof scalarPrimitives;
export const scalarFacts: Readonly<Record<ScalarPrimitive, ScalarFacts>> = scalarPrimitives;
export const isScalarPrimitive = (name: string): name is ScalarPrimitive => Object.hasOwn(scalarPrimitives, name);

/** The associative functions a `reduce` may use, with the value of an empty reduction. */
export const reducers = {
  add: { empty: (_: DType) => 0 },
  mul: { empty: (_: DType) => 1 },
  max: { empty: lowest },
  min: { empty: highest },
  and: { empty: (_: DType) => 1 },
  or: { empty: (_: DType) => 0 },
} as const satisfies Partial<Record<ScalarPrimitive, { empty: (dtype: DType) => number }>>;
export type Reducer = keyof typeof reducers;
/** Those of numbers, which a `cumulate` may use. */
export type Accumulator = Exclude<Reducer, "and" | "or">;

function lowest(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : dtype === "uint32" || dtype === "bool" ? 0 : -Infinity;
}
function highest(dtype: DType): number {
  return dtype === "int32" ? 2147483647 : dtype === "uint32" ? 4294967295 : dtype === "bool" ? 1 : Infinity;
}
