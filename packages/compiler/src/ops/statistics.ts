/**
 * Statistics along axes: averages, quantiles, and reductions that leave NaN
 * out. Axes are as in reduce.ts. Source: keras/src/ops/numpy.py.
 */
import { multiplyExtents, type DType, type Extent } from "../core/index.ts";
import { build, gatherAlong, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import {
  broadcastTo,
  cast,
  checkChoice,
  floating,
  nodeOf,
  normalizeAxes,
  normalizeAxis,
  range,
  withExtent,
  type Operand,
} from "./operand.ts";
import { argmax, argmin, any, max, mean, min, prod, sum, var as variance, type Axes } from "./reduce.ts";
import { concatenate } from "./join.ts";
import { s } from "./scalar.ts";
import { reshape, sliceAxis, squeeze, transpose } from "./shape.ts";
import { cumprod, cumsum } from "./sort.ts";
import { matmul } from "./linalg.ts";

export { max as amax, min as amin };
/** The largest element less the smallest. */
export const ptp = (x: Operand, axis?: Axes, keepdims = false): Node =>
  s.sub(max(x, axis, keepdims), min(x, axis, keepdims));
/** How many elements are not 0. */
export const countNonzero = (x: Operand, axis?: Axes): Node => sum(cast(x, "bool"), axis);
/** The mean, each element counted by its weight: as many weights as elements, or along the axis. */
export function average(x: Operand, axis?: Axes, weights?: Operand | null): Node {
  if (weights === undefined || weights === null) return mean(x, axis);
  const node = floating(x);
  let w = cast(weights, node.dtype);
  if (w.shape.length === 1 && node.shape.length > 1 && typeof axis === "number")
    w = build.broadcast(w, node.shape, [normalizeAxis("average", node.shape.length, axis)]);
  w = broadcastTo(w, node.shape);
  return s.div(sum(s.mul(node, w), axis), sum(w, axis));
}
/** The mean and the population variance. */
export const moments = (x: Operand, axes: Axes, keepdims = false): [mean: Node, variance: Node] => [
  mean(x, axes, keepdims),
  variance(x, axes, keepdims),
];

const methods = ["linear", "lower", "higher", "midpoint", "nearest"] as const;
export type QuantileMethod = (typeof methods)[number];
/** The given axes as one last axis, and the shape with them kept as 1. */
function merged(name: string, x: Node, axis: Axes): { lines: Node; kept: readonly Extent[] } {
  const axes = normalizeAxes(name, x.shape.length, axis);
  const rest = range(0, x.shape.length).filter((a) => !axes.includes(a));
  const extent = axes.reduce<Extent>((e, a) => multiplyExtents(e, x.shape[a]!), 1);
  const lines = build.reshape(build.permute(x, [...rest, ...axes]), [...rest.map((a) => x.shape[a]!), extent]);
  return { lines, kept: x.shape.map((e, a) => (axes.includes(a) ? 1 : e)) };
}
function quantiles(
  name: string,
  x: Operand,
  q: number | readonly number[],
  axis: Axes,
  method: QuantileMethod,
  keepdims: boolean,
  skipNaN: boolean,
): Node {
  // prettier-ignore
  checkChoice(name, "method", methods, method);
  const { lines, kept } = merged(name, floating(x), axis);
  const last = lines.shape.length - 1;
  const sorted = gatherAlong(lines, build.argSort(lines, last), last);
  const isNumber = s.eq(lines, lines);
  const one = withExtent(lines.shape, last, 1);
  const count = build.reshape(build.reduce("add", cast(isNumber, lines.dtype), [last]), one);
  const extent = build.fill(build.extent(lines.shape[last]!, lines.dtype), one);
  const end = s.sub(skipNaN ? count : extent, 1);
  const read = (place: Node): Node => gatherAlong(sorted, cast(s.max(0, place), "int32"), last);
  const result = (fraction: number): Node => {
    const place = s.mul(end, fraction);
    const [low, high] = [s.floor(place), s.ceil(place)];
    const weight = method === "midpoint" ? s.like(place, 0.5) : s.sub(place, low);
    const between = (): Node => s.add(s.mul(read(low), s.sub(1, weight)), s.mul(read(high), weight));
    const value =
      method === "lower" ? read(low) : method === "higher" ? read(high) : method === "nearest" ? read(s.select(s.le(weight, 0.5), low, high)) : between(); // prettier-ignore
    const valid = skipNaN ? s.lt(0, count) : s.eq(count, extent);
    const known = s.select(valid, value, NaN);
    return build.reshape(known, keepdims ? kept : one.slice(0, -1));
  };
  if (typeof q === "number") return result(q);
  return concatenate(q.map((fraction) => expandFirst(result(fraction))), 0); // prettier-ignore
}
const expandFirst = (x: Node): Node => build.reshape(x, [1, ...x.shape]);
const ofPercent = (q: number | readonly number[]): number | number[] =>
  typeof q === "number" ? q / 100 : q.map((v) => v / 100);

/** The element at the fraction q of the sorted ones, or along a new first axis one for each q; between two as `method` says. NaN where one is NaN. */
export const quantile = (
  x: Operand,
  q: number | readonly number[],
  axis?: Axes,
  method: QuantileMethod = "linear",
  keepdims = false,
): Node =>
  // prettier-ignore
  quantiles("quantile", x, q, axis, method, keepdims, false);
/** As `quantile`, of the elements that are not NaN. */
export const nanquantile = (
  x: Operand,
  q: number | readonly number[],
  axis?: Axes,
  method: QuantileMethod = "linear",
  keepdims = false,
): Node =>
  // prettier-ignore
  quantiles("nanquantile", x, q, axis, method, keepdims, true);
/** As `quantile`, with q in percent. */
export const percentile = (
  x: Operand,
  q: number | readonly number[],
  axis?: Axes,
  method: QuantileMethod = "linear",
  keepdims = false,
): Node =>
  // prettier-ignore
  quantile(x, ofPercent(q), axis, method, keepdims);
/** As `percentile`, of the elements that are not NaN. */
export const nanpercentile = (
  x: Operand,
  q: number | readonly number[],
  axis?: Axes,
  method: QuantileMethod = "linear",
  keepdims = false,
): Node =>
  // prettier-ignore
  nanquantile(x, ofPercent(q), axis, method, keepdims);
/** The middle element, or the mean of the middle two. */
export const median = (x: Operand, axis?: Axes, keepdims = false): Node => quantile(x, 0.5, axis, "midpoint", keepdims);
/** As `median`, of the elements that are not NaN. */
export const nanmedian = (x: Operand, axis?: Axes, keepdims = false): Node =>
  nanquantile(x, 0.5, axis, "midpoint", keepdims);

/** x with another number for NaN. */
const filled = (x: Operand, value: number): Node => {
  const node = nodeOf(x);
  return s.select(s.eq(node, node), node, value);
};
const known = (x: Operand): Node => {
  const node = nodeOf(x);
  return s.eq(node, node);
};
/** NaN where all elements are. */
const orNaN = (result: Node, x: Operand, axis: Axes, keepdims: boolean): Node =>
  s.select(any(known(x), axis, keepdims), result, NaN);
/** The sum of the elements that are not NaN. */
export const nansum = (x: Operand, axis?: Axes, keepdims = false): Node => sum(filled(x, 0), axis, keepdims);
/** The product of the elements that are not NaN. */
export const nanprod = (x: Operand, axis?: Axes, keepdims = false): Node => prod(filled(x, 1), axis, keepdims);
/** The largest of the elements that are not NaN. */
export const nanmax = (x: Operand, axis?: Axes, keepdims = false): Node =>
  orNaN(max(filled(floating(x), -Infinity), axis, keepdims), x, axis, keepdims);
/** The smallest of the elements that are not NaN. */
export const nanmin = (x: Operand, axis?: Axes, keepdims = false): Node =>
  orNaN(min(filled(floating(x), Infinity), axis, keepdims), x, axis, keepdims);
/** The mean of the elements that are not NaN. */
export const nanmean = (x: Operand, axis?: Axes, keepdims = false): Node =>
  s.div(sum(filled(floating(x), 0), axis, keepdims), cast(sum(known(x), axis, keepdims), floating(x).dtype));
/** The population variance of the elements that are not NaN. */
export function nanvar(x: Operand, axis?: Axes, keepdims = false): Node {
  const node = floating(x);
  const isNumber = known(node);
  const centered = s.select(isNumber, s.sub(filled(node, 0), broadcastTo(nanmean(node, axis, true), node.shape)), 0);
  return s.div(sum(s.mul(centered, centered), axis, keepdims), cast(sum(isNumber, axis, keepdims), node.dtype));
}
/** The population standard deviation of the elements that are not NaN. */
export const nanstd = (x: Operand, axis?: Axes, keepdims = false): Node => s.sqrt(nanvar(x, axis, keepdims));
/** The place of the largest element that is not NaN; -1 where all are. */
export const nanargmax = (x: Operand, axis?: number | null, keepdims = false): Node =>
  s.select(any(known(x), axis, keepdims), argmax(filled(floating(x), -Infinity), axis, keepdims), -1);
/** The place of the smallest element that is not NaN; -1 where all are. */
export const nanargmin = (x: Operand, axis?: number | null, keepdims = false): Node =>
  s.select(any(known(x), axis, keepdims), argmin(filled(floating(x), Infinity), axis, keepdims), -1);
/** Running sums over the elements that are not NaN. */
export const nancumsum = (x: Operand, axis?: number | null, dtype?: DType): Node => cumsum(filled(x, 0), axis, dtype);
/** Running products over the elements that are not NaN. */
export const nancumprod = (x: Operand, axis?: number | null, dtype?: DType): Node => cumprod(filled(x, 1), axis, dtype);
/** Differences of neighbours along an axis, taken n times. */
export function diff(a: Operand, n = 1, axis = -1): Node {
  let x = nodeOf(a);
  for (let i = 0; i < n; i++) x = applyElementwise(x.dtype === "bool" ? "notEqual" : "subtract", [sliceAxis(x, axis, 1), sliceAxis(x, axis, 0, -1)]); // prettier-ignore
  return x;
}
/** The integral along an axis by trapezoids, at points x or `dx` apart. */
export function trapezoid(y: Operand, x?: Operand | null, dx = 1, axis = -1): Node {
  const node = floating(y);
  const a = normalizeAxis("trapezoid", node.shape.length, axis);
  const pairs = s.add(sliceAxis(node, a, 1), sliceAxis(node, a, 0, -1));
  if (x === undefined || x === null) return s.mul(sum(pairs, a), 0.5 * dx);
  const points = cast(x, node.dtype);
  const step = diff(points, 1, points.shape.length === 1 ? 0 : a);
  const width = points.shape.length === 1 ? build.broadcast(step, pairs.shape, [a]) : step;
  return s.mul(sum(s.mul(pairs, width), a), 0.5);
}
/** The correlations of the rows of a matrix [variables, observations]. */
export function corrcoef(x: Operand): Node {
  const node = floating(x);
  const rows = node.shape.length < 2 ? build.reshape(node, [1, node.shape[0] ?? 1]) : node;
  const centered = s.sub(rows, broadcastTo(mean(rows, 1, true), rows.shape));
  const products = matmul(centered, transpose(centered));
  const size = s.sqrt(sum(s.mul(centered, centered), 1));
  const scaled = s.div(s.div(products, build.broadcast(size, products.shape, [0])), build.broadcast(size, products.shape, [1])); // prettier-ignore
  const result = s.max(-1, s.min(scaled, 1));
  return node.shape.length < 2 ? squeeze(result) : result;
}
/** Counts of the elements in `bins` equal bins over `range` (from the smallest to the largest), and the bounds of the bins. */
export function histogram(
  x: Operand,
  bins = 10,
  range?: readonly [number, number] | null,
): [counts: Node, bounds: Node] {
  const node = floating(x);
  const [low, high] = range ? range.map((v) => build.constant(v, node.dtype)) : [min(node), max(node)];
  const isFlat = s.eq(low, high);
  const [from, to] = [s.select(isFlat, s.sub(low, 0.5), low), s.select(isFlat, s.add(high, 0.5), high)];
  const step = s.div(build.iota([bins + 1], 0, node.dtype), bins);
  const spread = (v: Node): Node => build.fill(v, [bins + 1]);
  const bounds = s.add(s.mul(spread(from), s.sub(1, step)), s.mul(spread(to), step));
  const flat = reshape(node, [-1]);
  const shape = [bins, flat.shape[0]!];
  const [lower, upper] = [sliceAxis(bounds, 0, 0, bins), sliceAxis(bounds, 0, 1)].map((b) => build.broadcast(b, shape, [0])); // prettier-ignore
  const each = build.broadcast(flat, shape, [1]);
  const isLast = s.and(s.eq(build.iota(shape, 0, "int32"), bins - 1), s.eq(each, upper!));
  const inside = s.and(s.le(lower!, each), s.or(s.lt(each, upper!), isLast));
  return [build.reduce("add", cast(inside, node.dtype), [1]), bounds];
}
