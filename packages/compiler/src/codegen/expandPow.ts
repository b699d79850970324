/**
 * x^y. In float32 it is 2^(y·log2 x) in float64, whose 53 bits leave enough
 * after the multiplication; edge cases are those of C's pow.
 *
 * Polynomials are minimax fits (Remez, 60 digits).
 */
import type { Block } from "./builder.ts";
import {
  inFloat64,
  like,
  op,
  polynomial,
  powerOf2Float64,
  float64OfWords,
  splitFloat64,
  wordPair,
  words,
} from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** log2((1 + s) / (1 - s)) / s in s², within 2^-45. */
const log2Series = [
  2.8853900817778495, 0.9617966941147218, 0.5770779419284862, 0.4122092997458361, 0.3199036302196508,
  0.2829313359606915,
];
/** 2^r for |r| ≤ ½, within 2^-34. */
const exp2Series = [
  0.9999999999613788, 0.6931471807297455, 0.24022651201159878, 0.05550410350469777, 0.009618026847207863,
  0.0013333923955710539, 0.0001546942244777829, 1.5201833327737877e-5,
];

export const pow32 = (block: Block, x: Expr, y: Expr): Expr =>
  inFloat64(block, [x, y], ([base, power]) => {
    const size = block.let(op.abs(base!));
    const { mantissa, exponent } = splitFloat64(block, size);
    const s = block.let(op.div(op.sub(mantissa, like(size, 1)), op.add(mantissa, like(size, 1))));
    const log2 = op.mulAdd(s, polynomial(block.let(op.mul(s, s)), log2Series), exponent);
    const logarithm = op.select(
      op.eq(size, like(size, 0)),
      like(size, -Infinity),
      op.select(op.lt(size, like(size, Infinity)), log2, size),
    );
    const product = block.let(op.max(op.min(op.mul(power!, logarithm), like(size, 160)), like(size, -160)));
    const whole = block.let(op.round(product));
    const rest = block.let(op.sub(product, whole));
    return powEdges(block, base!, power!, op.mul(polynomial(rest, exp2Series), powerOf2Float64(whole)));
  });

/** The sign and the edge cases of x^y, given |x|^y in float64 lanes. */
export function powEdges(block: Block, x: Expr, y: Expr, magnitude: Expr): Expr {
  const truncated = op.trunc(y);
  const isWhole = block.let(op.eq(truncated, y));
  const half = block.let(op.mul(y, like(y, 0.5)));
  const isOdd = op.and(isWhole, op.not(op.eq(op.trunc(half), half)));
  const sign = op.and(words(x), wordPair(words(x), 0, 0x80000000));
  const signed = float64OfWords(op.or(words(magnitude), words(op.select(isOdd, float64OfWords(sign), like(x, 0)))));
  const outside = op.and(op.and(op.lt(x, like(x, 0)), op.lt(like(x, -Infinity), x)), op.not(isWhole));
  const one = op.or(
    op.or(op.eq(y, like(y, 0)), op.eq(x, like(x, 1))),
    op.and(op.eq(x, like(x, -1)), op.eq(op.abs(y), like(y, Infinity))),
  );
  return op.select(one, like(x, 1), op.select(outside, like(x, NaN), signed));
}
