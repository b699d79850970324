/**
 * Elementwise functions of numbers: a formula over the scalar primitives each. Names, arity and the check
 * of value and gradient derive from the entries; what the check needs stands in
 * testing/elementwise/, so that users do not load it. Gradients at kinks are JAX's.
 */
import { isFloating } from "../../core/index.ts";
import type { Node } from "../../ir/index.ts";
import { scanNodes } from "../control.ts";
import { s } from "../scalar.ts";
import { guarded, logistic, type ElementwiseDefinition } from "./definition.ts";

export const math = {
  /** -x. */
  negative: { formula: (x) => s.neg(x), accepts: "number" },
  /** |x|; its gradient at 0 is 1. */
  abs: { formula: (x) => s.abs(x), accepts: "number" },
  /** -1, 0 or 1. */
  sign: {
    formula: (x) => s.select(s.lt(0, x), s.like(x, 1), s.select(s.lt(x, 0), s.like(x, -1), x)),
    accepts: "number",
    gradient: () => [undefined],
  },
  /** x². */
  square: { formula: (x) => s.mul(x, x), accepts: "number" },
  /** The square root. */
  sqrt: { formula: (x) => s.sqrt(x) },
  /** 1 / √x. */
  rsqrt: { formula: (x) => s.div(1, s.sqrt(x)) },
  /** 1 / x. */
  reciprocal: { formula: (x) => s.div(1, x) },
  /** eˣ. */
  exp: { formula: (x) => s.exp(x) },
  /** eˣ - 1, exact near 0. */
  expm1: { formula: (x) => s.expm1(x) },
  /** The natural logarithm. */
  log: { formula: (x) => s.log(x) },
  /** log(1 + x), exact near 0. */
  log1p: { formula: (x) => s.log1p(x) },
  /** The logarithm to base 2. */
  log2: { formula: (x) => s.mul(s.log(x), Math.LOG2E) },
  /** The logarithm to base 10. */
  log10: { formula: (x) => s.mul(s.log(x), Math.LOG10E) },
  /** The sine. */
  sin: { formula: (x) => s.sin(x) },
  /** The cosine. */
  cos: { formula: (x) => s.cos(x) },
  /** The tangent. */
  tan: { formula: (x) => s.tan(x) },
  /** The inverse sine. */
  arcsin: { formula: (x) => s.atan2(x, s.sqrt(s.mul(s.sub(1, x), s.add(1, x)))) },
  /** The inverse cosine. */
  arccos: { formula: (x) => s.atan2(s.sqrt(s.mul(s.sub(1, x), s.add(1, x))), x) },
  /** The inverse tangent. */
  arctan: { formula: (x) => s.atan(x) },
  /** The hyperbolic tangent. */
  tanh: { formula: (x) => s.tanh(x) },
  /** The hyperbolic sine. */
  sinh: {
    // (e + e / (e + 1)) / 2 with e = expm1(x) keeps the digits near 0.
    formula: (x) => {
      const e = s.expm1(s.abs(x));
      const half = s.mul(0.5, s.add(e, s.div(e, s.add(e, 1))));
      return s.select(s.lt(x, 0), s.neg(half), half);
    },
    gradient: (g, _, x) => [s.mul(g, s.mul(0.5, s.add(s.exp(x), s.exp(s.neg(x)))))],
  },
  /** The hyperbolic cosine. */
  cosh: { formula: (x) => s.mul(0.5, s.add(s.exp(x), s.exp(s.neg(x)))) },
  /** The inverse hyperbolic tangent. */
  arctanh: { formula: (x) => s.mul(0.5, s.sub(s.log1p(x), s.log1p(s.neg(x)))) },
  /** The error function. */
  erf: { formula: (x) => s.erf(x) },
  /** The inverse error function; in float32 XLA's polynomial. */
  erfinv: { formula: (x) => s.erfinv(x) },
  /** The next whole number below. */
  floor: { formula: (x) => s.floor(x) },
  /** The next whole number above. */
  ceil: { formula: (x) => s.ceil(x) },
  /** The whole number toward 0. */
  trunc: { formula: (x) => s.trunc(x) },
  /** x + y. */
  add: { formula: (x, y) => s.add(x, y), accepts: "number" },
  /** x - y. */
  subtract: { formula: (x, y) => s.sub(x, y), accepts: "number" },
  /** x · y. */
  multiply: { formula: (x, y) => s.mul(x, y), accepts: "number" },
  /** x / y, with fractions for integers too. */
  divide: { formula: (x, y) => s.div(x, y) },
  /** ⌊x / y⌋. */
  floorDivide: {
    formula: (x, y) => {
      const r = s.rem(x, y);
      const quotient = s.div(s.sub(x, r), y);
      const below = s.select(unlikeSigns(r, y), s.sub(quotient, 1), quotient);
      return isFloating(x.dtype) ? s.round(below) : below;
    },
    accepts: "number",
    gradient: () => [undefined, undefined],
  },
  /** The larger; a tie shares the gradient half and half. */
  maximum: { formula: (x, y) => s.max(x, y), accepts: "number" },
  /** The smaller; a tie shares the gradient half and half. */
  minimum: { formula: (x, y) => s.min(x, y), accepts: "number" },
  /** xʸ. */
  power: {
    // Whole exponents are products, as in JAX: exact, and their gradient at 0 is no 0 · inf.
    formula: (x, y) => {
      const exponent = constantOf(y);
      return exponent === 1
        ? s.copy(x)
        : exponent === 2
          ? s.mul(x, x)
          : exponent === 3
            ? s.mul(x, s.mul(x, x))
            : s.pow(x, y);
    },
  },
  /** The remainder, with the sign of y. */
  mod: {
    formula: (x, y) => {
      const r = s.rem(x, y);
      return s.select(unlikeSigns(r, y), s.add(r, y), r);
    },
    accepts: "number",
  },
  /** The angle of the point (y, x). */
  arctan2: { formula: (y, x) => s.atan2(y, x) },
  /** log(eˣ + eʸ). */
  logaddexp: {
    formula: (x, y) => s.add(s.max(x, y), s.log1p(s.exp(s.neg(s.abs(s.sub(x, y)))))),
    gradient: (g, _, x, y) => [s.mul(g, logistic(s.sub(x, y))), s.mul(g, logistic(s.sub(y, x)))],
  },
  /** x, with 0 for magnitudes below the smallest normal number. */
  flushDenormals: { formula: (x) => s.select(s.lt(s.abs(x), smallestNormal(x)), s.like(x, 0), x) },
  /** The cube root. */
  cbrt: {
    formula: (x) => {
      const y = s.pow(s.abs(x), 1 / 3);
      return s.select(s.lt(x, 0), s.neg(y), y);
    },
    gradient: (g, y) => [s.div(g, s.mul(3, s.mul(y, y)))],
  },
  /** 2ˣ. */
  exp2: { formula: (x) => s.pow(2, x) },
  /** The inverse hyperbolic cosine. */
  arccosh: {
    formula: (x) => {
      const t = s.sub(x, 1);
      return s.log1p(s.add(t, s.sqrt(s.mul(t, s.add(t, 2)))));
    },
  },
  /** The inverse hyperbolic sine. */
  arcsinh: {
    formula: (x) => {
      const a = s.abs(x);
      const root = s.sqrt(s.add(1, s.mul(a, a)));
      const y = s.log1p(s.add(a, s.div(s.mul(a, a), s.add(1, root))));
      return s.select(s.lt(x, 0), s.neg(y), y);
    },
    gradient: (g, _, x) => [s.div(g, s.sqrt(s.add(1, s.mul(x, x))))],
  },
  /** sin(πx) / πx, 1 at 0. */
  sinc: {
    formula: (x) => {
      const t = s.mul(x, Math.PI);
      return guarded(s.not(s.eq(x, 0)), t, 1, (u) => s.div(s.sin(u), u), 1);
    },
  },
  /** Degrees as radians. */
  deg2rad: { formula: (x) => s.mul(x, Math.PI / 180) },
  /** Radians as degrees. */
  rad2deg: { formula: (x) => s.mul(x, 180 / Math.PI) },
  /** The real part: x, as all types are real. */
  real: { formula: (x) => s.copy(x), accepts: "number" },
  /** The imaginary part: 0, as all types are real. */
  imag: { formula: (x) => s.like(x, 0), accepts: "number" },
  /** The angle of a real number: 0, or π where it is negative. */
  angle: {
    formula: (x) => s.select(s.lt(x, 0), s.like(x, Math.PI), s.select(s.eq(x, x), s.like(x, 0), x)),
    gradient: () => [undefined],
  },
  /** √(x² + y²), without overflow. */
  hypot: {
    formula: (x, y) => {
      const [a, b] = [s.abs(x), s.abs(y)];
      const large = s.max(a, b);
      const ratio = s.div(s.min(a, b), s.select(s.lt(0, large), large, 1));
      return s.mul(large, s.sqrt(s.add(1, s.mul(ratio, ratio))));
    },
    gradient: (g, h, x, y) => [s.div(s.mul(g, x), h), s.div(s.mul(g, y), h)],
  },
  /** log₂(2ˣ + 2ʸ). */
  logaddexp2: {
    formula: (x, y) => s.add(s.max(x, y), s.mul(Math.LOG2E, s.log1p(s.exp(s.mul(-Math.LN2, s.abs(s.sub(x, y))))))),
    gradient: (g, _, x, y) => {
      const weight = (d: Node) => logistic(s.mul(Math.LN2, d));
      return [s.mul(g, weight(s.sub(x, y))), s.mul(g, weight(s.sub(y, x)))];
    },
  },
  /** The larger; of a number and NaN the number; a tie gives the gradient to y. */
  fmax: { formula: (x, y) => s.select(s.or(s.lt(y, x), s.not(s.eq(y, y))), x, y), accepts: "number" },
  /** The smaller; of a number and NaN the number; a tie gives the gradient to y. */
  fmin: { formula: (x, y) => s.select(s.or(s.lt(x, y), s.not(s.eq(y, y))), x, y), accepts: "number" },
  /** The remainder, with the sign of x. */
  fmod: { formula: (x, y) => s.rem(x, y), accepts: "number" },
  /** x · 2ʸ. */
  ldexp: { formula: (x, y) => s.mul(x, s.pow(2, y)) },
  /** 0 where x < 0, y where x = 0, 1 elsewhere. */
  heaviside: {
    formula: (x, y) =>
      s.select(s.eq(x, 0), y, s.select(s.lt(x, 0), s.like(x, 0), s.select(s.eq(x, x), s.like(x, 1), x))),
    accepts: "number",
  },
  /** x / y, 0 where y = 0. */
  divideNoNan: { formula: (x, y) => guarded(s.not(s.eq(y, 0)), y, 1, (d) => s.div(x, d), 0) },
  /** The greatest common divisor of integers. */
  gcd: { formula: (x, y) => divisor(x, y), accepts: "bits" },
  /** The least common multiple of integers. */
  lcm: {
    formula: (x, y) => {
      const d = divisor(x, y);
      return s.abs(s.mul(s.div(x, s.max(d, 1)), y));
    },
    accepts: "bits",
  },
} as const satisfies Record<string, ElementwiseDefinition>;

function constantOf(x: Node): number | undefined {
  return x.kind === "constant" ? x.value : x.kind === "broadcast" ? constantOf(x.inputs[0]!) : undefined;
}
/** Whether a remainder is of the other sign than the divisor. */
const unlikeSigns = (r: Node, y: Node): Node => s.and(s.not(s.eq(r, 0)), s.xor(s.lt(r, 0), s.lt(y, 0)));
function smallestNormal(x: Node): number {
  return x.dtype === "float64" ? 2 ** -1022 : 2 ** -126;
}
/** Euclid's algorithm; of 32-bit numbers it takes 46 steps at most. */
function divisor(x: Node, y: Node): Node {
  const { carries } = scanNodes(
    ([a, b]) => {
      const done = s.eq(b!, 0);
      return { carries: [s.select(done, a!, b!), s.select(done, b!, s.rem(a!, s.select(done, 1, b!)))], outputs: [] };
    },
    [s.abs(x), s.abs(y)],
    [],
    { length: 46 },
  );
  return carries[0]!;
}
