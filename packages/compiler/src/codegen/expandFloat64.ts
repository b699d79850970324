/**
 * Exponentials and logarithms in float64, within 4 ulp; the reductions are
 * those of float32, the logarithm's series is in s = f / (2 + f) as in fdlibm.
 * All look at words, so scalars go through vectors.
 *
 * Polynomials are minimax fits (Remez, 60 digits).
 */
import type { Block } from "./builder.ts";
import { inVectors, like, op, polynomial, powerOf2Float64, splitFloat64, twoSum } from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** ln 2: 32 bits, whose products by exponents are exact, and the rest. */
export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;

/** (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2, relative to e^r within 2^-55. */
// prettier-ignore
const expTail = [
  0.5, 0.16666666666666666, 0.041666666666666456, 0.008333333333335548, 0.001388888888917491, 0.00019841269834602456,
  2.480158612701334e-5, 2.7557315706195107e-6, 2.7559060574254e-7, 2.507680748185371e-8, 2.0072903794019303e-9,
];
/** The same, relative to e^r - 1 within 2^-68. */
// prettier-ignore
const expm1Tail = [
  0.5, 0.16666666666666666, 0.04166666666666669, 0.00833333333333331, 0.001388888888887096, 0.00019841269841348806,
  2.48015873522875e-5, 2.7557319111009155e-6, 2.7557249784386095e-7, 2.50521701704522e-8, 2.092230843461536e-9, 1.6059720432031091e-10,
];
/** (2 atanh s - 2 s) / s³ in s², for |s| ≤ 0.1717, within 2^-59. */
// prettier-ignore
const logTail = [
  0.6666666666666735, 0.3999999999941106, 0.28571428743311605, 0.22222198466783705, 0.18183570426295226, 0.15313880576194067, 0.14797783591454855,
];

/** x = n·ln 2 + r. */
export function reduceExp(block: Block, x: Expr, low?: Expr): { n: Expr; r: Expr } {
  const n = block.let(op.round(op.mul(x, like(x, Math.LOG2E))));
  const high = op.mulAdd(n, like(x, -ln2High), x);
  const rest = low ? op.mulAdd(n, like(x, -ln2Low), low) : op.mul(n, like(x, -ln2Low));
  return { n, r: block.let(op.add(high, rest)) };
}
/** e^r·2^n with one rounding, where 2^n may be beyond the range of float64. */
export function expOf(block: Block, r: Expr, n: Expr): Expr {
  const p = op.add(op.mulAdd(polynomial(r, expTail), block.let(op.mul(r, r)), r), like(r, 1));
  const half = block.let(op.floor(op.mul(n, like(n, 0.5))));
  return op.mul(op.mul(p, powerOf2Float64(half)), powerOf2Float64(op.sub(n, half)));
}

export function exp64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([x]) => {
    const bounded = block.let(op.max(op.min(x!, like(x!, 710)), like(x!, -746)));
    const { n, r } = reduceExp(block, bounded);
    return expOf(block, r, n);
  });
}

function expm1(block: Block, x: Expr): Expr {
  const { n, r } = reduceExp(block, block.let(op.max(op.min(x, like(x, 710)), like(x, -45))));
  const p = block.let(op.mulAdd(polynomial(r, expm1Tail), block.let(op.mul(r, r)), r));
  // 2^n p + (2^n - 1), halved while it is put together: 2^1024 is no float64.
  const half = block.let(powerOf2Float64(op.sub(n, like(n, 1))));
  const sum = block.let(op.mulAdd(half, p, op.sub(half, like(x, 0.5))));
  // Halves of the smallest numbers would be lost.
  return op.select(op.lt(op.abs(x), like(x, 2 ** -54)), x, op.add(sum, sum));
}
export const expm164 = (block: Block, argument: Expr): Expr => inVectors(block, [argument], ([x]) => expm1(block, x!));

/** log(1 + f) + n·ln 2 + correction. */
function logOf(block: Block, f: Expr, n: Expr, correction: Expr | undefined): Expr {
  const s = block.let(op.div(f, op.add(f, like(f, 2))));
  const square = block.let(op.mul(s, s));
  const half = block.let(op.mul(op.mul(f, f), like(f, 0.5)));
  const series = op.mul(s, op.mulAdd(polynomial(square, logTail), square, half));
  const low = op.mulAdd(n, like(f, ln2Low), correction ? op.add(series, correction) : series);
  return op.mulAdd(n, like(f, ln2High), op.sub(f, op.sub(half, low)));
}
/** Where a logarithm's argument is at or beyond `pole`, or not finite. */
function logEdges(x: Expr, pole: number, result: Expr): Expr {
  const finite = op.select(op.lt(x, like(x, Infinity)), result, x);
  const atPole = op.select(op.eq(x, like(x, pole)), like(x, -Infinity), finite);
  return op.select(op.lt(x, like(x, pole)), like(x, NaN), atPole);
}

/** A positive float64, denormal or not, as m·2^e with m from √½ to √2. */
export function splitAny(block: Block, x: Expr): { mantissa: Expr; exponent: Expr } {
  const denormal = block.let(op.lt(x, like(x, 2 ** -1022)));
  const { mantissa, exponent } = splitFloat64(block, block.let(op.select(denormal, op.mul(x, like(x, 2 ** 54)), x)));
  return { mantissa, exponent: block.let(op.add(exponent, op.select(denormal, like(x, -54), like(x, 0)))) };
}
export function logOfVector(block: Block, x: Expr): Expr {
  const { mantissa, exponent } = splitAny(block, x);
  return logEdges(x, 0, logOf(block, block.let(op.sub(mantissa, like(x, 1))), exponent, undefined));
}
export const log64 = (block: Block, argument: Expr): Expr =>
  inVectors(block, [argument], ([x]) => logOfVector(block, x!));

export function log1p64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([value]) => {
    const x = value!;
    // 1 + x = u + e exactly, and log(u + e) is log u + e/u.
    const { sum, error } = twoSum(block, like(x, 1), x);
    const { mantissa, exponent } = splitFloat64(block, sum);
    const correction = op.div(error, sum);
    const result = logOf(block, block.let(op.sub(mantissa, like(x, 1))), exponent, correction);
    return op.select(op.eq(x, like(x, 0)), x, logEdges(x, -1, result));
  });
}

export function tanh64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([value]) => {
    const x = value!;
    const size = block.let(op.min(op.abs(x), like(x, 22)));
    const e = block.let(expm1(block, block.let(op.add(size, size))));
    const result = block.let(op.div(e, op.add(e, like(x, 2))));
    return op.select(op.eq(x, like(x, 0)), x, op.select(op.lt(x, like(x, 0)), op.neg(result), result));
  });
}
