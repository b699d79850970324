/** Matrices by their diagonals, and products of vectors. Source: keras/src/ops/numpy.py. */
import { formatShape, TacetError } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { pad, stack } from "./join.ts";
import { dot, tensordot } from "./linalg.ts";
import { flattened, floating, nodeOf, normalizeAxis, range, staticExtent, type Operand } from "./operand.ts";
import { sum } from "./reduce.ts";
import { s } from "./scalar.ts";
import { moveaxis, sliceAxis } from "./shape.ts";

/** The diagonal `offset` places right of the main one of the matrices over two axes, as a last axis. */
export function diagonal(x: Operand, offset = 0, axis1 = 0, axis2 = 1): Node {
  const node = moveaxis(x, [axis1, axis2], [-2, -1]);
  const at = node.shape.length - 2;
  const [rows, columns] = [staticExtent("diagonal", node, at), staticExtent("diagonal", node, at + 1)];
  const length = Math.max(0, Math.min(rows - Math.max(0, -offset), columns - Math.max(0, offset)));
  // In a row-major matrix the diagonal is one element in `columns + 1`.
  const flat = build.reshape(node, [...node.shape.slice(0, at), rows * columns]);
  const start = length === 0 ? 0 : offset < 0 ? -offset * columns : offset;
  return sliceAxis(flat, at, start, start + (length === 0 ? 0 : (length - 1) * (columns + 1) + 1), columns + 1);
}
/** A matrix with the vector on the diagonal k places right of the main one; of a matrix, that diagonal. */
export function diag(x: Operand, k = 0): Node {
  const node = nodeOf(x);
  if (node.shape.length === 2) return diagonal(node, k);
  if (node.shape.length !== 1)
    throw new TacetError(`diag: expected a vector or a matrix, received shape ${formatShape(node.shape)}.`);
  const length = staticExtent("diag", node, 0);
  const size = length + Math.abs(k);
  if (length === 0) return build.fill(build.constant(0, node.dtype), [size, size]);
  const low = k < 0 ? -k * size : k;
  const high = size * size - low - ((length - 1) * (size + 1) + 1);
  return build.reshape(build.pad(node, build.constant(0, node.dtype), [low], [high], [size]), [size, size]);
}
/** `diag` of the flattened tensor. */
export const diagflat = (x: Operand, k = 0): Node => diag(flattened(x), k);
/** The sum of a diagonal. */
export const trace = (x: Operand, offset = 0, axis1 = 0, axis2 = 1): Node => sum(diagonal(x, offset, axis1, axis2), -1);
/** x where the column is at most k places right of the row (or, not `lower`, at least), 0 elsewhere. */
function triangle(name: string, x: Operand, k: number, lower: boolean): Node {
  const node = nodeOf(x);
  const last = normalizeAxis(name, node.shape.length, -1);
  const row = build.iota(node.shape, normalizeAxis(name, node.shape.length, -2), "int32");
  const column = build.iota(node.shape, last, "int32");
  const kept = lower ? s.le(column, s.add(row, k)) : s.le(s.add(row, k), column);
  return s.select(kept, node, 0);
}
/** The matrices with 0 above the diagonal k places right of the main one. */
export const tril = (x: Operand, k = 0): Node => triangle("tril", x, k, true);
/** The matrices with 0 under the diagonal k places right of the main one. */
export const triu = (x: Operand, k = 0): Node => triangle("triu", x, k, false);
/** Sums of products over the last axes; of scalars the product. */
export function inner(x1: Operand, x2: Operand): Node {
  const [a, b] = [nodeOf(x1), nodeOf(x2)];
  if (a.shape.length === 0 || b.shape.length === 0) return applyElementwise("multiply", [a, b]);
  return tensordot(a, b, [[-1], [-1]]);
}
/** The sum of products of all elements. */
export const vdot = (x1: Operand, x2: Operand): Node => dot(flattened(x1), flattened(x2));
/** The product of each element of x1 with the whole of x2, in blocks. */
export function kron(x1: Operand, x2: Operand): Node {
  let [a, b] = [nodeOf(x1), nodeOf(x2)];
  const rank = Math.max(a.shape.length, b.shape.length);
  const lead = (x: Node): Node => build.reshape(x, [...range(x.shape.length, rank).map(() => 1), ...x.shape]);
  [a, b] = [lead(a), lead(b)];
  const [left, right] = [a.shape.flatMap((e) => [e, 1]), b.shape.flatMap((e) => [1, e])];
  const product = applyElementwise("multiply", [build.reshape(a, left), build.reshape(b, right)]);
  return build.reshape(product, a.shape.map((_, i) => (a.shape[i] as number) * (b.shape[i] as number))); // prettier-ignore
}
/** The vector product of vectors of 2 or 3 elements along an axis; of two by 2 elements a number. */
export function cross(x1: Operand, x2: Operand, axisa = -1, axisb = -1, axisc = -1, axis?: number | null): Node {
  const components = (x: Operand, at: number): (Node | undefined)[] => {
    const node = moveaxis(x, axis ?? at, 0);
    return range(0, 3).map((i) => (i < (node.shape[0] as number) ? build.reshape(sliceAxis(node, 0, i, i + 1), node.shape.slice(1)) : undefined)); // prettier-ignore
  };
  const [a, b] = [components(x1, axisa), components(x2, axisb)];
  const times = (x?: Node, y?: Node): Node | undefined => x && y && applyElementwise("multiply", [x, y]);
  const minor = (i: number, j: number): Node => {
    const [left, right] = [times(a[i], b[j]), times(a[j], b[i])];
    if (left && right) return s.sub(left, right);
    return left ?? s.neg(right!);
  };
  if (!a[2] && !b[2]) return minor(0, 1);
  return moveaxis(stack([minor(1, 2), minor(2, 0), minor(0, 1)]), 0, axis ?? axisc);
}
/** Sums of products of a vector with another one moved along it: where they overlap fully, in the middle, or at all. */
export function correlate(x1: Operand, x2: Operand, mode: "valid" | "same" | "full" = "valid"): Node {
  const [a, b] = [floating(x1), floating(x2)];
  const [n, m] = [staticExtent("correlate", a, 0), staticExtent("correlate", b, 0)];
  // The shorter one slides; exchanged, the result is reversed.
  if (m > n) return build.flip(correlate(b, a, mode), [0]);
  const around =
    mode === "full" ? [m - 1, m - 1] : mode === "same" ? [Math.floor(m / 2), Math.ceil(m / 2) - 1] : [0, 0];
  const padded = pad(a, [[around[0]!, around[1]!]]);
  return dot(build.window(padded, [{ axis: 0, size: m, stride: 1, dilation: 1 }]), b);
}
/** Euclidean distances of the rows of x [..., n, d] from those of y [..., m, d]: [..., n, m]. */
export function cdist(x: Operand, y: Operand): Node {
  const [a, b] = [floating(x), floating(y)];
  const at = a.shape.length - 1;
  const left = build.reshape(a, [...a.shape.slice(0, at), 1, a.shape[at]!]);
  const right = build.reshape(b, [...b.shape.slice(0, at - 1), 1, ...b.shape.slice(at - 1)]);
  const difference = applyElementwise("subtract", [left, right]);
  const squared = sum(s.mul(difference, difference), -1);
  return s.sqrt(squared);
}
