/** Formulas of neural networks over whole axes: softmax and its kin. */
import { build, withGradient, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { broadcastTo, cast, floatingType, normalizeAxes, promotedType, type Operand } from "./operand.ts";
import type { Axes } from "./reduce.ts";
import { s } from "./scalar.ts";

const floating = (x: Operand): Node => cast(x, floatingType(promotedType([x])));
const keep = (fn: "add" | "max", x: Node, axes: readonly number[]): Node =>
  broadcastTo(
    build.reshape(
      build.reduce(fn, x, axes),
      x.shape.map((e, i) => (axes.includes(i) ? 1 : e)),
    ),
    x.shape,
  );

/** eˣ / Σ eˣ along the axes, shifted by the largest element. */
export function softmax(x: Operand, axis: Axes = -1): Node {
  const node = floating(x);
  const axes = normalizeAxes("softmax", node.shape.length, axis);
  const e = s.exp(s.sub(node, keep("max", node, axes)));
  const result = s.div(e, keep("add", e, axes));
  // dx = y (g - Σ g y): the shift by the largest element cancels.
  return withGradient([node], result, (g, y) => [s.mul(y, s.sub(g, keep("add", s.mul(g, y), axes)))]);
}
/** log softmax(x), without the loss of digits of taking both in turn. */
export function logSoftmax(x: Operand, axis: Axes = -1): Node {
  const node = floating(x);
  const axes = normalizeAxes("logSoftmax", node.shape.length, axis);
  const shifted = s.sub(node, keep("max", node, axes));
  const result = s.sub(shifted, s.log(keep("add", s.exp(shifted), axes)));
  return withGradient([node], result, (g, y) => [s.sub(g, s.mul(s.exp(y), keep("add", g, axes)))]);
}
/** x · Φ(x), by its tanh approximation unless `approximate` is false. */
export const gelu = (x: Operand, approximate = true): Node =>
  applyElementwise(approximate ? "geluTanh" : "geluErf", [x]);
/** max(lower, min(x, upper)); a tie with a bound halves the gradient. */
export function clip(x: Operand, lower: Operand, upper: Operand): Node {
  return applyElementwise("minimum", [applyElementwise("maximum", [x, lower]), upper]);
}
/** x, through which no gradient passes. */
export function stopGradient(x: Operand): Node {
  const node = cast(x, promotedType([x]));
  return withGradient([node], s.copy(node), () => [undefined]);
}
/** x · min(1 / √Σ x², 1 / epsilon) along the axes: unit length. Its gradient at 0 is NaN, as Keras's. */
export function normalize(x: Operand, axis: Axes = -1, epsilon = 1e-12): Node {
  const node = floating(x);
  const squared = keep("add", s.mul(node, node), normalizeAxes("normalize", node.shape.length, axis));
  return s.mul(node, s.min(s.div(1, s.sqrt(squared)), 1 / epsilon));
}
