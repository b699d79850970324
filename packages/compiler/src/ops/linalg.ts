/** Products of matrices: everything is one `contract`. */
import { formatShape, sameExtent, sameShape, TacetError } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { max, min, sum, type Axes } from "./reduce.ts";
import { s } from "./scalar.ts";
import {
  broadcastShapes,
  broadcastTo,
  cast,
  flattened,
  floating,
  floatingType,
  normalizeAxes,
  normalizeAxis,
  promotedType,
  range,
  type Operand,
} from "./operand.ts";

function pair(x: Operand, y: Operand): [Node, Node] {
  const type = floatingType(promotedType([x, y]));
  return [cast(x, type), cast(y, type)];
}
/**
 * NumPy's matmul: [..., m, k] and [..., k, n] give [..., m, n], the axes before
 * broadcast; a vector on the left is a row, on the right a column. Products are
 * of floats: integers become float32.
 */
export function matmul(x1: Operand, x2: Operand): Node {
  const [a, b] = pair(x1, x2);
  const [p, q] = [a.shape.length, b.shape.length];
  const fail = () =>
    new TacetError(
      `matmul: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not fit: the last axis of the first must equal the second to last of the second.`,
    );
  if (p === 0 || q === 0)
    throw new TacetError(
      `matmul: expected tensors of rank 1 or more, received shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}; use multiply for scalars.`,
    );
  const right = Math.max(0, q - 2);
  if (!sameExtent(a.shape[p - 1]!, b.shape[right]!)) throw fail();
  if (q <= 2) return build.contract(a, b, { batch: [], contract: [[p - 1, right]] });
  if (p === 1) {
    // [k] and [..., k, n]: what is free on the right keeps its order.
    return build.contract(a, b, { batch: [], contract: [[0, right]] });
  }
  const lead = broadcastShapes(a.shape.slice(0, p - 2), b.shape.slice(0, q - 2));
  if (!lead) throw fail();
  const spread = (x: Node, shape = [...lead, ...x.shape.slice(-2)]) =>
    sameShape(x.shape, shape) ? x : broadcastTo(x, shape);
  const r = lead.length;
  return build.contract(spread(a), spread(b), {
    batch: range(0, r).map((i) => [i, i] as const),
    contract: [[r + 1, r]],
  });
}
/** NumPy's dot: the last axis of the first against the second to last of the second, no batch axes; of a scalar the product. */
export function dot(x1: Operand, x2: Operand): Node {
  const [a, b] = pair(x1, x2);
  if (a.shape.length === 0 || b.shape.length === 0) return applyElementwise("multiply", [a, b]);
  return tensordot(a, b, [[a.shape.length - 1], [Math.max(0, b.shape.length - 2)]]);
}
/** Sums products over pairs of axes; a number means that many last axes against the first. */
export function tensordot(
  x1: Operand,
  x2: Operand,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Node {
  const [a, b] = pair(x1, x2);
  const [left, right] =
    typeof axes === "number" ? [range(a.shape.length - axes, a.shape.length), range(0, axes)] : axes;
  const pairs = left.map(
    (l, i) =>
      [normalizeAxis("tensordot", a.shape.length, l), normalizeAxis("tensordot", b.shape.length, right[i]!)] as const,
  );
  const wrong = left.length !== right.length || pairs.some(([l, r]) => !sameExtent(a.shape[l]!, b.shape[r]!));
  if (wrong)
    throw new TacetError(
      `tensordot: axes [${left.join(", ")}] of ${formatShape(a.shape)} and [${right.join(", ")}] of ${formatShape(b.shape)} do not fit.`,
    );
  return build.contract(a, b, { batch: [], contract: pairs });
}
/** The product of every element of one tensor with every element of another: [n, m]. */
export function outer(x1: Operand, x2: Operand): Node {
  const [a, b] = pair(x1, x2);
  return tensordot(flattened(a), flattened(b), 0);
}
/**
 * The norm of vectors along an axis: of any order, 2 unless given, Infinity and -Infinity included; of matrices over two
 * axes "fro" (the default), 1, -1 and the infinities; without axes that of all elements. Norms of order 2 have no
 * gradient (NaN) at 0, as in JAX.
 */
export function norm(x: Operand, ord?: number | "fro" | null, axis?: Axes, keepdims = false): Node {
  const node = floating(x);
  const rank = node.shape.length;
  const axes = normalizeAxes("norm", rank, axis);
  const magnitude = (): Node => applyElementwise("abs", [node]);
  if (ord === undefined || ord === null || ord === "fro" || (ord === 2 && axes.length === 1))
    return s.sqrt(sum(s.mul(node, node), axes, keepdims));
  if (axes.length === 1) {
    if (ord === Infinity) return max(magnitude(), axes, keepdims);
    if (ord === -Infinity) return min(magnitude(), axes, keepdims);
    if (ord === 0) return sum(cast(applyElementwise("notEqual", [node, 0]), node.dtype), axes, keepdims);
    if (ord === 1) return sum(magnitude(), axes, keepdims);
    return s.pow(sum(s.pow(magnitude(), ord), axes, keepdims), 1 / ord);
  }
  const given = typeof axis === "object" && axis !== null ? axis : axes;
  if (axes.length === 2 && Math.abs(ord) !== 2 && ord !== 0 && (Math.abs(ord) === 1 || Math.abs(ord) === Infinity)) {
    const [row, column] = given.map((a) => (a + rank) % rank) as [number, number];
    const summed = Math.abs(ord) === 1 ? row : column;
    const sums = sum(magnitude(), summed, true);
    const other = summed === row ? column : row;
    const result = ord > 0 ? max(sums, other, true) : min(sums, other, true);
    return keepdims ? result : build.reshape(result, result.shape.filter((_, i) => !axes.includes(i))); // prettier-ignore
  }
  throw new TacetError(
    `norm: order ${ord} over ${axes.length} axes is not supported; use "fro", 1, -1 or an infinity over two, any number over one.`,
  );
}
