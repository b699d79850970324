/**
 * Reading and adding at indices, and what follows from it for classes and
 * segments. Indices are int32 (others are cast). Source: keras/src/ops.
 */
import { formatShape, isFloating, sizeOf, stridesOf, TacetError, type DType, type Shape } from "../core/index.ts";
import { build, gatherAlong, reducers, scatterAddAlong, type Node, type Reducer } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import {
  broadcastShapes,
  broadcastTo,
  cast as castNode,
  checkChoice,
  flattened,
  nodeOf,
  normalizeAxis,
  numeric,
  promotedType,
  range,
  staticExtent,
  withExtent,
  type Operand,
} from "./operand.ts";
import { s } from "./scalar.ts";
import { moveaxis } from "./shape.ts";

/** Indices counted from the front, where a negative one counts from the end. */
const fromFront = (index: Node, extent: Node): Node => {
  const end = broadcastTo(extent, index.shape);
  return s.select(s.lt(index, 0), s.add(index, end), index);
};
/** Slices of `x` along `axis` (of the flattened tensor where none is given) at `indices`; one outside is clamped, a negative one counts from the end. */
export function take(x: Operand, indices: Operand, axis?: number | null): Node {
  if (axis === undefined || axis === null) return take(flattened(x), indices, 0);
  const node = nodeOf(x);
  const a = normalizeAxis("take", node.shape.length, axis);
  const index = fromFront(castNode(indices, "int32"), build.extent(node.shape[a]!, "int32"));
  const rows = build.gather(moveaxis(node, a, 0), index);
  if (a === 0) return rows;
  // [...indices, ...before, ...after] → [...before, ...indices, ...after]
  const k = index.shape.length;
  return build.permute(rows, [
    ...range(0, a).map((i) => k + i),
    ...range(0, k),
    ...range(a, node.shape.length - 1).map((i) => k + i),
  ]);
}
/** The elements at indices along an axis, line by line (of the flattened tensor where no axis is given); one outside is clamped, a negative one counts from the end. */
export function takeAlongAxis(x: Operand, indices: Operand, axis?: number | null): Node {
  if (axis === undefined || axis === null) return takeAlongAxis(flattened(x), flattened(indices), 0);
  const node = nodeOf(x);
  const a = normalizeAxis("takeAlongAxis", node.shape.length, axis);
  const index = castNode(indices, "int32");
  const shared = broadcastShapes(withExtent(node.shape, a, 1), withExtent(index.shape, a, 1));
  if (!shared || index.shape.length !== node.shape.length)
    throw new TacetError(
      `takeAlongAxis: indices ${formatShape(index.shape)} and a tensor ${formatShape(node.shape)} may differ on axis ${a} only.`,
    );
  const spread = (n: Node): Node => broadcastTo(n, withExtent(shared, a, n.shape[a]!));
  const end = build.extent(node.shape[a]!, "int32");
  const inside = fromFront(spread(index), end);
  const last = broadcastTo(s.sub(end, 1), inside.shape);
  return gatherAlong(spread(node), s.max(0, s.min(inside, last)), a);
}
/** Rows of a table [v, ...row] at int32 indices, as embeddings read them; an index outside is clamped. */
export function gather(table: Operand, indices: Operand): Node {
  const node = nodeOf(table);
  return build.gather(node, castNode(indices, "int32"));
}
/** Sums updates [...i, ...row] with equal index into [rows, ...row]. */
export const scatterAdd = (indices: Operand, updates: Operand, rows: number): Node =>
  build.scatterAdd(castNode(indices, "int32"), nodeOf(updates), rows);
/** Zeros of a shape, to which each value is added at its index: indices [n, axes], values [n, ...]. */
export function scatter(indices: Operand, values: Operand, shape: readonly number[]): Node {
  const index = castNode(indices, "int32");
  const depth = staticExtent("scatter", index, index.shape.length - 1);
  const updates = nodeOf(values);
  const lead = index.shape.slice(0, -1);
  const outer = shape.slice(0, depth);
  const strides = stridesOf(outer) as number[];
  const flat = build.reduce("add", s.mul(index, broadcastTo(castNode(strides, "int32"), index.shape)), [lead.length]);
  return build.reshape(build.scatterAdd(flat, updates, sizeOf(outer)), [...outer, ...updates.shape.slice(lead.length)]);
}
/** x with the elements at these indices [n, axes] replaced by updates [n, ...], or with `reduction` "add" increased. No index twice where they are replaced. */
export function scatterUpdate(inputs: Operand, indices: Operand, updates: Operand, reduction?: "add" | null): Node {
  const x = nodeOf(inputs);
  const values = castNode(updates, x.dtype);
  const shape = x.shape.map((_, a) => staticExtent("scatterUpdate", x, a));
  checkChoice("scatterUpdate", "reduction", ["add", "none"], reduction ?? "none");
  if (reduction === "add") return s.add(x, scatter(indices, values, shape));
  const hit = scatter(indices, build.fill(build.constant(1, "int32"), values.shape), shape);
  return s.select(s.lt(0, hit), scatter(indices, values, shape), x);
}
/** x with a block of elements replaced, from these indices on. */
export function sliceUpdate(inputs: Operand, startIndices: readonly number[], updates: Operand): Node {
  const x = nodeOf(inputs);
  const values = castNode(updates, x.dtype);
  const extents = x.shape.map((_, a) => staticExtent("sliceUpdate", x, a));
  // As in XLA, a block that would reach beyond the end is moved back.
  const low = startIndices.map((start, a) => Math.max(0, Math.min(start, extents[a]! - (values.shape[a] as number))));
  const high = extents.map((e, a) => e - low[a]! - (values.shape[a] as number));
  const put = (of: Node, around: number): Node => build.pad(of, build.constant(around, of.dtype), low, high);
  const covered = put(build.fill(build.constant(1, "bool"), values.shape), 0);
  return s.select(covered, put(values, 0), x);
}
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
/** 1 at every class that a row of indices names, else 0: [..., n] gives [..., numClasses]. */
export function multiHot(inputs: Operand, numClasses: number, axis = -1, dtype: DType = "float32"): Node {
  const index = castNode(inputs, "int32");
  const hot = oneHot(index, numClasses, axis, dtype);
  const at = normalizeAxis("multiHot", hot.shape.length, axis);
  return build.reduce("max", hot, [
    Math.min(
      Math.max(0, index.shape.length - 1),
      at === 0 && index.shape.length > 1
        ? hot.shape.length - 1
        : at === index.shape.length
          ? index.shape.length - 1
          : at + 1,
    ),
  ]);
}
/** Elements along the last axis at one index per row: x [..., v], indices [...] → [...]. Outside the axis it gives 0. */
export function pick(x: Operand, indices: Operand): Node {
  const node = nodeOf(x);
  const last = node.shape.length - 1;
  const mask = s.eq(
    build.iota(node.shape, last, "int32"),
    build.broadcast(castNode(indices, "int32"), node.shape, range(0, last)),
  );
  return build.reduce("add", s.select(mask, node, 0), [last]);
}

/** Updates folded by segment into [numSegments, ...]: those with id i into row i. */
export const segmentSum = (data: Operand, segmentIds: Operand, numSegments: number): Node =>
  scatterAdd(segmentIds, data, numSegments);
const segments =
  (fn: Reducer) =>
  (data: Operand, segmentIds: Operand, numSegments: number): Node => {
    // prettier-ignore
    const x = numeric(data);
    const shape: Shape = [numSegments, ...x.shape];
    const ids = build.broadcast(castNode(segmentIds, "int32"), shape, [1]);
    const own = s.eq(build.iota(shape, 0, "int32"), ids);
    const outside = s.like(build.broadcast(x, shape, range(1, shape.length)), reducers[fn].empty(x.dtype));
    return build.reduce(fn, s.select(own, build.broadcast(x, shape, range(1, shape.length)), outside), [1]);
  };
/** The largest row of each segment; of an empty one the lowest number of the type. */
export const segmentMax = segments("max");
/** The smallest row of each segment; of an empty one the highest number of the type. */
export const segmentMin = segments("min");
/** The product of the rows of each segment. */
export const segmentProd = segments("mul");
/** How often each number from 0 to minlength - 1 occurs along the last axis, or the sum of its weights; others are not counted. */
export function bincount(x: Operand, weights: Operand | null | undefined, minlength: number): Node {
  const index = castNode(x, "int32");
  const counted =
    weights === undefined || weights === null ? build.fill(build.constant(1, "int32"), index.shape) : nodeOf(weights);
  return scatterAddAlong(index, counted, index.shape.length - 1, minlength);
}
/** How many of a sorted vector lie before each value: those below it, with side "right" also those equal to it. NaN comes last. */
export function searchsorted(sortedSequence: Operand, values: Operand, side: "left" | "right" = "left"): Node {
  const type = promotedType([sortedSequence, values]);
  const [sequence, x] = [castNode(sortedSequence, type), castNode(values, type)];
  if (sequence.shape.length !== 1)
    throw new TacetError(`searchsorted: expected a sorted vector, received ${formatShape(sequence.shape)}.`);
  const shape = [...x.shape, sequence.shape[0]!];
  const axis = x.shape.length;
  const [bound, value] = [build.broadcast(sequence, shape, [axis]), build.broadcast(x, shape, range(0, axis))];
  const [below, isNaN] = [side === "left" ? s.lt(bound, value) : s.le(bound, value), s.not(s.eq(value, value))];
  const last = side === "left" ? s.and(isNaN, s.eq(bound, bound)) : isNaN;
  const before = isFloating(type) ? s.or(below, last) : below;
  return build.reduce("add", castNode(before, "int32"), [axis]);
}
/** The number of the bin of each value, for the sorted bounds of bins: bin i lies from bound i - 1 to before bound i. */
export const digitize = (x: Operand, bins: Operand): Node => searchsorted(bins, x, "right");
/** Whether each element of x1 is among x2; with `invert`, whether it is not. */
export function isin(x1: Operand, x2: Operand, _assumeUnique = false, invert = false): Node {
  const type = promotedType([x1, x2]);
  const [x, among] = [castNode(x1, type), flattened(castNode(x2, type))];
  const shape = [...x.shape, among.shape[0]!];
  const last = x.shape.length;
  const equal = s.eq(build.broadcast(x, shape, range(0, last)), build.broadcast(among, shape, [last]));
  const found = build.reduce("or", equal, [last]);
  return invert ? s.not(found) : found;
}
/** Of the choices, the one of the first condition that holds, else the default. */
export const select = (condlist: readonly Operand[], choicelist: readonly Operand[], defaultValue: Operand = 0): Node =>
  condlist.reduceRight<Node>(
    (rest, condition, i) => applyElementwise("where", [condition, choicelist[i]!, rest]),
    castNode(defaultValue, promotedType([...choicelist, defaultValue])),
  );
/** The indices, one tensor an axis, of row-major positions in a shape. */
export function unravelIndex(indices: Operand, shape: readonly number[]): Node[] {
  const total = shape.reduce((a, b) => a * b, 1);
  const given = castNode(indices, "int32");
  const index = fromFront(given, build.constant(total, "int32"));
  return shape.map((e, i) =>
    s.rem(
      s.div(
        index,
        shape.slice(i + 1).reduce((a, b) => a * b, 1),
      ),
      e,
    ),
  );
}
