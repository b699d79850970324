/** Samples of ops/elementwise/logic.ts. */
import type { logic } from "../../ops/elementwise/logic.ts";
import { wide, type Interval, type Sample } from "./sample.ts";

const bits: Interval = [0, 31];
const both = (f: (a: boolean, b: boolean) => boolean) => (a: number, b: number) => Number(f(a !== 0, b !== 0));

export const logicSamples: Readonly<Record<keyof typeof logic, Sample>> = {
  equal: { reference: (x, y) => Number(x === y), domain: [wide, wide] },
  notEqual: { reference: (x, y) => Number(x !== y), domain: [wide, wide] },
  less: { reference: (x, y) => Number(x < y), domain: [wide, wide] },
  lessEqual: { reference: (x, y) => Number(x <= y), domain: [wide, wide] },
  greater: { reference: (x, y) => Number(x > y), domain: [wide, wide] },
  greaterEqual: { reference: (x, y) => Number(x >= y), domain: [wide, wide] },
  isnan: { reference: (x) => Number(Number.isNaN(x)), domain: [wide] },
  isfinite: { reference: (x) => Number(Number.isFinite(x)), domain: [wide] },
  isinf: { reference: (x) => Number(Math.abs(x) === Infinity), domain: [wide] },
  logicalNot: { reference: (x) => Number(x === 0), domain: [wide] },
  logicalAnd: { reference: both((a, b) => a && b), domain: [wide, wide] },
  logicalOr: { reference: both((a, b) => a || b), domain: [wide, wide] },
  logicalXor: { reference: both((a, b) => a !== b), domain: [wide, wide] },
  where: { reference: (condition, x, y) => (condition !== 0 ? x : y), domain: [[0, 1], wide, wide] },
  isneginf: { reference: (x) => Number(x === -Infinity), domain: [wide] },
  isposinf: { reference: (x) => Number(x === Infinity), domain: [wide] },
  isreal: { reference: () => 1, domain: [wide] },
  signbit: { reference: (x) => Number(x < 0 || Object.is(x, -0)), domain: [wide] },
  bitwiseAnd: { reference: (x, y) => x & y, domain: [bits, bits] },
  bitwiseOr: { reference: (x, y) => x | y, domain: [bits, bits] },
  bitwiseXor: { reference: (x, y) => x ^ y, domain: [bits, bits] },
  bitwiseNot: { reference: (x) => ~x, domain: [bits] },
  leftShift: { reference: (x, y) => x << y, domain: [bits, [0, 8]] },
  rightShift: { reference: (x, y) => x >> y, domain: [bits, [0, 8]] },
};
