/**
 * erf, and erfinv as XLA computes it.
 *
 * erf: polynomials near 0; beyond, 1 - erfc, with erfc as the exponential of a
 * polynomial (float32) or as e^(-x²) times one in (x - 2)/(x + 2) (float64).
 * Minimax fits (Remez, 60 digits). erfinv: M. Giles, "Approximating the erfinv
 * function" (GPU Computing Gems, 2010), the tables that XLA's ErfInv uses.
 */
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

// Giles's coefficients, from the constant up: near the centre in w - 2.5, in the tails in √w - 3, w = -log(1 - x²).
const centre32 = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6, 3.43273939e-7,
  2.81022636e-8,
];
const tail32 = [
  2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844, 0.00134934322, 0.000100950558,
  -0.000200214257,
];
// In float64: in w - 3.125, √w - 3.25 and √w - 5.
// prettier-ignore
const centre64 = [
  1.6536545626831027356, 0.24015818242558961693, -0.0060336708714301490533, -0.00074070253416626697512, 0.0001867342080340571352,
  -1.3882523362786468719e-5, -1.3654692000834678645e-6, 4.2347877827932403518e-7, -2.9070369957882005086e-8, -4.1126339803469836976e-9,
  1.051212273321532285e-9, -5.4154120542946279317e-11, -1.2975133253453532498e-11, 2.6335093153082322977e-12, -8.1519341976054721522e-14,
  -4.0545662729752068639e-14, 6.6376381343583238325e-15, 2.0972767875968561637e-17, -1.333171662854620906e-16, 1.115787767802518096e-17,
  1.2858480715256400167e-18, -1.685059138182016589e-19, -3.6444120640178196996e-21,
];
// prettier-ignore
const middle64 = [
  3.0838856104922207635, 1.0052589676941592334, 0.005370914553590063617, -0.0037512085075692412107, 0.0024914420961078508066,
  -0.0016882755560235047313, 0.00095328937973738049703, -0.0003550375203628474796, 2.4031110387097893999e-5, 6.8284851459573175448e-5,
  -4.7318229009055733981e-5, 1.2475304481671778723e-5, 2.9234449089955446044e-6, -4.013867526981545969e-6, 1.5027403968909827627e-6,
  1.8239629214389227755e-8, -2.7517406297064545428e-7, 9.0756561938885390979e-8, 2.2137376921775787049e-9,
];
// prettier-ignore
const tail64 = [
  4.8499064014085844221, 1.0103004648645343977, -0.00013871931833623122026, -0.00021503011930044477347, 7.5995277030017761139e-5,
  -1.9681778105531670567e-5, 4.5260625972231537039e-6, -9.9298272942317002539e-7, 2.2900482228026654717e-7, -6.7711997758452339498e-8,
  2.9147953450901080826e-8, -1.4960026627149240478e-8, 7.6157012080783393804e-9, -3.7894654401267369937e-9, 1.5076572693500548083e-9,
  -2.5556418169965252055e-10, -2.7109920616438573243e-11,
];

/** The last step of both widths: at ±1 the result is infinite, beyond it NaN (as the logarithm is). */
const erfinvEdges = (x: Expr, p: Expr): Expr =>
  op.select(op.eq(op.abs(x), like(x, 1)), op.mul(x, like(x, Infinity)), op.mul(p, x));

export function erfinv32(block: Block, argument: Expr): Expr {
  const x = block.let(argument);
  const w = block.let(op.neg(log1p32(block, op.neg(op.mul(x, x)))));
  const near = block.let(op.sub(w, like(x, 2.5)));
  const far = block.let(op.sub(op.sqrt(w), like(x, 3)));
  return erfinvEdges(x, op.select(op.lt(w, like(x, 5)), polynomial(near, centre32), polynomial(far, tail32)));
}

export function erfinv64(block: Block, argument: Expr): Expr {
  return inVectors(block, [argument], ([value]) => {
    const x = value!;
    const product = block.let(op.mul(op.sub(like(x, 1), x), op.add(like(x, 1), x)));
    const w = block.let(op.neg(logOfVector(block, product)));
    const root = block.let(op.sqrt(w));
    const near = polynomial(block.let(op.sub(w, like(x, 3.125))), centre64);
    const middle = polynomial(block.let(op.sub(root, like(x, 3.25))), middle64);
    const far = polynomial(block.let(op.sub(root, like(x, 5))), tail64);
    return erfinvEdges(x, op.select(op.lt(w, like(x, 6.25)), near, op.select(op.lt(w, like(x, 16)), middle, far)));
  });
}
