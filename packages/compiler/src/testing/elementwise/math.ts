/** Samples of ops/elementwise/math.ts. */
import type { math } from "../../ops/elementwise/math.ts";
import { open, positive, wide, type Sample } from "./sample.ts";
import { erf, erfinv } from "./special.ts";

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

export const mathSamples: Readonly<Record<keyof typeof math, Sample>> = {
  negative: { reference: (x) => -x, domain: [wide] },
  abs: { reference: Math.abs, domain: [wide], kinks: [0] },
  sign: { reference: Math.sign, domain: [wide], kinks: [0] },
  square: { reference: (x) => x * x, domain: [wide] },
  sqrt: { reference: Math.sqrt, domain: [positive] },
  rsqrt: { reference: (x) => 1 / Math.sqrt(x), domain: [positive] },
  reciprocal: { reference: (x) => 1 / x, domain: [positive] },
  exp: { reference: Math.exp, domain: [wide] },
  expm1: { reference: Math.expm1, domain: [wide] },
  log: { reference: Math.log, domain: [positive] },
  log1p: { reference: Math.log1p, domain: [[-0.9, 8]] },
  log2: { reference: Math.log2, domain: [positive] },
  log10: { reference: Math.log10, domain: [positive] },
  sin: { reference: Math.sin, domain: [wide] },
  cos: { reference: Math.cos, domain: [wide] },
  tan: { reference: Math.tan, domain: [[-1.4, 1.4]] },
  arcsin: { reference: Math.asin, domain: [open] },
  arccos: { reference: Math.acos, domain: [open] },
  arctan: { reference: Math.atan, domain: [wide] },
  tanh: { reference: Math.tanh, domain: [wide] },
  sinh: { reference: Math.sinh, domain: [wide] },
  cosh: { reference: Math.cosh, domain: [wide] },
  arctanh: { reference: Math.atanh, domain: [open] },
  erf: { reference: erf, domain: [[-4, 4]] },
  erfinv: { reference: erfinv, domain: [open] },
  floor: { reference: Math.floor, domain: [wide], kinks: [-3, -2, -1, 0, 1, 2, 3] },
  ceil: { reference: Math.ceil, domain: [wide], kinks: [-3, -2, -1, 0, 1, 2, 3] },
  trunc: { reference: Math.trunc, domain: [wide], kinks: [-3, -2, -1, 1, 2, 3] },
  add: { reference: (x, y) => x + y, domain: [wide, wide] },
  subtract: { reference: (x, y) => x - y, domain: [wide, wide] },
  multiply: { reference: (x, y) => x * y, domain: [wide, wide] },
  divide: { reference: (x, y) => x / y, domain: [wide, positive] },
  floorDivide: {
    reference: (x, y) => Math.floor(x / y),
    domain: [
      [0.1, 0.9],
      [1, 2],
    ],
  },
  maximum: { reference: Math.max, domain: [wide, wide] },
  minimum: { reference: Math.min, domain: [wide, wide] },
  power: { reference: Math.pow, domain: [positive, [-2, 3]] },
  mod: {
    reference: (x, y) => x - y * Math.floor(x / y),
    domain: [
      [0.1, 0.9],
      [1, 2],
    ],
  },
  arctan2: { reference: Math.atan2, domain: [positive, wide] },
  logaddexp: { reference: (x, y) => Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))), domain: [wide, wide] },
  flushDenormals: { reference: (x) => (Math.abs(x) < 2 ** -126 ? 0 : x), domain: [wide], kinks: [0] },
  cbrt: { reference: Math.cbrt, domain: [positive] },
  exp2: { reference: (x) => 2 ** x, domain: [wide] },
  arccosh: { reference: Math.acosh, domain: [[1.05, 8]] },
  arcsinh: { reference: Math.asinh, domain: [wide] },
  sinc: { reference: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)), domain: [[-3, 3]] },
  deg2rad: { reference: (x) => (x * Math.PI) / 180, domain: [wide] },
  rad2deg: { reference: (x) => (x * 180) / Math.PI, domain: [wide] },
  real: { reference: (x) => x, domain: [wide] },
  imag: { reference: () => 0, domain: [wide] },
  angle: { reference: (x) => (x < 0 ? Math.PI : 0), domain: [wide], kinks: [0] },
  hypot: { reference: Math.hypot, domain: [positive, wide] },
  logaddexp2: { reference: (x, y) => Math.log2(2 ** x + 2 ** y), domain: [wide, wide] },
  fmax: { reference: Math.max, domain: [wide, wide] },
  fmin: { reference: Math.min, domain: [wide, wide] },
  fmod: {
    reference: (x, y) => x % y,
    domain: [
      [0.1, 0.9],
      [1, 2],
    ],
  },
  ldexp: { reference: (x, y) => x * 2 ** y, domain: [wide, [-4, 4]] },
  heaviside: { reference: (x, y) => (x === 0 ? y : Number(x > 0)), domain: [wide, wide], kinks: [0] },
  divideNoNan: { reference: (x, y) => (y === 0 ? 0 : x / y), domain: [wide, positive] },
  gcd: {
    reference: gcd,
    domain: [
      [0, 31],
      [0, 31],
    ],
  },
  lcm: {
    reference: (x, y) => (x === 0 || y === 0 ? 0 : (x / gcd(x, y)) * y),
    domain: [
      [0, 31],
      [0, 31],
    ],
  },
};
