/** Rounding, closeness, and numbers in place of what is none. Source: keras/src/ops/numpy.py. */
import type { Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { broadcastTo, floating, nodeOf, type Operand } from "./operand.ts";
import { all } from "./reduce.ts";
import { s } from "./scalar.ts";

/** The nearest number of so many decimals (0; a negative number rounds to tens and hundreds), ties to even. */
export function round(x: Operand, decimals = 0): Node {
  const node = floating(x);
  if (decimals === 0) return s.round(node);
  const scale = 10 ** Math.abs(decimals);
  return decimals < 0 ? s.mul(s.round(s.div(node, scale)), scale) : s.div(s.round(s.mul(node, scale)), scale);
}
/** x with numbers for NaN and the infinities: 0, and the largest and lowest of the type unless given. */
export function nanToNum(x: Operand, nan = 0, posinf?: number | null, neginf?: number | null): Node {
  const node = nodeOf(x);
  const largest = node.dtype === "float64" ? Number.MAX_VALUE : 3.4028234663852886e38;
  const finite = s.select(s.eq(node, Infinity), posinf ?? largest, s.select(s.eq(node, -Infinity), neginf ?? -largest, node)); // prettier-ignore
  return s.select(s.eq(node, node), finite, nan);
}

/** Whether |x1 - x2| ≤ atol + rtol · |x2|; infinities are close to themselves, NaN with `equalNan`. */
export function isclose(x1: Operand, x2: Operand, rtol = 1e-5, atol = 1e-8, equalNan = false): Node {
  const [a, b] = [floating(x1), floating(x2)];
  const same = applyElementwise("equal", [a, b]);
  const distance = applyElementwise("subtract", [a, b]);
  const bound = broadcastTo(s.add(atol, s.mul(rtol, s.abs(b))), distance.shape);
  const finite = s.and(s.lt(s.abs(distance), Infinity), broadcastTo(s.lt(s.abs(b), Infinity), distance.shape));
  const close = s.or(same, s.and(finite, s.le(s.abs(distance), bound)));
  return equalNan ? s.or(close, applyElementwise("logicalAnd", [s.not(s.eq(a, a)), s.not(s.eq(b, b))])) : close;
}
/** Whether all elements are close. */
export const allclose = (x1: Operand, x2: Operand, rtol = 1e-5, atol = 1e-8, equalNan = false): Node =>
  all(isclose(x1, x2, rtol, atol, equalNan));
