/**
 * Order along an axis: sorting, what reads at sorted places, and running folds.
 * The order of NaN and of ties is JAX's. Source: keras/src/ops/numpy.py, math.py.
 */
import { TacetError, type DType } from "../core/index.ts";
import { build, gatherAlong, type Accumulator, type Node } from "../ir/index.ts";
import { cast, flattened, nodeOf, normalizeAxis, numeric, staticExtent, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";
import { expandDims } from "./shape.ts";

/** The operand and an axis of it; without an axis it is flattened. */
const along = (name: string, node: Node, axis: number | null | undefined): [Node, number] =>
  axis === undefined || axis === null ? [flattened(node), 0] : [node, normalizeAxis(name, node.shape.length, axis)];

/** Ascending along an axis, of the flattened tensor where it is null; NaN comes last. */
export function sort(x: Operand, axis: number | null = -1): Node {
  const [node, a] = along("sort", nodeOf(x), axis);
  return gatherAlong(node, build.argSort(node, a), a);
}
/** The int32 places at which x is sorted; equal elements keep their order, NaN comes last. */
export function argsort(x: Operand, axis: number | null = -1): Node {
  const [node, a] = along("argsort", nodeOf(x), axis);
  return build.argSort(node, a);
}
/** Places of no larger elements than the kth smallest, its place, and those of no smaller ones: here all are sorted. */
export function argpartition(x: Operand, kth: number, axis: number | null = -1): Node {
  const [node, a] = along("argpartition", nodeOf(x), axis);
  normalizeAxis("argpartition", staticExtent("argpartition", node, a), kth);
  return build.argSort(node, a);
}
/** The k largest along the last axis, largest first, and their int32 places; of equal ones the first. NaN counts as the largest. */
export function topK(x: Operand, k: number, _sorted = true): [values: Node, indices: Node] {
  const node = nodeOf(x);
  const last = normalizeAxis("topK", node.shape.length, -1);
  const extent = staticExtent("topK", node, last);
  if (!Number.isInteger(k) || k < 0 || k > extent)
    throw new TacetError(`topK: expected a whole k from 0 to the ${extent} elements of the last axis, received ${k}.`);
  const places = build.argSort(node, last, true, k);
  return [gatherAlong(node, places, last), places];
}
/** Whether fewer than k predictions [n, classes] of its row are larger than that of the target [n]; NaN counts as the smallest. */
export function inTopK(targets: Operand, predictions: Operand, k: number): Node {
  const x = nodeOf(predictions);
  const last = x.shape.length - 1;
  const own = gatherAlong(x, expandDims(cast(targets, "int32"), -1), last);
  const least = build.broadcast(s.select(s.eq(own, own), own, -Infinity), x.shape, [...x.shape.keys()]);
  return s.lt(build.reduce("add", cast(s.lt(least, x), "int32"), [last]), k);
}

function running(name: string, fn: Accumulator, x: Operand, axis: number | null | undefined, dtype?: DType): Node {
  const [node, a] = along(name, dtype ? cast(x, dtype) : numeric(x), axis);
  return build.cumulate(fn, node, a);
}
/** Sums of the elements up to each, in order; of the flattened tensor where no axis is given. */
export const cumsum = (x: Operand, axis?: number | null, dtype?: DType): Node =>
  running("cumsum", "add", x, axis, dtype);
/** Products of the elements up to each, in order; of the flattened tensor where no axis is given. */
export const cumprod = (x: Operand, axis?: number | null, dtype?: DType): Node =>
  running("cumprod", "mul", x, axis, dtype);
