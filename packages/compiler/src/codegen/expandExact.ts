/** Float functions with exact definitions that no instruction gives: the remainder and the fused multiply-add. */
import type { Block } from "./builder.ts";
import { anyLane, like, op } from "./expandTools.ts";
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
