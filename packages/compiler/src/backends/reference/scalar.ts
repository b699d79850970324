/**
 * The scalar primitives as functions of numbers. A float32 result is rounded
 * where it is stored, which makes arithmetic exact (double rounding from 53 to
 * 24 bits is innocuous for + - × ÷ and √) and leaves transcendentals within
 * 0.51 ulp; integers wrap where they are stored.
 */
import { isFloating, layouts, type DType } from "../../core/index.ts";
import type { ScalarPrimitive } from "../../ir/index.ts";
import { erf, erfinv, erfinvSingle, fma, fmaSingle } from "./special.ts";

export interface ScalarTypes {
  /** The type of the last operand. */
  readonly operand: DType;
  readonly result: DType;
  /** Whether float32 values hold 24 bits (or, in the oracle for accuracy, 53). */
  readonly single: boolean;
}
/** Called with as many operands as the primitive's arity. */
export type ScalarFunction = (a: number, b: number, c: number) => number;

const always = (f: ScalarFunction) => () => f;
const exact =
  (f: ScalarFunction, integer: ScalarFunction) =>
  ({ operand }: ScalarTypes) =>
    isFloating(operand) ? f : integer;
const isSingle = ({ operand, single }: ScalarTypes) => single && operand === "float32";
const identity = (x: number) => x;

export const scalarFunctions = {
  neg: always((a) => -a),
  abs: always((a) => Math.abs(a)),
  add: always((a, b) => a + b),
  sub: always((a, b) => a - b),
  mul: exact(
    (a, b) => a * b,
    (a, b) => Math.imul(a, b),
  ),
  div: exact(
    (a, b) => a / b,
    (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  ),
  rem: exact(
    (a, b) => a % b,
    (a, b) => (b === 0 ? 0 : a % b),
  ),
  max: always((a, b) => Math.max(a, b)),
  min: always((a, b) => Math.min(a, b)),
  fma: (types) => (isSingle(types) ? fmaSingle : fma),
  pow: always(pow),
  atan2: always((a, b) => Math.atan2(a, b)),
  sqrt: always((a) => Math.sqrt(a)),
  floor: always((a) => Math.floor(a)),
  ceil: always((a) => Math.ceil(a)),
  trunc: always((a) => Math.trunc(a)),
  round: always(roundEven),
  exp: always((a) => Math.exp(a)),
  expm1: always((a) => Math.expm1(a)),
  log: always((a) => Math.log(a)),
  log1p: always((a) => Math.log1p(a)),
  sin: always((a) => Math.sin(a)),
  cos: always((a) => Math.cos(a)),
  tan: always((a) => Math.tan(a)),
  atan: always((a) => Math.atan(a)),
  tanh: always((a) => Math.tanh(a)),
  erf: always(erf),
  erfinv: (types) => {
    if (types.operand === "float64") return erfinv;
    const round = types.single ? Math.fround : identity;
    return (a) => erfinvSingle(a, round);
  },
  eq: always((a, b) => Number(a === b)),
  lt: always((a, b) => Number(a < b)),
  le: always((a, b) => Number(a <= b)),
  not: ({ operand }) => (operand === "bool" ? (a) => 1 - a : (a) => ~a),
  and: always((a, b) => a & b),
  or: always((a, b) => a | b),
  xor: always((a, b) => a ^ b),
  shl: always((a, b) => a << b),
  shr: ({ operand }) => (operand === "int32" ? (a, b) => a >> b : (a, b) => a >>> b),
  select: always((a, b, c) => (a !== 0 ? b : c)),
  cast: ({ operand, result }) => {
    if (result === "bool") return (a) => Number(a !== 0);
    if (!isFloating(operand) || isFloating(result)) return identity;
    const [low, high] = result === "int32" ? [-2147483648, 2147483647] : [0, 4294967295];
    return (a) => (Number.isNaN(a) ? 0 : Math.min(Math.max(Math.trunc(a), low), high));
  },
  bitcast: ({ operand, result }) => {
    const from = layouts[operand].allocate(1);
    const to = layouts[result].view(from.buffer, 0, 1);
    return (a) => {
      from[0] = a;
      return to[0]!;
    };
  },
} satisfies Record<ScalarPrimitive, (types: ScalarTypes) => ScalarFunction>;

/** IEEE 754's power: 1 to any power and anything to the power 0 is 1, NaN included. */
function pow(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}
/** To the nearest whole number, ties to even. */
function roundEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : Math.ceil(x);
}
