/** Ops that join tensors, cut them up and repeat them. */
import { formatShape, multiplyExtents, sameExtent, TacetError, type Extent } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import {
  cast as castNode,
  checkChoice,
  flattened,
  nodeOf,
  normalizeAxis,
  promotedType,
  range,
  staticExtent,
  withExtent,
  type Operand,
} from "./operand.ts";
import { expandDims, flip, reshape, sliceAxis } from "./shape.ts";

function joined(name: string, xs: readonly Operand[]): Node[] {
  if (xs.length === 0) throw new TacetError(`${name}: expected at least one tensor, received none.`);
  const type = promotedType(xs);
  return xs.map((x) => castNode(x, type));
}
/** Joins tensors end to end along an axis. */
export function concatenate(xs: readonly Operand[], axis = 0): Node {
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
      ? range(0, indicesOrSections - 1).map((i) => ((i + 1) * extent) / indicesOrSections)
      : [...indicesOrSections];
  return [0, ...cuts].map((from, i) => sliceAxis(node, a, from, cuts[i] ?? extent));
}
const padModes = ["constant", "edge", "reflect", "symmetric"] as const;
export type PadMode = (typeof padModes)[number];
/**
 * `padWidth[i] = [before, after]` elements around each axis, or one pair or number for all: `constantValues` (0), the
 * outermost element again, or the inner ones mirrored (without the outermost, or with it).
 */
export function pad(
  x: Operand,
  padWidth: number | readonly [before: number, after: number] | readonly (readonly [before: number, after: number])[],
  mode: PadMode = "constant",
  constantValues?: number | null,
): Node {
  const node = nodeOf(x);
  const isPair = (w: typeof padWidth): w is readonly [number, number] =>
    typeof w !== "number" && typeof w[0] === "number" && w.length === 2;
  const each = typeof padWidth === "number" ? ([padWidth, padWidth] as const) : isPair(padWidth) ? padWidth : undefined;
  const widths = each ? node.shape.map(() => each) : (padWidth as readonly (readonly [number, number])[]);
  if (widths.length !== node.shape.length)
    throw new TacetError(
      `pad: expected ${node.shape.length} pairs for a tensor of shape ${formatShape(node.shape)}, received ${widths.length}.`,
    );
  checkChoice("pad", "mode", padModes, mode);
  if (mode === "constant")
    return build.pad(node, build.constant(constantValues ?? 0, node.dtype), widths.map((p) => p[0]), widths.map((p) => p[1])); // prettier-ignore
  return widths.reduce((result, [before, after], axis) => {
    if (before === 0 && after === 0) return result;
    const extent = staticExtent("pad", result, axis);
    const skip = mode === "reflect" ? 1 : 0;
    if (mode !== "edge" && Math.max(before, after) > extent - skip)
      throw new TacetError(
        `pad: axis ${axis} of ${extent} elements mirrors at most ${extent - skip}, received ${Math.max(before, after)}.`,
      );
    const mirrored = (begin: number, count: number) =>
      mode === "edge"
        ? repeat(sliceAxis(result, axis, begin, begin + 1), count, axis)
        : flip(sliceAxis(result, axis, begin, begin + count), axis);
    const last = mode === "edge" ? extent - 1 : extent - skip - after;
    return concatenate([mirrored(mode === "edge" ? 0 : skip, before), result, mirrored(last, after)], axis);
  }, node);
}
/** Repeats the whole tensor along each axis. */
export function tile(x: Operand, repeats: number | readonly number[]): Node {
  let node = nodeOf(x);
  if (typeof repeats === "number") return tile(node, [repeats]);
  const lead = repeats.length - node.shape.length;
  if (lead > 0) node = build.reshape(node, [...range(0, lead).map(() => 1), ...node.shape]);
  const times = [...range(0, -lead).map(() => 1), ...repeats];
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
/** Repeats each element along an axis; of the flattened tensor where none is given. */
export function repeat(x: Operand, repeats: number, axis?: number | null): Node {
  if (axis === undefined || axis === null) return repeat(flattened(x), repeats, 0);
  const node = nodeOf(x);
  const a = normalizeAxis("repeat", node.shape.length, axis);
  const spread = [...node.shape.slice(0, a + 1), repeats, ...node.shape.slice(a + 1)];
  const spaced = build.broadcast(
    node,
    spread,
    node.shape.map((_, i) => (i <= a ? i : i + 1)),
  );
  return build.reshape(spaced, withExtent(node.shape, a, multiplyExtents(node.shape[a]!, repeats)));
}
/** Tensors of rank 1 or more side by side: along axis 1, vectors along their only one. */
export const hstack = (xs: readonly Operand[]): Node => {
  const nodes = xs.map((x) => atLeast(1, x));
  return concatenate(nodes, nodes[0]?.shape.length === 1 ? 0 : 1);
};
/** Rows on top of each other; a vector is a row. */
export const vstack = (xs: readonly Operand[]): Node => concatenate(xs.map((x) => atLeast(2, x)), 0); // prettier-ignore
/** Matrices one behind the other, along axis 2. */
export const dstack = (xs: readonly Operand[]): Node => concatenate(xs.map((x) => atLeast(3, x)), 2); // prettier-ignore
/** With axes of 1 as NumPy adds them: in front for a vector, then behind. */
function atLeast(rank: number, x: Operand): Node {
  const node = nodeOf(x);
  let shape = node.shape;
  if (shape.length === 0) shape = [1];
  if (rank > 1 && shape.length === 1) shape = [1, ...shape];
  if (rank > 2 && shape.length === 2) shape = [...shape, 1];
  return build.reshape(node, shape);
}
/** x2 behind x1 along an axis; of both flattened where none is given. */
export const append = (x1: Operand, x2: Operand, axis?: number | null): Node =>
  axis === undefined || axis === null ? concatenate([flattened(x1), flattened(x2)]) : concatenate([x1, x2], axis);
/** Cuts an axis into parts that may differ by one element, or at the given indices. */
export function arraySplit(x: Operand, indicesOrSections: number | readonly number[], axis = 0): Node[] {
  if (typeof indicesOrSections !== "number") return split(x, indicesOrSections, axis);
  const node = nodeOf(x);
  const extent = staticExtent("arraySplit", node, normalizeAxis("arraySplit", node.shape.length, axis));
  const [size, longer] = [Math.floor(extent / indicesOrSections), extent % indicesOrSections];
  return split(node, range(1, indicesOrSections).map((i) => i * size + Math.min(i, longer)), axis); // prettier-ignore
}
/** Cuts axis 1, or that of a vector. */
export const hsplit = (x: Operand, indicesOrSections: number | readonly number[]): Node[] =>
  split(x, indicesOrSections, nodeOf(x).shape.length === 1 ? 0 : 1);
/** Cuts axis 0. */
export const vsplit = (x: Operand, indicesOrSections: number | readonly number[]): Node[] =>
  split(x, indicesOrSections, 0);
/** Cuts axis 2. */
export const dsplit = (x: Operand, indicesOrSections: number | readonly number[]): Node[] =>
  split(x, indicesOrSections, 2);
/** The slices along an axis, without it. `num` is checked where it is given. */
export function unstack(x: Operand, num?: number | null, axis = 0): Node[] {
  const node = nodeOf(x);
  const a = normalizeAxis("unstack", node.shape.length, axis);
  const extent = staticExtent("unstack", node, a);
  if (num !== undefined && num !== null && num !== extent)
    throw new TacetError(`unstack: axis ${a} has ${extent} slices, not ${num}.`);
  const shape = node.shape.filter((_, i) => i !== a);
  return range(0, extent).map((i) => build.reshape(sliceAxis(node, a, i, i + 1), shape));
}
/** The elements moved along axes, those that leave one end entering at the other; of the flattened tensor where no axis is given. */
export function roll(x: Operand, shift: number | readonly number[], axis?: number | readonly number[] | null): Node {
  const node = nodeOf(x);
  if (axis === undefined || axis === null) return reshape(roll(flattened(node), shift, 0), node.shape);
  const axes = typeof axis === "number" ? [axis] : axis;
  return axes.reduce((result, given, i) => {
    const a = normalizeAxis("roll", node.shape.length, given);
    const extent = staticExtent("roll", node, a);
    const by = typeof shift === "number" ? shift : shift[i]!;
    const cut = extent === 0 ? 0 : ((-by % extent) + extent) % extent;
    return cut === 0 ? result : concatenate([sliceAxis(result, a, cut), sliceAxis(result, a, 0, cut)], a);
  }, node);
}
