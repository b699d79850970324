/** Views: ops that show the same elements in another shape or order. */
import {
  formatShape,
  isStatic,
  sameExtent,
  sizeOf,
  TacetError,
  type DType,
  type Extent,
  type Shape,
} from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import {
  broadcastTo as broadcastNode,
  cast as castNode,
  flattened,
  isNode,
  nodeOf,
  normalizeAxes,
  normalizeAxis,
  range,
  staticExtent,
  withExtent,
  type Operand,
} from "./operand.ts";
import { s } from "./scalar.ts";

/** The tensor in another type. */
export const cast = (x: Operand, dtype: DType): Node => castNode(x, dtype);

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};
/** The tensor in another type, each number at the nearest one that the type has. */
export function saturateCast(x: Operand, dtype: DType): Node {
  const node = nodeOf(x);
  const range = ranges[dtype];
  // Floats saturate anyway; what is left are signs.
  const isSigned = node.dtype === "int32" && dtype === "uint32";
  const clipped = range && node.dtype === "uint32" ? s.min(node, range[1]) : isSigned ? s.max(node, 0) : node;
  return castNode(clipped, dtype);
}
/** The bits of a 4-byte type, read as another one. */
export const view = (x: Operand, dtype?: DType): Node => s.bitcast(nodeOf(x), dtype ?? "float32");
/** A tensor of the same elements. */
export const copy = (x: Operand): Node => s.copy(nodeOf(x));
/** The extents; the batch as an object of core's `Extent`. */
const shapeOf = (x: Operand): Shape => nodeOf(x).shape;
export { shapeOf as shape };
/** The number of axes. */
export const ndim = (x: Operand): number => nodeOf(x).shape.length;
/** The number of elements; that of a batch as an object of core's `Extent`. */
export const size = (x: Operand): Extent => sizeOf(nodeOf(x).shape);
/** The type of the elements. */
export const dtype = (x: Operand): DType => nodeOf(x).dtype;
/** Whether x is a tensor. */
export const isTensor = (x: unknown): boolean => isNode(x);

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
  const order = axes ? axes.map((a) => normalizeAxis("transpose", rank, a)) : range(0, rank).reverse();
  if (order.length !== rank || new Set(order).size !== rank)
    throw new TacetError(
      `transpose: [${order.join(", ")}] is not an order of the ${rank} axes of ${formatShape(node.shape)}.`,
    );
  return build.permute(node, order);
}
/** Moves axes to other places; the others keep their order. */
export function moveaxis(
  x: Operand,
  source: number | readonly number[],
  destination: number | readonly number[],
): Node {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const listed = (axes: number | readonly number[]): number[] =>
    (typeof axes === "number" ? [axes] : axes).map((a) => normalizeAxis("moveaxis", rank, a));
  const [from, to] = [listed(source), listed(destination)];
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw new TacetError(
      `moveaxis: expected as many places as axes, none twice, received [${from.join(", ")}] to [${to.join(", ")}].`,
    );
  const rest = range(0, rank).filter((a) => !from.includes(a));
  return build.permute(
    node,
    range(0, rank).map((i) => (to.includes(i) ? from[to.indexOf(i)]! : rest.shift()!)),
  );
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
    range(0, node.shape.length).map((i) => (i === a ? b : i === b ? a : i)),
  );
}
/** New axes of extent 1 at these places of the result. */
export function expandDims(x: Operand, axis: number | readonly number[]): Node {
  const { shape } = nodeOf(x);
  const axes = normalizeAxes("expandDims", shape.length + (typeof axis === "number" ? 1 : axis.length), axis);
  const rest = [...shape];
  return build.reshape(
    nodeOf(x),
    range(0, shape.length + axes.length).map((i) => (axes.includes(i) ? 1 : rest.shift()!)),
  );
}
/** Drops axes of extent 1: the given ones, or all. */
export function squeeze(x: Operand, axis?: number | readonly number[] | null): Node {
  const node = nodeOf(x);
  const axes =
    axis === undefined || axis === null
      ? range(0, node.shape.length).filter((a) => node.shape[a] === 1)
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
    withExtent(node.shape, a, length),
    node.shape.map((_, i) => (i === a ? step : 1)),
  );
}
/** The tensor as one axis. */
export const ravel = (x: Operand): Node => flattened(x);
/** A quarter turn, k times, in the plane of two axes. */
export function rot90(x: Operand, k = 1, axes: readonly [number, number] = [0, 1]): Node {
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return nodeOf(x);
  if (turns === 2) return flip(x, axes);
  const turned = swapaxes(x, axes[0], axes[1]);
  return flip(turned, turns === 1 ? axes[0] : axes[1]);
}
/** Reverses the rows. */
export const flipud = (x: Operand): Node => flip(x, 0);
/** Reverses the columns. */
export const fliplr = (x: Operand): Node => flip(x, 1);
