/** Formulas of neural networks over whole axes: softmax and its kin. */
import { build, gatherAlong, withGradient, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { broadcastTo, cast, floating, normalizeAxes, normalizeAxis, promotedType, type Operand } from "./operand.ts";
import { split } from "./join.ts";
import type { Axes } from "./reduce.ts";
import { s } from "./scalar.ts";

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
/** max(xMin, min(x, xMax)); a tie with a bound halves the gradient. */
export function clip(x: Operand, xMin: Operand, xMax: Operand): Node {
  return applyElementwise("minimum", [applyElementwise("maximum", [x, xMin]), xMax]);
}
/** x, through which no gradient passes. */
export function stopGradient(x: Operand): Node {
  const node = cast(x, promotedType([x]));
  return withGradient([node], s.copy(node), () => [undefined]);
}
/** The half of x along an axis, times the sigmoid of the other half. */
export function glu(x: Operand, axis = -1): Node {
  const [value, gate] = split(floating(x), 2, axis);
  return s.mul(value!, applyElementwise("sigmoid", [gate!]));
}
/** The nearest point to x whose elements along the axis are not negative and sum to 1: softmax with zeros. */
export function sparsemax(x: Operand, axis = -1): Node {
  const node = floating(x);
  const a = normalizeAxis("sparsemax", node.shape.length, axis);
  const sorted = gatherAlong(node, build.argSort(node, a, true), a);
  const sums = build.cumulate("add", sorted, a);
  const rank = s.add(build.iota(node.shape, a, node.dtype), 1);
  const support = s.lt(0, s.sub(sorted, s.div(s.sub(sums, 1), rank)));
  const size = keep("add", cast(support, node.dtype), [a]);
  const bound = s.div(s.sub(keep("add", s.select(support, sums, 0), [a]), 1), size);
  return s.max(s.sub(node, bound), 0);
}
