/**
 * x^y = e^(y·log x). In float32, in float64 arithmetic, whose 53 bits leave
 * enough after the multiplication; in float64 with log x as a sum of two
 * numbers. Edge cases are those of C's pow.
 *
 * Polynomials are minimax fits (Remez, 60 digits) and the series of atanh.
 */
import type { Block } from "./builder.ts";
import { expOf, ln2High, ln2Low, reduceExp, splitAny } from "./expandFloat64.ts";
import {
  copySign,
  inFloat64,
  inVectors,
  like,
  op,
  polynomial,
  powerOf2Float64,
  splitFloat64,
  twoProduct,
  twoSum,
} from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** log2((1 + s) / (1 - s)) / s in s², within 2^-45. */
const log2Series = [
  2.8853900817778495, 0.9617966941147218, 0.5770779419284862, 0.4122092997458361, 0.3199036302196508,
  0.2829313359606915,
];
/** 2^r for |r| ≤ ½, within 2^-34. */
// prettier-ignore
const exp2Series = [
  0.9999999999613788, 0.6931471807297455, 0.24022651201159878, 0.05550410350469777, 0.009618026847207863, 0.0013333923955710539,
  0.0001546942244777829, 1.5201833327737877e-5,
];
/** 2 atanh s = 2 s + s³ (2/3 + s²·series), the series within 2^-52 for |s| ≤ 0.1717. */
const atanhSeries = [2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15, 2 / 17, 2 / 19, 2 / 21, 2 / 23];
const twoThirdsLow = 3.700743415417188e-17;
/** What ln2High + ln2Low lack to ln 2 does not matter here: it is under 2^-86. */

export const pow32 = (block: Block, x: Expr, y: Expr): Expr =>
  inFloat64(block, [x, y], ([base, power]) => {
    const size = block.let(op.abs(base!));
    const { mantissa, exponent } = splitFloat64(block, size);
    const s = block.let(op.div(op.sub(mantissa, like(size, 1)), op.add(mantissa, like(size, 1))));
    const log2 = op.mulAdd(s, polynomial(block.let(op.mul(s, s)), log2Series), exponent);
    const product = block.let(op.max(op.min(op.mul(power!, logEdges(size, log2)), like(size, 160)), like(size, -160)));
    const whole = block.let(op.round(product));
    const rest = block.let(op.sub(product, whole));
    return powEdges(block, base!, power!, op.mul(polynomial(rest, exp2Series), powerOf2Float64(whole)));
  });

export const pow64 = (block: Block, x: Expr, y: Expr): Expr =>
  inVectors(block, [x, y], ([base, power]) => {
    const size = block.let(op.abs(base!));
    const { high, low } = preciseLog(block, size);
    const logarithm = block.let(logEdges(size, high));
    const { product, error } = twoProduct(block, power!, logarithm);
    // A power so large that its parts overflow has a product beyond the range too, unless the logarithm is 0.
    const inRange = op.and(op.lt(op.abs(product), like(size, 800)), op.lt(op.abs(power!), like(size, 2 ** 500)));
    const rest = block.let(op.select(inRange, op.add(error, op.mul(power!, low)), like(size, 0)));
    const bounded = block.let(op.max(op.min(product, like(size, 800)), like(size, -800)));
    const { n, r } = reduceExp(block, bounded, rest);
    return powEdges(block, base!, power!, expOf(block, r, n));
  });

const logEdges = (size: Expr, logarithm: Expr): Expr =>
  op.select(
    op.eq(size, like(size, 0)),
    like(size, -Infinity),
    op.select(op.lt(size, like(size, Infinity)), logarithm, size),
  );

/** log x as high + low, within 2^-63 of itself. */
function preciseLog(block: Block, x: Expr): { high: Expr; low: Expr } {
  const { mantissa, exponent } = splitAny(block, x);
  const f = block.let(op.sub(mantissa, like(x, 1)));
  const denominator = twoSum(block, mantissa, like(x, 1));
  // s = f / (m + 1)
  const s = block.let(op.div(f, denominator.sum));
  const back = twoProduct(block, s, denominator.sum);
  const remainder = op.sub(op.sub(op.sub(f, back.product), back.error), op.mul(s, denominator.error));
  const sLow = block.let(op.div(remainder, denominator.sum));
  // z = s²
  const z = twoProduct(block, s, s);
  const zLow = block.let(op.add(z.error, op.mul(op.mul(s, like(x, 2)), sLow)));
  // c = 2/3 + z·series
  const c = twoSum(block, like(x, 2 / 3), block.let(op.mul(z.product, polynomial(z.product, atanhSeries))));
  const cLow = block.let(op.add(c.error, like(x, twoThirdsLow)));
  // s·(2 + z·c)
  const zc = twoProduct(block, z.product, c.sum);
  const zcLow = block.let(op.add(zc.error, op.add(op.mul(z.product, cLow), op.mul(zLow, c.sum))));
  const szc = twoProduct(block, s, zc.product);
  const szcLow = op.add(szc.error, op.add(op.mul(s, zcLow), op.mul(sLow, zc.product)));
  const series = twoSum(block, block.let(op.add(s, s)), szc.product);
  const seriesLow = block.let(op.add(series.error, op.add(op.add(sLow, sLow), szcLow)));
  const scaled = twoSum(block, block.let(op.mul(exponent, like(x, ln2High))), series.sum);
  const rest = op.add(scaled.error, op.add(seriesLow, op.mul(exponent, like(x, ln2Low))));
  const total = twoSum(block, scaled.sum, block.let(rest));
  return { high: total.sum, low: block.let(total.error) };
}

/** The sign and the edge cases of x^y, given |x|^y in float64 lanes. */
function powEdges(block: Block, x: Expr, y: Expr, magnitude: Expr): Expr {
  const isWhole = block.let(op.eq(op.trunc(y), y));
  const half = block.let(op.mul(y, like(y, 0.5)));
  const isOdd = op.and(isWhole, op.not(op.eq(op.trunc(half), half)));
  const signed = copySign(magnitude, block.let(op.select(isOdd, x, like(x, 1))));
  const outside = op.and(op.and(op.lt(x, like(x, 0)), op.lt(like(x, -Infinity), x)), op.not(isWhole));
  const one = op.or(
    op.or(op.eq(y, like(y, 0)), op.eq(x, like(x, 1))),
    op.and(op.eq(x, like(x, -1)), op.eq(op.abs(y), like(y, Infinity))),
  );
  return op.select(one, like(x, 1), op.select(outside, like(x, NaN), signed));
}
