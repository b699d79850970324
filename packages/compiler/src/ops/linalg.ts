/** Products of matrices: everything is one `contract`. */
import { formatShape, isStatic, sameExtent, sameShape, TacetError } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import {
  broadcastShapes,
  broadcastTo,
  cast,
  floatingType,
  normalizeAxis,
  promotedType,
  type Operand,
} from "./operand.ts";

function pair(x: Operand, y: Operand): [Node, Node] {
  const type = floatingType(promotedType([x, y]));
  return [cast(x, type), cast(y, type)];
}
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

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
/** NumPy's dot: the last axis of the first against the second to last of the second, no batch axes. */
export function dot(x1: Operand, x2: Operand): Node {
  const [a, b] = pair(x1, x2);
  if (a.shape.length === 0 || b.shape.length === 0)
    throw new TacetError("dot: expected tensors of rank 1 or more; use multiply for scalars.");
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
/** The product of every element of one vector with every element of another. */
export function outer(x1: Operand, x2: Operand): Node {
  const [a, b] = pair(x1, x2);
  return tensordot(a, b, 0);
}
/** The identity matrix. */
export function eye(n: number, m: number = n): Node {
  if (!isStatic(n)) throw new TacetError("eye: the size must be known when compiling.");
  return cast(build.map("eq", [build.iota([n, m], 0, "int32"), build.iota([n, m], 1, "int32")]), "float32");
}
