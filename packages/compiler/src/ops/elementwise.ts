/**
 * Every elementwise op, one entry each: a formula over the scalar primitives,
 * the same function in plain JavaScript, and where to sample it. Names, arity,
 * documentation and the check of value and gradient derive from this table, so
 * an op is added here and nowhere else: that is why the file is long.
 *
 * Gradients at kinks are JAX's (keras-semantics: "Gradients at kinks").
 */
import { isFloating } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import { s } from "./scalar.ts";
import { erf, erfinv } from "./special.ts";

type Interval = readonly [low: number, high: number];

export interface ElementwiseDefinition {
  /** One line for the documentation. */
  readonly doc: string;
  /** The function, on nodes of one shape and (the condition of a choice aside) one type. */
  readonly formula: (...x: Node[]) => Node;
  /** The function in double precision. */
  readonly reference: (...x: number[]) => number;
  /** Per operand, where the check samples: inside the domain, off the kinks where `kinks` names them. */
  readonly domain: readonly Interval[];
  /** Points that the check keeps away from. */
  readonly kinks?: readonly number[];
  /** What operands are turned into: floats (the default), numbers as they are, bools, or a bool and two of anything. */
  readonly accepts?: "float" | "number" | "bool" | "any" | "choice";
  /** Values of the operands after the first, where they may be left out. */
  readonly defaults?: readonly number[];
  /** Replaces the derived gradient where that one is unstable or breaks a tie otherwise than JAX. */
  readonly gradient?: (cotangent: Node, result: Node, ...x: Node[]) => readonly (Node | undefined)[];
}

const wide: Interval = [-8, 8];
const positive: Interval = [0.05, 8];
const open: Interval = [-0.98, 0.98];
const logicalReference = (f: (a: boolean, b: boolean) => boolean) => (a: number, b: number) =>
  Number(f(a !== 0, b !== 0));
const heaviside = (cotangent: Node, condition: Node): Node => s.select(condition, cotangent, 0);
const logistic = (x: Node): Node => s.div(1, s.add(1, s.exp(s.neg(x))));
const logisticReference = (x: number) => 1 / (1 + Math.exp(-x));
const roundHalfEven = (x: number) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;
/** expm1 where it is used, 0 where exp would overflow and its gradient become NaN. */
const safeExpm1 = (x: Node): Node => s.expm1(s.select(s.lt(0, x), 0, x));
const log2e = Math.LOG2E;
const log10e = Math.LOG10E;

export const elementwise = {
  // sign and magnitude
  negative: { doc: "-x", formula: (x) => s.neg(x), reference: (x) => -x, domain: [wide], accepts: "number" },
  abs: {
    doc: "|x|; its gradient at 0 is 1",
    formula: (x) => s.abs(x),
    reference: Math.abs,
    domain: [wide],
    kinks: [0],
    accepts: "number",
  },
  sign: {
    doc: "-1, 0 or 1",
    formula: (x) => s.select(s.lt(0, x), s.like(x, 1), s.select(s.lt(x, 0), s.like(x, -1), x)),
    reference: Math.sign,
    domain: [wide],
    kinks: [0],
    accepts: "number",
    gradient: () => [undefined],
  },
  square: { doc: "x²", formula: (x) => s.mul(x, x), reference: (x) => x * x, domain: [wide], accepts: "number" },
  sqrt: { doc: "The square root", formula: (x) => s.sqrt(x), reference: Math.sqrt, domain: [positive] },
  rsqrt: { doc: "1 / √x", formula: (x) => s.div(1, s.sqrt(x)), reference: (x) => 1 / Math.sqrt(x), domain: [positive] },
  reciprocal: { doc: "1 / x", formula: (x) => s.div(1, x), reference: (x) => 1 / x, domain: [positive] },
  // exponentials
  exp: { doc: "eˣ", formula: (x) => s.exp(x), reference: Math.exp, domain: [wide] },
  expm1: { doc: "eˣ - 1, exact near 0", formula: (x) => s.expm1(x), reference: Math.expm1, domain: [wide] },
  log: { doc: "The natural logarithm", formula: (x) => s.log(x), reference: Math.log, domain: [positive] },
  log1p: { doc: "log(1 + x), exact near 0", formula: (x) => s.log1p(x), reference: Math.log1p, domain: [[-0.9, 8]] },
  log2: {
    doc: "The logarithm to base 2",
    formula: (x) => s.mul(s.log(x), log2e),
    reference: Math.log2,
    domain: [positive],
  },
  log10: {
    doc: "The logarithm to base 10",
    formula: (x) => s.mul(s.log(x), log10e),
    reference: Math.log10,
    domain: [positive],
  },
  // trigonometric and hyperbolic
  sin: { doc: "The sine", formula: (x) => s.sin(x), reference: Math.sin, domain: [wide] },
  cos: { doc: "The cosine", formula: (x) => s.cos(x), reference: Math.cos, domain: [wide] },
  tan: { doc: "The tangent", formula: (x) => s.tan(x), reference: Math.tan, domain: [[-1.4, 1.4]] },
  arcsin: {
    doc: "The inverse sine",
    formula: (x) => s.atan2(x, s.sqrt(s.mul(s.sub(1, x), s.add(1, x)))),
    reference: Math.asin,
    domain: [open],
  },
  arccos: {
    doc: "The inverse cosine",
    formula: (x) => s.atan2(s.sqrt(s.mul(s.sub(1, x), s.add(1, x))), x),
    reference: Math.acos,
    domain: [open],
  },
  arctan: { doc: "The inverse tangent", formula: (x) => s.atan(x), reference: Math.atan, domain: [wide] },
  tanh: { doc: "The hyperbolic tangent", formula: (x) => s.tanh(x), reference: Math.tanh, domain: [wide] },
  sinh: {
    doc: "The hyperbolic sine",
    // (e + e / (e + 1)) / 2 with e = expm1(x) keeps the digits near 0.
    formula: (x) => {
      const e = s.expm1(s.abs(x));
      const half = s.mul(0.5, s.add(e, s.div(e, s.add(e, 1))));
      return s.select(s.lt(x, 0), s.neg(half), half);
    },
    reference: Math.sinh,
    domain: [wide],
    gradient: (g, _, x) => [s.mul(g, s.mul(0.5, s.add(s.exp(x), s.exp(s.neg(x)))))],
  },
  cosh: {
    doc: "The hyperbolic cosine",
    formula: (x) => s.mul(0.5, s.add(s.exp(x), s.exp(s.neg(x)))),
    reference: Math.cosh,
    domain: [wide],
  },
  arctanh: {
    doc: "The inverse hyperbolic tangent",
    formula: (x) => s.mul(0.5, s.sub(s.log1p(x), s.log1p(s.neg(x)))),
    reference: Math.atanh,
    domain: [open],
  },
  erf: { doc: "The error function", formula: (x) => s.erf(x), reference: erf, domain: [[-4, 4]] },
  erfinv: {
    doc: "The inverse error function; in float32 XLA's polynomial",
    formula: (x) => s.erfinv(x),
    reference: erfinv,
    domain: [open],
  },
  // whole numbers
  floor: {
    doc: "The next whole number below",
    formula: (x) => s.floor(x),
    reference: Math.floor,
    domain: [wide],
    kinks: [-3, -2, -1, 0, 1, 2, 3],
  },
  ceil: {
    doc: "The next whole number above",
    formula: (x) => s.ceil(x),
    reference: Math.ceil,
    domain: [wide],
    kinks: [-3, -2, -1, 0, 1, 2, 3],
  },
  trunc: {
    doc: "The whole number toward 0",
    formula: (x) => s.trunc(x),
    reference: Math.trunc,
    domain: [wide],
    kinks: [-3, -2, -1, 1, 2, 3],
  },
  round: {
    doc: "The nearest whole number, ties to even",
    formula: (x) => s.round(x),
    reference: roundHalfEven,
    domain: [wide],
    kinks: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5],
  },
  // activations
  relu: {
    doc: "max(x, 0); its gradient at 0 is 0",
    formula: (x) => s.max(x, 0),
    reference: (x) => Math.max(x, 0),
    domain: [wide],
    kinks: [0],
    accepts: "number",
    gradient: (g, _, x) => [heaviside(g, s.lt(0, x))],
  },
  relu6: {
    doc: "min(max(x, 0), 6); its gradient at 0 and 6 is 0",
    formula: (x) => s.min(s.max(x, 0), 6),
    reference: (x) => Math.min(Math.max(x, 0), 6),
    domain: [wide],
    kinks: [0, 6],
    accepts: "number",
    gradient: (g, _, x) => [heaviside(g, s.and(s.lt(0, x), s.lt(x, 6)))],
  },
  hardSigmoid: {
    doc: "relu6(x + 3) / 6; its gradient at -3 and 3 is 0",
    formula: (x) => s.div(s.min(s.max(s.add(x, 3), 0), 6), 6),
    reference: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
    domain: [wide],
    kinks: [-3, 3],
    gradient: (g, _, x) => [heaviside(s.div(g, 6), s.lt(s.abs(x), 3))],
  },
  leakyRelu: {
    doc: "x where x ≥ 0, negativeSlope · x elsewhere; its gradient at 0 is 1",
    formula: (x, negativeSlope) => s.select(s.le(0, x), x, s.mul(negativeSlope, x)),
    reference: (x, slope) => (x >= 0 ? x : slope * x),
    domain: [wide, [0.1, 0.5]],
    kinks: [0],
    defaults: [0.2],
  },
  sigmoid: {
    doc: "1 / (1 + e⁻ˣ)",
    formula: logistic,
    reference: logisticReference,
    domain: [wide],
    // The derived gradient is e⁻ˣ / (1 + e⁻ˣ)²: inf / inf for very negative x.
    gradient: (g, y) => [s.mul(g, s.mul(y, s.sub(1, y)))],
  },
  logSigmoid: {
    doc: "log(sigmoid(x))",
    formula: (x) => s.sub(s.min(x, 0), s.log1p(s.exp(s.neg(s.abs(x))))),
    reference: (x) => -Math.log1p(Math.exp(-x)),
    domain: [wide],
    gradient: (g, _, x) => [s.mul(g, logistic(s.neg(x)))],
  },
  softplus: {
    doc: "log(1 + eˣ)",
    formula: (x) => s.add(s.max(x, 0), s.log1p(s.exp(s.neg(s.abs(x))))),
    reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    domain: [[-40, 40]],
    gradient: (g, _, x) => [s.mul(g, logistic(x))],
  },
  softsign: {
    doc: "x / (1 + |x|)",
    formula: (x) => s.div(x, s.add(1, s.abs(x))),
    reference: (x) => x / (1 + Math.abs(x)),
    domain: [wide],
    kinks: [0],
  },
  silu: {
    doc: "x · sigmoid(x)",
    formula: (x) => s.mul(x, logistic(x)),
    reference: (x) => x * logisticReference(x),
    domain: [wide],
    gradient: (g, _, x) => {
      // d(x·s) = s + x·s·(1 - s)
      const y = logistic(x);
      return [s.mul(g, s.add(y, s.mul(x, s.mul(y, s.sub(1, y)))))];
    },
  },
  geluErf: {
    doc: "x · Φ(x), Φ the normal distribution",
    formula: (x) => s.mul(s.mul(0.5, x), s.add(1, s.erf(s.mul(x, Math.SQRT1_2)))),
    reference: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
    domain: [wide],
  },
  geluTanh: {
    doc: "gelu by its tanh approximation",
    formula: (x) =>
      s.mul(
        x,
        s.mul(0.5, s.add(1, s.tanh(s.mul(Math.sqrt(2 / Math.PI), s.add(x, s.mul(0.044715, s.mul(x, s.mul(x, x)))))))),
      ),
    reference: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    domain: [wide],
  },
  elu: {
    doc: "x where x > 0, alpha · (eˣ - 1) elsewhere",
    formula: (x, alpha) => s.select(s.lt(0, x), x, s.mul(alpha, safeExpm1(x))),
    reference: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    domain: [wide, [0.5, 1.5]],
    kinks: [0],
    defaults: [1],
  },
  selu: {
    doc: "The scaled elu of self-normalizing networks",
    formula: (x) => s.mul(seluScale, s.select(s.lt(0, x), x, s.mul(seluAlpha, safeExpm1(x)))),
    reference: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
    domain: [wide],
    kinks: [0],
  },
  // binary arithmetic
  add: {
    doc: "x + y",
    formula: (x, y) => s.add(x, y),
    reference: (x, y) => x + y,
    domain: [wide, wide],
    accepts: "number",
  },
  subtract: {
    doc: "x - y",
    formula: (x, y) => s.sub(x, y),
    reference: (x, y) => x - y,
    domain: [wide, wide],
    accepts: "number",
  },
  multiply: {
    doc: "x · y",
    formula: (x, y) => s.mul(x, y),
    reference: (x, y) => x * y,
    domain: [wide, wide],
    accepts: "number",
  },
  divide: {
    doc: "x / y, with fractions for integers too",
    formula: (x, y) => s.div(x, y),
    reference: (x, y) => x / y,
    domain: [wide, positive],
  },
  floorDivide: {
    doc: "⌊x / y⌋",
    formula: (x, y) => s.floor(s.div(x, y)),
    reference: (x, y) => Math.floor(x / y),
    domain: [
      [0.1, 0.9],
      [1, 2],
    ],
  },
  maximum: {
    doc: "The larger; a tie shares the gradient half and half",
    formula: (x, y) => s.max(x, y),
    reference: Math.max,
    domain: [wide, wide],
    accepts: "number",
  },
  minimum: {
    doc: "The smaller; a tie shares the gradient half and half",
    formula: (x, y) => s.min(x, y),
    reference: Math.min,
    domain: [wide, wide],
    accepts: "number",
  },
  power: {
    doc: "xʸ",
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
    reference: Math.pow,
    domain: [positive, [-2, 3]],
  },
  mod: {
    doc: "The remainder, with the sign of y",
    formula: (x, y) => {
      const r = s.rem(x, y);
      const unlike = s.xor(s.lt(r, 0), s.lt(y, 0));
      return s.select(s.and(s.not(s.eq(r, 0)), unlike), s.add(r, y), r);
    },
    reference: (x, y) => x - y * Math.floor(x / y),
    domain: [
      [0.1, 0.9],
      [1, 2],
    ],
    accepts: "number",
  },
  arctan2: {
    doc: "The angle of the point (y, x)",
    formula: (y, x) => s.atan2(y, x),
    reference: Math.atan2,
    domain: [positive, wide],
  },
  logaddexp: {
    doc: "log(eˣ + eʸ)",
    formula: (x, y) => s.add(s.max(x, y), s.log1p(s.exp(s.neg(s.abs(s.sub(x, y)))))),
    reference: (x, y) => Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))),
    domain: [wide, wide],
    gradient: (g, _, x, y) => [s.mul(g, logistic(s.sub(x, y))), s.mul(g, logistic(s.sub(y, x)))],
  },
  // comparisons
  equal: {
    doc: "x = y",
    formula: (x, y) => s.eq(x, y),
    reference: (x, y) => Number(x === y),
    domain: [wide, wide],
    accepts: "any",
  },
  notEqual: {
    doc: "x ≠ y",
    formula: (x, y) => s.not(s.eq(x, y)),
    reference: (x, y) => Number(x !== y),
    domain: [wide, wide],
    accepts: "any",
  },
  less: {
    doc: "x < y",
    formula: (x, y) => s.lt(x, y),
    reference: (x, y) => Number(x < y),
    domain: [wide, wide],
    accepts: "number",
  },
  lessEqual: {
    doc: "x ≤ y",
    formula: (x, y) => s.le(x, y),
    reference: (x, y) => Number(x <= y),
    domain: [wide, wide],
    accepts: "number",
  },
  greater: {
    doc: "x > y",
    formula: (x, y) => s.lt(y, x),
    reference: (x, y) => Number(x > y),
    domain: [wide, wide],
    accepts: "number",
  },
  greaterEqual: {
    doc: "x ≥ y",
    formula: (x, y) => s.le(y, x),
    reference: (x, y) => Number(x >= y),
    domain: [wide, wide],
    accepts: "number",
  },
  isnan: {
    doc: "Whether x is NaN",
    formula: (x) => s.not(s.eq(x, x)),
    reference: (x) => Number(Number.isNaN(x)),
    domain: [wide],
  },
  isfinite: {
    doc: "Whether x is neither infinite nor NaN",
    formula: (x) => s.lt(s.abs(x), Infinity),
    reference: (x) => Number(Number.isFinite(x)),
    domain: [wide],
  },
  isinf: {
    doc: "Whether x is infinite",
    formula: (x) => s.eq(s.abs(x), Infinity),
    reference: (x) => Number(Math.abs(x) === Infinity),
    domain: [wide],
  },
  // logic
  logicalNot: {
    doc: "Not x",
    formula: (x) => s.not(x),
    reference: (x) => Number(x === 0),
    domain: [wide],
    accepts: "bool",
  },
  logicalAnd: {
    doc: "x and y",
    formula: (x, y) => s.and(x, y),
    reference: logicalReference((a, b) => a && b),
    domain: [wide, wide],
    accepts: "bool",
  },
  logicalOr: {
    doc: "x or y",
    formula: (x, y) => s.or(x, y),
    reference: logicalReference((a, b) => a || b),
    domain: [wide, wide],
    accepts: "bool",
  },
  logicalXor: {
    doc: "Either x or y",
    formula: (x, y) => s.xor(x, y),
    reference: logicalReference((a, b) => a !== b),
    domain: [wide, wide],
    accepts: "bool",
  },
  where: {
    doc: "x where the condition holds, y elsewhere",
    formula: (condition, x, y) => s.select(condition, x, y),
    reference: (condition, x, y) => (condition !== 0 ? x : y),
    domain: [[0, 1], wide, wide],
    accepts: "choice",
  },
  flushDenormals: {
    doc: "x, with 0 for magnitudes below the smallest normal number",
    formula: (x) => s.select(s.lt(s.abs(x), smallestNormal(x)), s.like(x, 0), x),
    reference: (x) => (Math.abs(x) < 2 ** -126 ? 0 : x),
    domain: [wide],
    kinks: [0],
  },
} as const satisfies Record<string, ElementwiseDefinition>;

export type ElementwiseName = keyof typeof elementwise;
export const elementwiseTable: Readonly<Record<ElementwiseName, ElementwiseDefinition>> = elementwise;

function constantOf(x: Node): number | undefined {
  return x.kind === "constant" ? x.value : x.kind === "broadcast" ? constantOf(x.inputs[0]!) : undefined;
}
function smallestNormal(x: Node): number {
  return isFloating(x.dtype) && x.dtype === "float64" ? 2 ** -1022 : 2 ** -126;
}
