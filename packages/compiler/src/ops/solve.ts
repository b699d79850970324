/**
 * Factorizations of square matrices and what they solve, over leading batch
 * axes: loops over columns, each step one pass over the matrix. Gradients are
 * the usual closed ones. Source: keras/src/ops/linalg.py; Golub and Van Loan,
 * Matrix Computations, chapters 3 and 4.
 */
import { formatShape, TacetError } from "../core/index.ts";
import { build, withGradient, type Node } from "../ir/index.ts";
import { scanNodes } from "./control.ts";
import { eye } from "./create.ts";
import { matmul } from "./linalg.ts";
import { diagonal, tril } from "./matrix.ts";
import { broadcastTo, cast, floating, range, staticExtent, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";
import { swapaxes } from "./shape.ts";

function square(name: string, x: Operand): { node: Node; size: number; rank: number } {
  const node = floating(x);
  const rank = node.shape.length;
  const size = rank < 2 ? -1 : staticExtent(name, node, rank - 1);
  if (size < 0 || node.shape[rank - 2] !== size)
    throw new TacetError(`${name}: expected square matrices [..., n, n], received shape ${formatShape(node.shape)}.`);
  return { node, size, rank };
}
const mirrored = (x: Node): Node => swapaxes(x, -1, -2);
/** The row or column of matrices at a place known when running, with the axis kept as 1. */
function at(x: Node, axis: number, place: Node): Node {
  const own = s.eq(build.iota(x.shape, axis, "int32"), build.fill(place, x.shape));
  const picked = build.reduce("add", s.select(own, x, 0), [axis]);
  return build.reshape(
    picked,
    x.shape.map((e, i) => (i === axis ? 1 : e)),
  );
}
const over = (x: Node, like: Node): Node => broadcastTo(x, like.shape);
/** Runs a body for 0 to size - 1 on one carried tensor of matrices. */
const eachColumn = (
  size: number,
  initial: readonly Node[],
  body: (carries: Node[], k: Node) => Node[],
  reverse = false,
): Node[] =>
  // prettier-ignore
  scanNodes(
    (carries, [k]) => ({ carries: body(carries, k!), outputs: [] }),
    initial,
    [build.iota([size], 0, "int32")],
    { reverse },
  ).carries;

/** The lower triangular L with L · Lᵀ = x (symmetric, positive definite); with `upper` its transpose. NaN where there is none. */
export function cholesky(x: Operand, upper = false): Node {
  const { node, size, rank } = square("cholesky", x);
  const symmetric = s.mul(0.5, s.add(node, mirrored(node)));
  const [row, column] = [rank - 2, rank - 1];
  const [lower] = eachColumn(size, [symmetric], ([m], k) => {
    // Column k is divided by the root of the pivot, and its outer product leaves what is to its right.
    const pivot = s.sqrt(at(at(m!, row, k), column, k));
    const own = s.div(at(m!, column, k), over(pivot, at(m!, column, k)));
    const place = build.fill(k, m!.shape);
    const [i, j] = [build.iota(m!.shape, row, "int32"), build.iota(m!.shape, column, "int32")];
    const rest = s.sub(m!, s.mul(over(own, m!), over(mirrored(own), m!)));
    const behind = s.and(s.lt(place, i), s.lt(place, j));
    return [s.select(behind, rest, s.select(s.and(s.eq(j, place), s.le(place, i)), over(own, m!), m!))];
  });
  const result = tril(lower!);
  return upper ? mirrored(result) : result;
}
/** x with triangular a · x = b; a vector b is one column. */
export function solveTriangular(a: Operand, b: Operand, lower = false): Node {
  return solved("solveTriangular", a, b, (m, y) => substitute(m, y, lower), (g, m) => substitute(mirrored(m), g, !lower), (d) => (lower ? tril(d) : s.sub(d, tril(d, -1)))); // prettier-ignore
}
function substitute(m: Node, b: Node, lower: boolean): Node {
  const rank = m.shape.length;
  const [row, column] = [rank - 2, rank - 1];
  const size = m.shape[column] as number;
  const [x] = eachColumn(size, [b], ([y], k) => {
    const own = s.div(at(y!, row, k), over(at(at(m, row, k), column, k), at(y!, row, k)));
    const place = build.fill(k, y!.shape);
    const i = build.iota(y!.shape, row, "int32");
    const rest = s.sub(y!, s.mul(over(at(m, column, k), y!), over(own, y!)));
    return [s.select(s.eq(i, place), over(own, y!), s.select(lower ? s.lt(place, i) : s.lt(i, place), rest, y!))];
  }, !lower); // prettier-ignore
  return x!;
}
/** Solves for all columns of b, with the gradient of an inverse: db = a⁻ᵀ g, da = -db xᵀ. */
function solved(
  name: string,
  a: Operand,
  b: Operand,
  solve: (m: Node, b: Node) => Node,
  back: (g: Node, m: Node) => Node,
  shaped: (d: Node) => Node = (d) => d,
): Node {
  const { node, rank } = square(name, a);
  const given = cast(b, node.dtype);
  const isVector = given.shape.length === rank - 1;
  const right = isVector ? build.reshape(given, [...given.shape, 1]) : given;
  const lead = range(0, rank - 2).map((i) => (node.shape[i] === 1 ? right.shape[i]! : node.shape[i]!));
  const m = broadcastTo(node, [...lead, ...node.shape.slice(-2)]);
  const y = broadcastTo(right, [...lead, ...right.shape.slice(-2)]);
  const x = withGradient([m, y], solve(m, y), (g, result, [matrix]) => {
    const db = back(g, matrix!);
    return [shaped(s.neg(matmul(db, mirrored(result)))), db];
  });
  return isVector ? build.reshape(x, x.shape.slice(0, -1)) : x;
}

/** L and U in one matrix with the rows exchanged for the largest pivots, and in what order: row i was row order[i]; and the sign of that. */
function factored(m: Node): { lu: Node; order: Node; sign: Node } {
  const rank = m.shape.length;
  const [row, column] = [rank - 2, rank - 1];
  const size = m.shape[column] as number;
  const lead = m.shape.slice(0, -2);
  const [lu, order, sign] = eachColumn(size, [m, build.iota([...lead, size, 1], row, "int32"), build.fill(build.constant(1, m.dtype), [...lead, 1, 1])], ([a, order, sign], k) => {
    const own = at(a!, column, k);
    const i = build.iota(own.shape, row, "int32");
    const place = build.fill(k, own.shape);
    const pivot = build.reshape(build.argReduce("max", s.select(s.lt(i, place), -1, s.abs(own)), row), [...lead, 1, 1]);
    const swapped = (x: Node): Node => {
      const at1 = build.iota(x.shape, row, "int32");
      const [here, there] = [s.eq(at1, build.fill(k, x.shape)), s.eq(at1, over(pivot, x))];
      const best = build.reshape(build.reduce("add", s.select(there, x, 0), [row]), [...lead, 1, x.shape[column]!]);
      return s.select(here, over(best, x), s.select(there, over(at(x, row, k), x), x));
    };
    const b = swapped(a!);
    const rowK = at(b, row, k);
    const factor = s.div(at(b, column, k), over(at(rowK, column, k), own));
    const [y, x] = [build.iota(b.shape, row, "int32"), build.iota(b.shape, column, "int32")];
    const kk = build.fill(k, b.shape);
    const under = s.lt(kk, y);
    const rest = s.sub(b, s.mul(over(factor, b), over(rowK, b)));
    const next = s.select(s.and(under, s.lt(kk, x)), rest, s.select(s.and(under, s.eq(x, kk)), over(factor, b), b));
    const same = s.eq(pivot, build.fill(k, pivot.shape));
    return [next, swapped(order!), s.select(same, sign!, s.neg(sign!))];
  }); // prettier-ignore
  return { lu: lu!, order: order!, sign: sign! };
}
const upperOf = (m: Node): Node => s.sub(m, tril(m, -1));
const lowerOf = (m: Node): Node =>
  s.add(tril(m, -1), over(cast(eye(m.shape[m.shape.length - 1] as number), m.dtype), m));
function solveFactored(m: Node, b: Node): Node {
  const { lu, order } = factored(m);
  const size = m.shape[m.shape.length - 1] as number;
  const spread = [...m.shape.slice(0, -2), size, size];
  const from = broadcastTo(order, spread);
  const permutation = cast(s.eq(build.iota(spread, spread.length - 1, "int32"), from), m.dtype);
  return substitute(upperOf(lu), substitute(lowerOf(lu), matmul(permutation, b), true), false);
}
/** x with a · x = b; a vector b is one column. Infinite or NaN where a is singular. */
export const solve = (a: Operand, b: Operand): Node =>
  solved("solve", a, b, solveFactored, (g, m) => solveFactored(mirrored(m), g));
/** The inverse. Infinite or NaN where there is none. */
export function inv(x: Operand): Node {
  const { node, size } = square("inv", x);
  return solve(node, broadcastTo(cast(eye(size), node.dtype), node.shape));
}
/** The inverse of L · Lᵀ (`upper`: of Uᵀ · U), given the factor. */
export function choleskyInverse(x: Operand, upper = false): Node {
  const { node, size } = square("choleskyInverse", x);
  const factor = upper ? mirrored(node) : node;
  const inverse = solveTriangular(factor, broadcastTo(cast(eye(size), node.dtype), node.shape), true);
  return matmul(mirrored(inverse), inverse);
}
/** The sign of the determinant, and the logarithm of its magnitude. */
export function slogdet(x: Operand): [sign: Node, logabsdet: Node] {
  const { node } = square("slogdet", x);
  const { lu, sign } = factored(node);
  const pivots = diagonal(lu, 0, -2, -1);
  const last = pivots.shape.length - 1;
  const signs = s.select(s.lt(pivots, 0), s.like(pivots, -1), s.select(s.eq(pivots, 0), s.like(pivots, 0), 1));
  const total = build.reduce("mul", signs, [last]);
  const value = build.reduce("add", s.log(s.abs(pivots)), [last]);
  // d log|det x| = x⁻ᵀ
  const log = withGradient([node], value, (g, _, [m]) => [
    s.mul(build.broadcast(g, m!.shape, [...g.shape.keys()]), mirrored(inv(m!))),
  ]);
  return [s.mul(total, build.reshape(sign, total.shape)), log];
}
/** The logarithm of the magnitude of the determinant. */
export const logdet = (x: Operand): Node => slogdet(x)[1];
/** The determinant. */
export function det(x: Operand): Node {
  const { node } = square("det", x);
  const { lu, sign } = factored(node);
  const pivots = diagonal(lu, 0, -2, -1);
  const product = build.reduce("mul", pivots, [pivots.shape.length - 1]);
  const value = s.mul(product, build.reshape(sign, product.shape));
  // d det x = det x · x⁻ᵀ
  return withGradient([node], value, (g, y, [m]) => [
    s.mul(build.broadcast(s.mul(g, y), m!.shape, [...g.shape.keys()]), mirrored(inv(m!))),
  ]);
}
