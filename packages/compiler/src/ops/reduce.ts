/** Reductions along axes (NumPy's semantics; all axes where none is given; the batch is an axis like others). */
import {
  formatShape,
  multiplyExtents,
  sameShape,
  TacetError,
  type DType,
  type Extent,
  type Shape,
} from "../core/index.ts";
import { build, withGradient, type Node, type Reducer } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { broadcastTo, cast, floating, nodeOf, normalizeAxes, normalizeAxis, numeric, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";

/** An axis, several, or (left out) all of them. */
export type Axes = number | readonly number[] | null | undefined;

const keptShape = (shape: Shape, axes: readonly number[]): Shape => shape.map((e, i) => (axes.includes(i) ? 1 : e));

function reduceAxes(name: string, fn: Reducer, x: Node, axis: Axes, keepdims: boolean): Node {
  const axes = normalizeAxes(name, x.shape.length, axis);
  const result = build.reduce(fn, x, axes);
  return keepdims ? build.reshape(result, keptShape(x.shape, axes)) : result;
}
/** The number of elements that are folded into one, as a scalar of the operand's type. */
function count(name: string, x: Node, axis: Axes): Node {
  const extent = normalizeAxes(name, x.shape.length, axis).reduce<Extent>((n, a) => multiplyExtents(n, x.shape[a]!), 1);
  return build.extent(extent, x.dtype);
}
/** The sum; of bools, their count. */
export const sum = (x: Operand, axis?: Axes, keepdims = false): Node =>
  reduceAxes("sum", "add", numeric(x), axis, keepdims);
/** The product. */
export const prod = (x: Operand, axis?: Axes, keepdims = false, dtype?: DType): Node =>
  reduceAxes("prod", "mul", dtype ? cast(x, dtype) : numeric(x), axis, keepdims);
/** The largest element, or `initial` where that is larger; ties share the gradient evenly. */
export const max = (x: Operand, axis?: Axes, keepdims = false, initial?: Operand | null): Node =>
  atLeast("maximum", reduceAxes("max", "max", numeric(x), axis, keepdims), initial);
/** The smallest element, or `initial` where that is smaller; ties share the gradient evenly. */
export const min = (x: Operand, axis?: Axes, keepdims = false, initial?: Operand | null): Node =>
  atLeast("minimum", reduceAxes("min", "min", numeric(x), axis, keepdims), initial);
const atLeast = (name: "maximum" | "minimum", x: Node, initial: Operand | null | undefined): Node =>
  initial === undefined || initial === null ? x : applyElementwise(name, [x, initial]);
/** Whether any element is true. */
export const any = (x: Operand, axis?: Axes, keepdims = false): Node =>
  reduceAxes("any", "or", cast(x, "bool"), axis, keepdims);
/** Whether all elements are true. */
export const all = (x: Operand, axis?: Axes, keepdims = false): Node =>
  reduceAxes("all", "and", cast(x, "bool"), axis, keepdims);

/** The mean: the sum divided by the number of elements, over the batch too. */
export function mean(x: Operand, axis?: Axes, keepdims = false): Node {
  const node = floating(x);
  const total = reduceAxes("mean", "add", node, axis, keepdims);
  return s.div(total, build.fill(count("mean", node, axis), total.shape));
}
export { variance as var };
/** The population variance, around the mean (two passes). */
function variance(x: Operand, axis?: Axes, keepdims = false): Node {
  const node = floating(x);
  const centered = s.sub(node, broadcastTo(mean(node, axis, true), node.shape));
  return mean(s.mul(centered, centered), axis, keepdims);
}
/** The population standard deviation. */
export const std = (x: Operand, axis?: Axes, keepdims = false): Node => s.sqrt(variance(x, axis, keepdims));

/** The int32 position of the first largest element along `axis`; without one, in the flattened tensor. */
export const argmax = (x: Operand, axis?: number | null, keepdims = false): Node =>
  argReduce("argmax", "max", x, axis, keepdims);
/** The int32 position of the first smallest element along `axis`; without one, in the flattened tensor. */
export const argmin = (x: Operand, axis?: number | null, keepdims = false): Node =>
  argReduce("argmin", "min", x, axis, keepdims);
function argReduce(
  name: string,
  fn: "max" | "min",
  x: Operand,
  axis: number | null | undefined,
  keepdims: boolean,
): Node {
  const node = numeric(x);
  if (axis === undefined || axis === null) {
    const result = build.argReduce(fn, build.reshape(node, [node.shape.reduce<Extent>(multiplyExtents, 1)]), 0);
    return keepdims
      ? build.reshape(
          result,
          node.shape.map(() => 1),
        )
      : result;
  }
  const a = normalizeAxis(name, node.shape.length, axis);
  const result = build.argReduce(fn, node, a);
  return keepdims ? build.reshape(result, keptShape(node.shape, [a])) : result;
}

/** log Σ eˣ, shifted by the largest element; its gradient is the softmax. */
export function logsumexp(x: Operand, axis?: Axes, keepdims = false): Node {
  const node = floating(x);
  const axes = normalizeAxes("logsumexp", node.shape.length, axis);
  const largest = reduceAxes("logsumexp", "max", node, axes, true);
  const shift = s.select(s.lt(s.abs(largest), Infinity), largest, 0);
  const total = s.log(reduceAxes("logsumexp", "add", s.exp(s.sub(node, broadcastTo(shift, node.shape))), axes, true));
  const kept = withGradient([node], s.add(total, shift), (g, y, [input]) => [
    s.mul(broadcastTo(g, input!.shape), s.exp(s.sub(input!, broadcastTo(y, input!.shape)))),
  ]);
  return keepdims ? kept : build.reshape(kept, build.reduce("max", node, axes).shape);
}
/** Sums a result of broadcasting back to the shape it came from. */
export function sumTo(x: Operand, shape: Shape): Node {
  const node = nodeOf(x);
  if (sameShape(node.shape, shape)) return node;
  const offset = node.shape.length - shape.length;
  if (offset < 0)
    throw new TacetError(
      `sumTo: a tensor of shape ${formatShape(node.shape)} was not broadcast from ${formatShape(shape)}.`,
    );
  const axes = node.shape
    .map((_, i) => i)
    .filter((i) => i < offset || (shape[i - offset] === 1 && node.shape[i] !== 1));
  return build.reshape(build.reduce("add", node, axes), shape);
}
