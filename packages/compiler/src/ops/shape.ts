/** Ops that move elements without changing them: views, joins, lookups. */
import {
  formatShape,
  isStatic,
  multiplyExtents,
  sameExtent,
  sizeOf,
  TacetError,
  type DType,
  type Extent,
  type Shape,
} from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import {
  asNode,
  broadcastTo as broadcastNode,
  cast as castNode,
  normalizeAxes,
  normalizeAxis,
  promotedType,
  staticExtent,
  type Operand,
} from "./operand.ts";
import { s } from "./scalar.ts";

const nodeOf = (x: Operand): Node => asNode(x, promotedType([x]));
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The tensor in another type. */
export const cast = (x: Operand, dtype: DType): Node => castNode(x, dtype);

/** The same elements in another shape; one extent may be -1 and is then computed, the batch included. */
export function reshape(x: Operand, newShape: Shape): Node {
  const node = nodeOf(x);
  const total = sizeOf(node.shape);
  const open = newShape.indexOf(-1);
  const known = sizeOf(newShape.filter((_, i) => i !== open));
  const fail = () =>
    new TacetError(
      `reshape: a tensor of shape ${formatShape(node.shape)} has ${describe(total)} elements, which do not fill ${formatShape(newShape)}.`,
    );
  if (open < 0) {
    if (!sameExtent(known, total)) throw fail();
    return build.reshape(node, newShape);
  }
  const rest = quotient(total, known);
  if (rest === undefined) throw fail();
  return build.reshape(
    node,
    newShape.map((e, i) => (i === open ? rest : e)),
  );
}
const describe = (e: Extent): string => (isStatic(e) ? String(e) : `${e.batch} times the batch size`);
function quotient(total: Extent, part: Extent): Extent | undefined {
  if (isStatic(total)) return isStatic(part) && part !== 0 && total % part === 0 ? total / part : undefined;
  if (!isStatic(part)) return total.batch % part.batch === 0 ? total.batch / part.batch : undefined;
  return part !== 0 && total.batch % part === 0 ? { batch: total.batch / part } : undefined;
}

/** Axis i of the result is axis `axes[i]` of the operand; without `axes` they are reversed. */
export function transpose(x: Operand, axes?: readonly number[] | null): Node {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const order = axes ? axes.map((a) => normalizeAxis("transpose", rank, a)) : range(rank).reverse();
  if (order.length !== rank || new Set(order).size !== rank)
    throw new TacetError(
      `transpose: [${order.join(", ")}] is not an order of the ${rank} axes of ${formatShape(node.shape)}.`,
    );
  return build.permute(node, order);
}
/** Moves one axis to another place. */
export function moveaxis(x: Operand, source: number, destination: number): Node {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const from = normalizeAxis("moveaxis", rank, source);
  const order = range(rank).filter((a) => a !== from);
  order.splice(normalizeAxis("moveaxis", rank, destination), 0, from);
  return build.permute(node, order);
}
/** Exchanges two axes. */
export function swapaxes(x: Operand, axis1: number, axis2: number): Node {
  const node = nodeOf(x);
  const [a, b] = [
    normalizeAxis("swapaxes", node.shape.length, axis1),
    normalizeAxis("swapaxes", node.shape.length, axis2),
  ];
  return build.permute(
    node,
    range(node.shape.length).map((i) => (i === a ? b : i === b ? a : i)),
  );
}
/** A new axis of extent 1 at `axis` of the result. */
export function expandDims(x: Operand, axis: number): Node {
  const node = nodeOf(x);
  const at = normalizeAxis("expandDims", node.shape.length + 1, axis);
  return build.reshape(node, [...node.shape.slice(0, at), 1, ...node.shape.slice(at)]);
}
/** Drops axes of extent 1: the given ones, or all. */
export function squeeze(x: Operand, axis?: number | readonly number[] | null): Node {
  const node = nodeOf(x);
  const axes =
    axis === undefined || axis === null
      ? range(node.shape.length).filter((a) => node.shape[a] === 1)
      : normalizeAxes("squeeze", node.shape.length, axis);
  const wrong = axes.find((a) => node.shape[a] !== 1);
  if (wrong !== undefined)
    throw new TacetError(
      `squeeze: axis ${wrong} of ${formatShape(node.shape)} has extent ${formatShape([node.shape[wrong]!]).slice(1, -1)}, not 1.`,
    );
  return build.reshape(
    node,
    node.shape.filter((_, i) => !axes.includes(i)),
  );
}
/** Repeats along axes of extent 1 and new leading axes until the shape is reached. */
export const broadcastTo = (x: Operand, shape: Shape): Node => broadcastNode(nodeOf(x), shape);
/** Reverses the order along axes (all where none is given). */
export function flip(x: Operand, axis?: number | readonly number[] | null): Node {
  const node = nodeOf(x);
  const axes = normalizeAxes("flip", node.shape.length, axis);
  for (const a of axes) staticExtent("flip", node, a);
  return build.flip(node, axes);
}

function joined(name: string, xs: readonly Operand[]): Node[] {
  if (xs.length === 0) throw new TacetError(`${name}: expected at least one tensor, received none.`);
  const type = promotedType(xs);
  return xs.map((x) => castNode(x, type));
}
/** Joins tensors end to end along an axis. */
export function concatenate(xs: readonly Operand[], axis = -1): Node {
  const nodes = joined("concatenate", xs);
  const first = nodes[0]!;
  const a = normalizeAxis("concatenate", first.shape.length, axis);
  const fits = nodes.every(
    (n) => n.shape.length === first.shape.length && n.shape.every((e, i) => i === a || sameExtent(e, first.shape[i]!)),
  );
  if (!fits)
    throw new TacetError(
      `concatenate: shapes ${nodes.map((n) => formatShape(n.shape)).join(" and ")} may differ on axis ${a} only.`,
    );
  for (const n of nodes) staticExtent("concatenate", n, a);
  return build.concat(nodes, a);
}
/** Joins tensors of one shape along a new axis. */
export function stack(xs: readonly Operand[], axis = 0): Node {
  const nodes = joined("stack", xs);
  const at = normalizeAxis("stack", nodes[0]!.shape.length + 1, axis);
  return concatenate(
    nodes.map((n) => expandDims(n, at)),
    at,
  );
}
/** `size[i]` elements from `start[i]` on each axis; a size of -1 takes the rest. */
export function slice(x: Operand, start: readonly number[], size: Shape): Node {
  const node = nodeOf(x);
  const sizes = size.map((e, i) =>
    e === -1 ? (isStatic(node.shape[i]!) ? node.shape[i] - start[i]! : node.shape[i]!) : e,
  );
  const fits =
    start.length === node.shape.length &&
    sizes.length === start.length &&
    node.shape.every((e, i) =>
      isStatic(e) && isStatic(sizes[i]!)
        ? start[i]! >= 0 && sizes[i] >= 0 && start[i]! + sizes[i] <= e
        : sameExtent(e, sizes[i]!) && start[i] === 0,
    );
  if (!fits)
    throw new TacetError(
      `slice: ${formatShape(sizes)} from [${start.join(", ")}] is not inside a tensor of shape ${formatShape(node.shape)}; the batch is taken whole.`,
    );
  return build.slice(node, start, sizes);
}
/** Elements begin, begin + step, … before end along one axis; negative bounds count from the end. */
export function sliceAxis(x: Operand, axis: number, begin: number, end?: number, step = 1): Node {
  const node = nodeOf(x);
  const a = normalizeAxis("sliceAxis", node.shape.length, axis);
  const extent = staticExtent("sliceAxis", node, a);
  const bound = (v: number) => Math.min(extent, Math.max(0, v < 0 ? v + extent : v));
  const from = bound(begin);
  const length = Math.max(0, Math.ceil((bound(end ?? extent) - from) / step));
  const start = node.shape.map((_, i) => (i === a && length > 0 ? from : 0));
  return build.slice(
    node,
    start,
    node.shape.map((e, i) => (i === a ? length : e)),
    node.shape.map((_, i) => (i === a ? step : 1)),
  );
}
/** Cuts an axis into equal parts, or at the given indices. */
export function split(x: Operand, indicesOrSections: number | readonly number[], axis = 0): Node[] {
  const node = nodeOf(x);
  const a = normalizeAxis("split", node.shape.length, axis);
  const extent = staticExtent("split", node, a);
  if (typeof indicesOrSections === "number" && (indicesOrSections < 1 || extent % indicesOrSections !== 0))
    throw new TacetError(
      `split: axis ${a} has ${extent} elements, which ${indicesOrSections} equal parts do not divide.`,
    );
  const cuts =
    typeof indicesOrSections === "number"
      ? range(indicesOrSections - 1).map((i) => ((i + 1) * extent) / indicesOrSections)
      : [...indicesOrSections];
  return [0, ...cuts].map((from, i) => sliceAxis(node, a, from, cuts[i] ?? extent));
}
/** Puts `padWidth[i] = [before, after]` elements of `value` around each axis. */
export function pad(x: Operand, padWidth: readonly (readonly [before: number, after: number])[], value = 0): Node {
  const node = nodeOf(x);
  if (padWidth.length !== node.shape.length)
    throw new TacetError(
      `pad: expected ${node.shape.length} pairs for a tensor of shape ${formatShape(node.shape)}, received ${padWidth.length}.`,
    );
  return build.pad(
    node,
    build.constant(value, node.dtype),
    padWidth.map((p) => p[0]),
    padWidth.map((p) => p[1]),
  );
}
/** Repeats the whole tensor along each axis. */
export function tile(x: Operand, repeats: readonly number[]): Node {
  let node = nodeOf(x);
  const lead = repeats.length - node.shape.length;
  if (lead > 0) node = build.reshape(node, [...range(lead).map(() => 1), ...node.shape]);
  const times = [...range(Math.max(0, -lead)).map(() => 1), ...repeats];
  const spread = node.shape.flatMap<Extent>((e, i) => [times[i]!, e]);
  const spaced = build.broadcast(
    node,
    spread,
    node.shape.map((_, i) => 2 * i + 1),
  );
  return build.reshape(
    spaced,
    node.shape.map((e, i) => multiplyExtents(times[i]!, e)),
  );
}
/** Repeats each element along an axis. */
export function repeat(x: Operand, repeats: number, axis: number): Node {
  const node = nodeOf(x);
  const a = normalizeAxis("repeat", node.shape.length, axis);
  const spread = [...node.shape.slice(0, a + 1), repeats, ...node.shape.slice(a + 1)];
  const spaced = build.broadcast(
    node,
    spread,
    node.shape.map((_, i) => (i <= a ? i : i + 1)),
  );
  return build.reshape(
    spaced,
    node.shape.map((e, i) => (i === a ? multiplyExtents(e, repeats) : e)),
  );
}
/** Slices of `x` along `axis` at `indices`; one outside is clamped, a negative one counts from the end. */
export function take(x: Operand, indices: Operand, axis = 0): Node {
  const node = nodeOf(x);
  const a = normalizeAxis("take", node.shape.length, axis);
  const extent = staticExtent("take", node, a);
  const given = castNode(indices, "int32");
  const index = s.select(s.lt(given, 0), s.add(given, extent), given);
  const rows = build.gather(moveaxis(node, a, 0), index);
  if (a === 0) return rows;
  // [...indices, ...before, ...after] → [...before, ...indices, ...after]
  const k = index.shape.length;
  return build.permute(rows, [
    ...range(a).map((i) => k + i),
    ...range(k),
    ...range(node.shape.length - 1 - a).map((i) => k + a + i),
  ]);
}
/** Rows of a table [v, ...row] at int32 indices, as embeddings read them; an index outside is clamped. */
export function gather(table: Operand, indices: Operand): Node {
  const node = nodeOf(table);
  staticExtent("gather", node, 0);
  return build.gather(node, castNode(indices, "int32"));
}
/** Sums updates [...i, ...row] with equal index into [rows, ...row]. */
export const scatterAdd = (indices: Operand, updates: Operand, rows: number): Node =>
  build.scatterAdd(castNode(indices, "int32"), nodeOf(updates), rows);
/** 1 where the class is `indices`, else 0, along a new axis of `numClasses`. */
export function oneHot(indices: Operand, numClasses: number, axis = -1, dtype: DType = "float32"): Node {
  const index = castNode(indices, "int32");
  const at = normalizeAxis("oneHot", index.shape.length + 1, axis);
  const shape = [...index.shape.slice(0, at), numClasses, ...index.shape.slice(at)];
  const spread = build.broadcast(
    index,
    shape,
    index.shape.map((_, i) => (i < at ? i : i + 1)),
  );
  return castNode(s.eq(build.iota(shape, at, "int32"), spread), dtype);
}
/** Elements along the last axis at one index per row: x [..., v], indices [...] → [...]. Outside the axis it gives 0. */
export function pick(x: Operand, indices: Operand): Node {
  const node = nodeOf(x);
  const last = node.shape.length - 1;
  const mask = s.eq(
    build.iota(node.shape, last, "int32"),
    build.broadcast(castNode(indices, "int32"), node.shape, range(last)),
  );
  return build.reduce("add", s.select(mask, node, 0), [last]);
}

/** Zeros of a shape. */
export const zeros = (shape: Shape, dtype: DType = "float32"): Node => full(shape, 0, dtype);
/** Ones of a shape. */
export const ones = (shape: Shape, dtype: DType = "float32"): Node => full(shape, 1, dtype);
/** One value in a whole shape. */
export const full = (shape: Shape, value: number, dtype: DType = "float32"): Node =>
  build.fill(build.constant(value, dtype), shape);
/** Zeros in the shape and type of `x`. */
export const zerosLike = (x: Operand): Node => s.like(nodeOf(x), 0);
/** Ones in the shape and type of `x`. */
export const onesLike = (x: Operand): Node => s.like(nodeOf(x), 1);
/** start, start + step, … before stop; `arange(n)` counts from 0. */
export function arange(start: number, stop?: number, step = 1, dtype: DType = "int32"): Node {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const index = build.iota([Math.max(0, Math.ceil((to - from) / step))], 0, dtype);
  return s.add(s.mul(index, step), from);
}
/** The whole number of `extent` as a scalar: of the batch, the rows of the running one. */
export const sizeAlong = (x: Operand, axis: number, dtype: DType = "float32"): Node => {
  const node = nodeOf(x);
  return build.extent(node.shape[normalizeAxis("sizeAlong", node.shape.length, axis)]!, dtype);
};
