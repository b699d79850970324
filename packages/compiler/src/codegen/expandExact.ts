/** Float functions with exact definitions that no instruction gives: the remainder and the fused multiply-add. */
import type { Block } from "./builder.ts";
import {
  anyLane,
  copySign,
  float64OfWords,
  inFloat64,
  inVectors,
  like,
  op,
  twoProduct,
  twoSum,
  wordPair,
  words,
} from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** Repeats `body` while `condition` holds in any lane; both write into the block they are given. */
function whileAny(block: Block, condition: () => Expr, body: (block: Block) => void): void {
  const running = block.variable(anyLane(block, condition()));
  block.whilst(running, (inner) => {
    body(inner);
    inner.set(running, anyLane(inner, condition()));
  });
}

/** C's fmod by doubling and halving the divisor: each step is exact. */
export function expandRemainder(block: Block, dividend: Expr, divisor: Expr): Expr {
  const x = block.let(dividend);
  const y = block.let(divisor);
  const size = block.let(op.abs(y));
  const rest = block.variable(op.abs(x));
  const part = block.variable(size);
  const isFinite = (e: Expr): Expr => op.lt(e, like(e, Infinity));
  // Lanes without a quotient stay out of the loops: NaN, infinities, zero divisors.
  const valid = block.let(op.and(op.and(isFinite(rest), isFinite(size)), op.lt(like(x, 0), size)));
  const doubles = (): Expr => op.and(valid, op.le(part, op.sub(rest, part)));
  whileAny(block, doubles, (b) => b.set(part, op.select(doubles(), op.add(part, part), part)));
  const remains = (): Expr => op.and(valid, op.le(size, part));
  whileAny(block, remains, (b) => {
    b.set(rest, op.select(op.and(remains(), op.le(part, rest)), op.sub(rest, part), rest));
    b.set(part, op.mul(part, like(x, 0.5)));
  });
  const signed = op.select(op.lt(x, like(x, 0)), op.neg(rest), rest);
  const unchanged = op.or(
    op.and(op.eq(x, like(x, 0)), valid),
    op.and(isFinite(op.abs(x)), op.eq(size, like(x, Infinity))),
  );
  return op.select(unchanged, x, op.select(valid, signed, like(x, NaN)));
}

/**
 * a + b, an inexact result moved to an odd neighbour: rounding it again to
 * fewer bits then gives what one rounding would (Boldo & Melquiond 2008).
 */
function addToOdd(block: Block, a: Expr, b: Expr): Expr {
  const { sum, error } = twoSum(block, a, b);
  const rest = block.let(error);
  const lastBit = float64OfWords(op.and(words(sum), wordPair(words(sum), 1, 0)));
  const isEven = op.eq(lastBit, like(sum, 0));
  const inexact = op.or(op.lt(rest, like(sum, 0)), op.lt(like(sum, 0), rest));
  // ¾ of |sum|·2^-52 is ¾ to 1½ units in the last place: it reaches the next number and not the one after.
  const step = block.let(op.mul(op.abs(sum), like(sum, 0.75 * 2 ** -52)));
  return op.select(op.and(isEven, inexact), op.add(sum, copySign(step, rest)), sum);
}

/** a·b + c with one rounding: the product is exact in float64. */
export const fma32 = (block: Block, a: Expr, b: Expr, c: Expr): Expr =>
  inFloat64(block, [a, b, c], ([x, y, z]) => addToOdd(block, block.let(op.mul(x!, y!)), z!));

/** a·b + c with one rounding, unless a part of a·b overflows or underflows. */
export const fma64 = (block: Block, a: Expr, b: Expr, c: Expr): Expr =>
  inVectors(block, [a, b, c], ([x, y, z]) => {
    const { product, error } = twoProduct(block, x!, y!);
    const low = twoSum(block, z!, block.let(error));
    const high = twoSum(block, product, low.sum);
    const exact = block.let(op.add(high.sum, addToOdd(block, block.let(low.error), block.let(high.error))));
    // Where the parts are not finite (infinities, NaN, near the largest numbers), plain arithmetic has the answer, and the sign of 0.
    const size = block.let(op.abs(exact));
    const usable = op.and(op.lt(like(exact, 0), size), op.lt(size, like(exact, Infinity)));
    return op.select(usable, exact, op.add(product, z!));
  });
