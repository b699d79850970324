/**
 * erf, and erfinv as XLA computes it.
 *
 * erf: polynomials near 0; beyond, 1 - erfc, with erfc as the exponential of a
 * polynomial (float32) or as e^(-x²) times one in (x - 2)/(x + 2) (float64).
 * Minimax fits (Remez, 60 digits). erfinv: core's tables.
 */
import { erfinvTables } from "../core/index.ts";
import type { Block } from "./builder.ts";
import { moderateExp32, log1p32 } from "./expandFloat32.ts";
import { expOf, logOfVector, reduceExp } from "./expandFloat64.ts";
import { inVectors, like, op, polynomial } from "./expandTools.ts";
import type { Expr } from "./loop.ts";

/** erf(x)/x - 1 in x², for |x| ≤ 0.93: within 2^-31. */
const small32 = [0.12837917, -0.3761263, 0.11283688, -0.02685894, 0.005199907, -0.00081300124, 8.316773e-5];
/** -log erfc(x) for x from 0.92 to 3.95: what it makes of erf is within 2^-29. */
const large32 = [0.00019568493, 1.1276755, 0.63718235, 0.103931516, -0.022226878, 0.0030432057, -0.00019593594];
/** erf(x)/x - 1 in x², for |x| ≤ 1: within 2^-62. */
// prettier-ignore
const small64 = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954851, -0.02686617064507176, 0.005223977624769361, -0.0008548326978055389,
  0.00012055331010968146, -1.4925592863718959e-5, 1.6460962195511033e-6, -1.6349909568279133e-7, 1.4657082510619537e-8,
  -1.136251291407712e-9, 5.939814157356334e-11,
];
/** erfc(x)·e^(x²)·(1 + 2x) in (x - 2)/(x + 2), for x from 1 to 6: what it makes of erf is within 2^-64. */
// prettier-ignore
const large64 = [
  1.2769783815525286, -0.09276382658574624, -0.1660303976153036, 0.1640512800333825, -0.05422000098953778, -0.008034015060091031,
  0.008722653805155545, 0.0012713376663444041, -0.0014568156918334898, -0.0004543172493182516, 0.0002064359079158279,
  0.00015087555417230952, -2.2278439173755266e-6, -3.604982744023245e-5, -1.0360660994987617e-5, 4.01396611745604e-6,
];

const signed = (x: Expr, magnitude: Expr): Expr => op.select(op.lt(x, like(x, 0)), op.neg(magnitude), magnitude);

export function erf32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const size = block.let(op.min(op.abs(x), like(x, 4)));
  const square = block.let(op.mul(x, x));
  const small = op.mulAdd(polynomial(square, small32), x, x);
  const complement = moderateExp32(block, op.neg(polynomial(size, large32)));
  const large = block.let(op.sub(like(x, 1), complement));
  return op.select(op.lt(size, like(x, 0.925)), small, signed(x, large));
}

export function erf64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([value]) => {
    const x = value!;
    const size = block.let(op.min(op.abs(x), like(x, 6)));
    const square = block.let(op.mul(size, size));
    const small = op.mulAdd(polynomial(square, small64), x, x);
    const t = block.let(op.div(op.sub(size, like(x, 2)), op.add(size, like(x, 2))));
    const { n, r } = reduceExp(block, block.let(op.neg(square)));
    const complement = op.div(
      op.mul(expOf(block, r, n), polynomial(t, large64)),
      op.mulAdd(size, like(x, 2), like(x, 1)),
    );
    const large = block.let(op.sub(like(x, 1), complement));
    return op.select(op.lt(size, like(x, 1)), small, signed(x, large));
  });
}

/** The last step of both widths: at ±1 the result is infinite, beyond it NaN (as the logarithm is). */
const erfinvEdges = (x: Expr, p: Expr): Expr =>
  op.select(op.eq(op.abs(x), like(x, 1)), op.mul(x, like(x, Infinity)), op.mul(p, x));

export function erfinv32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const w = block.let(op.neg(log1p32(block, op.neg(op.mul(x, x)))));
  const near = block.let(op.sub(w, like(x, 2.5)));
  const far = block.let(op.sub(op.sqrt(w), like(x, 3)));
  const { centre, tail } = erfinvTables.single;
  return erfinvEdges(x, op.select(op.lt(w, like(x, 5)), polynomial(near, centre), polynomial(far, tail)));
}

export function erfinv64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([value]) => {
    const x = value!;
    const product = block.let(op.mul(op.sub(like(x, 1), x), op.add(like(x, 1), x)));
    const w = block.let(op.neg(logOfVector(block, product)));
    const root = block.let(op.sqrt(w));
    const { double } = erfinvTables;
    const near = polynomial(block.let(op.sub(w, like(x, 3.125))), double.centre);
    const middle = polynomial(block.let(op.sub(root, like(x, 3.25))), double.middle);
    const far = polynomial(block.let(op.sub(root, like(x, 5))), double.tail);
    return erfinvEdges(x, op.select(op.lt(w, like(x, 6.25)), near, op.select(op.lt(w, like(x, 16)), middle, far)));
  });
}
