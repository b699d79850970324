/**
 * Every scalar primitive in every dtype of its domain, over edges and random
 * values of all magnitudes. The bounds are the compiler's promise: what IEEE
 * rounds exactly is exact, the rest 2 ulp in float32 and 4 in float64.
 */
import { batch, dtypes, isFloating, layouts, type DType } from "../../core/index.ts";
import { build, scalarFacts, type Node, type ScalarPrimitive } from "../../ir/index.ts";
import type { Tolerance } from "../compare.ts";
import type { Fill } from "../draft.ts";
import type { Random } from "../random.ts";
import { define, type Case } from "./case.ts";

interface Bounds {
  readonly float32: Tolerance;
  readonly float64: Tolerance;
}
const exact: Bounds = { float32: {}, float64: {} };
/** Exact, and of the right sign at zero. */
const ieee: Bounds = { float32: { signedZero: true }, float64: { signedZero: true } };
const close: Bounds = { float32: { ulp: 2 }, float64: { ulp: 4 } };

export const scalarBounds: { readonly [P in ScalarPrimitive]: Bounds } = {
  neg: ieee, abs: ieee, add: ieee, sub: ieee, mul: ieee, div: ieee, rem: exact, max: exact, min: exact, fma: ieee,
  pow: { float32: { ulp: 4 }, float64: { ulp: 8 } }, atan2: { float32: { ulp: 4 }, float64: { ulp: 8 } },
  sqrt: ieee, floor: exact, ceil: exact, trunc: exact, round: exact,
  exp: close, expm1: close, log: close, log1p: close, sin: close, cos: close, tan: close, atan: close, tanh: close, erf: close,
  // XLA's polynomial: its rounding depends on whether products and sums are fused.
  erfinv: { float32: { relative: 5e-7 }, float64: { relative: 4e-15 } },
  eq: exact, lt: exact, le: exact, not: exact, and: exact, or: exact, xor: exact, shl: exact, shr: exact, select: ieee, cast: exact, bitcast: exact,
}; // prettier-ignore

const floatEdges = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 2, 3, 10, 88, 89, 104, -87.5, -104, 709, -745, Math.PI, Math.PI / 2, -Math.PI / 4, 1e-8, 1e30, -1e30,
  2 ** 23, 2 ** 24 + 2, 2 ** 31, -(2 ** 31), 2 ** 32, 1 - 2 ** -24, -(1 - 2 ** -24), 1 + 2 ** -23, 2 ** -126, 2 ** -149, 2 ** 127, -(2 ** 127),
  (2 - 2 ** -23) * 2 ** 127, Infinity, -Infinity, NaN,
]; // prettier-ignore
const doubleEdges = [2 ** 52 + 1, 2 ** 53, 2 ** -1022, 2 ** -1074, Number.MAX_VALUE, 1 - 2 ** -53, 1 + 2 ** -52, 1e300];
const integerEdges = [0, 1, -1, 2, -2, 3, 7, 31, 32, 33, 255, 65536, 2147483647, -2147483648, -2147483647];
const edges: { readonly [D in DType]: readonly number[] } = {
  float32: floatEdges,
  float64: [...floatEdges, ...doubleEdges],
  int32: integerEdges,
  uint32: integerEdges.map((x) => x >>> 0),
  bool: [0, 1],
};
/** Of every magnitude, most of them near 1. */
function anyFloat(random: Random): number {
  const sign = random.chance(0.5) ? 1 : -1;
  const spread = random.pick([1, 3, 8, 30, 126]);
  return sign * (1 + random.uniform()) * 2 ** ((random.uniform() * 2 - 1) * spread);
}
const draws: { readonly [D in DType]: (random: Random) => number } = {
  float32: anyFloat,
  float64: anyFloat,
  int32: (random) => random.integer(-(2 ** 31), 2 ** 31) >> random.integer(0, 32),
  uint32: (random) => random.integer(0, 2 ** 32) >>> random.integer(0, 32),
  bool: (random) => random.integer(0, 2),
};

const randomCount = 301;
/** Operand `which` of `arity`: all pairs of edges (for one operand, each of them), then random values. */
function fillOf(dtype: DType, which: number, arity: number): { fill: Fill; length: number } {
  const list = edges[dtype];
  const grid = arity === 1 ? list.length : list.length ** 2;
  const fill: Fill = (random, i) => {
    if (i >= grid || which === 2) return random.chance(0.1) ? random.pick(list) : draws[dtype](random);
    return list[which === 0 ? i % list.length : Math.floor(i / list.length)]!;
  };
  return { fill, length: grid + randomCount };
}

function scalarCase(fn: ScalarPrimitive, operands: readonly DType[], result?: DType): Case {
  const last = operands[operands.length - 1]!;
  const judged = isFloating(result ?? last) ? ((result ?? last) as "float32" | "float64") : "float32";
  const signature = `${operands.join(", ")}${result ? ` to ${result}` : ""}`;
  return define(`${fn} of ${signature}`, (draft) => {
    // The grid of the first two operands of the last one's type; a condition alternates.
    const { length } = fillOf(last, 0, operands.length);
    const fills = operands.map((dtype, i) => fillOf(dtype, i, operands.length).fill);
    const inside = (x: number, dtype: DType): number => (layouts[dtype].allocate(1).fill(x)[0] ?? 0);
    const parameters = operands.map((dtype, i): Node => draft.state([length], dtype, (random, k) => inside(fills[i]!(random, k), dtype)));
    const rows = operands.map((dtype): Node => draft.input([batch, 5], dtype, draws[dtype]));
    return [build.map(fn, parameters, result), build.map(fn, rows, result)];
  }, { tolerance: scalarBounds[fn][judged] }); // prettier-ignore
}

const castable: readonly (readonly [DType, DType])[] = dtypes.flatMap((from) =>
  dtypes.flatMap((to) => (from === to ? [] : [[from, to] as const])),
);
const bits = ["float32", "int32", "uint32"] as const;

export function scalarCases(supported: readonly DType[]): Case[] {
  const has = (dtype: DType) => supported.includes(dtype);
  return (Object.keys(scalarFacts) as ScalarPrimitive[]).flatMap((fn) => {
    if (fn === "cast")
      return castable.filter(([from, to]) => has(from) && has(to)).map(([from, to]) => scalarCase(fn, [from], to));
    if (fn === "bitcast")
      return bits.flatMap((from) => bits.filter((to) => to !== from).map((to) => scalarCase(fn, [from], to)));
    const { arity, domain } = scalarFacts[fn];
    return dtypes
      .filter((dtype) => has(dtype) && build.inDomain(dtype, domain))
      .map((dtype) =>
        scalarCase(
          fn,
          Array.from({ length: arity }, (_, i): DType => (fn === "select" && i === 0 ? "bool" : dtype)),
        ),
      );
  });
}
