/**
 * atan and atan2. A quotient a/b with 0 ≤ a ≤ b beyond tan(π/8) becomes
 * (a - b)/(a + b), an eighth of a turn away; a polynomial serves the rest.
 *
 * Polynomials are minimax fits (Remez, 60 digits).
 */
import type { Block } from "./builder.ts";
import { copySign, inFloat64, inVectors, like, op, polynomial } from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** (atan z - z) / z³ in z² for |z| ≤ tan(π/8): within 2^-30, and 2^-64 in float64. */
const tail32 = [-0.33333316, 0.1999847, -0.14243487, 0.10593452, -0.060772605];
// prettier-ignore
const tail64 = [
  -0.33333333333333326, 0.1999999999999764, -0.14285714285384737, 0.1111111108799302, -0.09090908138475587, 0.07692282634192259,
  -0.06666225083449552, 0.058770068527976255, -0.05218316596062966, 0.04503223474956011, -0.03346752644006152, 0.015188725616827591,
];
/** What a float of the lane's width lacks to π/4. */
const quarterLow = { f32: -2.1855694143368964e-8, f64: 3.061616997868383e-17 } as const;

/** atan(a/b), where 0 ≤ a ≤ b and b is not 0. */
function arctangent(block: Block, a: Expr, b: Expr, tail: readonly number[]): Expr {
  const far = block.let(op.lt(op.mul(b, like(b, Math.SQRT2 - 1)), a));
  const z = block.let(op.div(op.select(far, op.sub(a, b), a), op.select(far, op.add(a, b), b)));
  const square = block.let(op.mul(z, z));
  const odd = op.mul(op.mul(polynomial(square, tail), square), z);
  const low = quarterLow[a.type.lane === "f32" ? "f32" : "f64"];
  const base = op.select(far, like(a, Math.PI / 4), like(a, 0));
  return op.add(base, op.add(z, op.add(odd, op.select(far, like(a, low), like(a, 0)))));
}
/** π/2 - t. */
const complement = (t: Expr): Expr => {
  const low = 2 * quarterLow[t.type.lane === "f32" ? "f32" : "f64"];
  return op.sub(like(t, Math.PI / 2), op.sub(t, like(t, low)));
};

function atan(block: Block, argument: Expr, tail: readonly number[]): Expr {
  const x = block.let(argument);
  const size = block.let(op.abs(x));
  const one = like(x, 1);
  const beyond = block.let(op.lt(one, size));
  const angle = block.let(
    arctangent(block, block.let(op.select(beyond, one, size)), block.let(op.select(beyond, size, one)), tail),
  );
  const result = block.let(op.select(beyond, complement(angle), angle));
  return op.select(op.lt(x, like(x, 0)), op.neg(result), op.select(op.eq(x, like(x, 0)), x, result));
}

/** C's atan2, edge cases and signs of zero included. */
function atan2(block: Block, y: Expr, x: Expr, tail: readonly number[]): Expr {
  const height = block.let(op.abs(y));
  const width = block.let(op.abs(x));
  const large = block.let(op.max(height, width));
  const small = block.let(op.min(height, width));
  // Nothing over nothing is 0; infinity over infinity is 1; the sum of both must not overflow.
  const shrink = block.let(op.select(op.lt(like(x, 2 ** 1000), large), like(x, 2 ** -100), like(x, 1)));
  const infinite = op.eq(large, like(x, Infinity));
  const both = op.eq(small, like(x, Infinity));
  const a = block.let(
    op.select(
      infinite,
      op.select(both, like(x, 1), op.select(op.lt(small, large), like(x, 0), small)),
      op.mul(small, shrink),
    ),
  );
  const b = block.let(op.select(op.or(infinite, op.eq(large, like(x, 0))), like(x, 1), op.mul(large, shrink)));
  const steep = op.lt(width, height);
  const angle = block.let(arctangent(block, a, b, tail));
  const upper = block.let(op.select(steep, complement(angle), angle));
  const behind = op.lt(copySign(like(x, 1), x), like(x, 0));
  const full = op.sub(like(x, Math.PI), op.sub(upper, like(x, 4 * quarterLow.f64)));
  return copySign(block.let(op.select(behind, full, upper)), y);
}

export const atan32 = (block: Block, x: Expr): Expr => atan(block, x, tail32);
export const atan64 = (block: Block, x: Expr): Expr => atan(block, x, tail64);
export const atan232 = (block: Block, y: Expr, x: Expr): Expr =>
  inFloat64(block, [y, x], ([a, b]) => atan2(block, a!, b!, tail64.slice(0, 9)));
export const atan264 = (block: Block, y: Expr, x: Expr): Expr =>
  inVectors(block, [y, x], ([a, b]) => atan2(block, a!, b!, tail64));
