/**
 * Exponentials and logarithms in float32, in float32 arithmetic. Each is valid
 * with fused and with separate multiply-add: what must be exact is a product
 * by a constant of few bits.
 *
 * Polynomials are minimax fits (Remez, 60 digits) made for these intervals;
 * the reductions follow Cody & Waite and, for log1p, N. Juffa.
 */
import { constant } from "./builder.ts";
import type { Block } from "./builder.ts";
import { bitsOfFloat32, float32OfBits, like, op, polynomial, powerOf2Float32 } from "./expandTools.ts";
import type { Expr } from "./loop.ts";

// ln 2 in two parts; the first has 9 bits, so that its product by an exponent is exact.
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;
/** Adding and subtracting it rounds to a whole number, which its low bits then hold. */
const rounder = 12582912;

/** (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2, relative to e^r within 2^-28. */
const expTail = [0.49999994, 0.16666515, 0.041668456, 0.008369419, 0.0013813161];
/** The same, relative to e^r - 1 within 2^-31. */
const expm1Tail = [0.5, 0.16666666, 0.041666348, 0.0083333934, 0.0013941653, 0.0001984527];
/** (log(1 + f) - f + f²/2) / f³ for 1 + f from √½ to √2, relative to the logarithm within 2^-27. */
const logTail = [0.3333333, -0.25000826, 0.20001237, -0.16623147, 0.1420136, -0.13161974, 0.12765484, -0.076345295];
/** (tanh x - x) / x³ in x², for |x| ≤ 0.625, within 2^-27. */
const tanhTail = [-0.3333328, 0.13331442, -0.05373972, 0.020639082, -0.005704981];

/** x = n·ln 2 + r: n in int32 lanes, and r. */
function reduce(block: Block, x: Expr): { n: Expr; r: Expr } {
  const shifted = block.let(op.mulAdd(x, like(x, 1.44269504), like(x, rounder)));
  const whole = block.let(op.sub(shifted, like(x, rounder)));
  const bits = bitsOfFloat32(shifted);
  const n = block.let(op.sub(bits, constant(0x4b400000, bits.type)));
  const high = op.mulAdd(whole, like(x, -ln2High), x);
  return { n, r: block.let(op.mulAdd(whole, like(x, -ln2Low), high)) };
}
const expOfRest = (block: Block, r: Expr): Expr => {
  const square = block.let(op.mul(r, r));
  return op.add(op.mulAdd(polynomial(r, expTail), square, r), like(r, 1));
};
/** p·2^n with one rounding, where 2^n may be beyond the range of float32. */
function scale(block: Block, p: Expr, n: Expr): Expr {
  const half = block.let(op.shr(n, constant(1)));
  return op.mul(op.mul(p, powerOf2Float32(half)), powerOf2Float32(op.sub(n, half)));
}

export function exp32(block: Block, x: Expr): Expr {
  const bounded = block.let(op.max(op.min(x, like(x, 89)), like(x, -104)));
  const { n, r } = reduce(block, bounded);
  return scale(block, block.let(expOfRest(block, r)), n);
}

/** e^x for |x| up to 80. */
export function moderateExp32(block: Block, x: Expr): Expr {
  const { n, r } = reduce(block, block.let(x));
  return op.mul(expOfRest(block, r), powerOf2Float32(n));
}

/** log(1 + f), plus n·ln 2. */
function logOf(block: Block, f: Expr, n: Expr): Expr {
  const square = block.let(op.mul(f, f));
  const tail = op.mul(op.mul(polynomial(f, logTail), f), square);
  const rest = op.mulAdd(n, like(f, ln2Low), op.mulAdd(square, like(f, -0.5), tail));
  return op.mulAdd(n, like(f, ln2High), op.add(f, rest));
}
/** Where a logarithm's argument is at or beyond `pole`, or not finite. */
function logEdges(x: Expr, pole: number, result: Expr): Expr {
  const finite = op.select(op.lt(x, like(x, Infinity)), result, x);
  const atPole = op.select(op.eq(x, like(x, pole)), like(x, -Infinity), finite);
  return op.select(op.lt(x, like(x, pole)), like(x, NaN), atPole);
}

export function log32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const denormal = block.let(op.lt(x, like(x, 2 ** -126)));
  const bits = block.let(bitsOfFloat32(op.select(denormal, op.mul(x, like(x, 2 ** 23)), x)));
  const exponent = block.let(op.shr(op.sub(bits, constant(0x3f3504f3, bits.type)), constant(23)));
  const f = block.let(op.sub(float32OfBits(op.sub(bits, op.shl(exponent, constant(23)))), like(x, 1)));
  const n = block.let(
    op.add({ kind: "cast", type: x.type, value: exponent }, op.select(denormal, like(x, -23), like(x, 0))),
  );
  return logEdges(x, 0, block.let(logOf(block, f, n)));
}

export function log1p32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const sum = bitsOfFloat32(op.add(x, like(x, 1)));
  const exponent = block.let(op.shr(op.sub(sum, constant(0x3f3504f3, sum.type)), constant(23)));
  const shift = block.let(op.shl(exponent, constant(23)));
  // 1 + x = 2^n (1 + f) with f = x·2^-n + (2^-n - 1), exact but for the last addition.
  const scaled = float32OfBits(op.sub(bitsOfFloat32(x), shift));
  const quarter = float32OfBits(op.sub(constant(0x40800000, sum.type), shift));
  const f = block.let(op.add(scaled, op.mulAdd(quarter, like(x, 0.25), like(x, -1))));
  const result = block.let(logOf(block, f, block.let({ kind: "cast", type: x.type, value: exponent })));
  return op.select(op.eq(x, like(x, 0)), x, logEdges(x, -1, result));
}

export function expm132(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const bounded = block.let(op.max(op.min(x, like(x, 89)), like(x, -20)));
  const { n, r } = reduce(block, bounded);
  const square = block.let(op.mul(r, r));
  const p = block.let(op.mulAdd(polynomial(r, expm1Tail), square, r));
  // 2^n p + (2^n - 1), halved while it is put together: 2^128 is no float32.
  const half = block.let(powerOf2Float32(op.sub(n, constant(1, n.type))));
  const sum = block.let(op.mulAdd(half, p, op.sub(half, like(x, 0.5))));
  // Halves of the smallest numbers would be lost.
  return op.select(op.lt(op.abs(x), like(x, 2 ** -26)), x, op.add(sum, sum));
}

export function tanh32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const size = block.let(op.abs(x));
  const square = block.let(op.mul(x, x));
  const small = op.mulAdd(op.mul(polynomial(square, tanhTail), square), size, size);
  const bounded = block.let(op.min(size, like(x, 10)));
  const power = moderateExp32(block, op.add(bounded, bounded));
  const large = op.sub(like(x, 1), op.div(like(x, 2), op.add(power, like(x, 1))));
  const result = bitsOfFloat32(op.select(op.lt(size, like(x, 0.625)), small, large));
  const sign = op.and(bitsOfFloat32(x), constant(-0x80000000, result.type));
  return float32OfBits(op.or(result, sign));
}
