/** The derivative of each scalar primitive against central differences, and at its kinks by hand. */
import { describe, expect, test } from "vitest";
import { evaluateNode } from "../backends/reference/index.ts";
import { build, type Node, type ScalarPrimitive } from "../ir/index.ts";
import { checkGradient } from "../testing/gradient.ts";
import { createRandom } from "../testing/random.ts";
import { gradients } from "./index.ts";

type Range = readonly [low: number, high: number];
/** Where each float operand is drawn from, off kinks; none for what has no derivative. */
const domains: Readonly<Record<ScalarPrimitive, readonly Range[] | undefined>> = {
  neg: [[-3, 3]],
  abs: [[0.1, 3]],
  add: [
    [-3, 3],
    [-3, 3],
  ],
  sub: [
    [-3, 3],
    [-3, 3],
  ],
  mul: [
    [-3, 3],
    [-3, 3],
  ],
  div: [
    [-3, 3],
    [0.5, 3],
  ],
  rem: [
    [7.2, 7.8],
    [1.9, 2.1],
  ],
  max: [
    [0, 1],
    [1.1, 2],
  ],
  min: [
    [0, 1],
    [1.1, 2],
  ],
  fma: [
    [-3, 3],
    [-3, 3],
    [-3, 3],
  ],
  pow: [
    [0.2, 3],
    [-2, 3],
  ],
  atan2: [
    [-3, 3],
    [0.5, 3],
  ],
  sqrt: [[0.3, 4]],
  floor: undefined,
  ceil: undefined,
  trunc: undefined,
  round: undefined,
  exp: [[-3, 3]],
  expm1: [[-3, 3]],
  log: [[0.3, 4]],
  log1p: [[-0.5, 4]],
  sin: [[-4, 4]],
  cos: [[-4, 4]],
  tan: [[-1, 1]],
  atan: [[-4, 4]],
  tanh: [[-3, 3]],
  erf: [[-2, 2]],
  erfinv: [[-0.8, 0.8]],
  eq: undefined,
  lt: undefined,
  le: undefined,
  not: undefined,
  and: undefined,
  or: undefined,
  xor: undefined,
  shl: undefined,
  shr: undefined,
  select: undefined,
  cast: undefined,
  bitcast: undefined,
};
const sum = (x: Node): Node => build.reduce("add", x, [...x.shape.keys()]);
const differentiable = (Object.keys(domains) as ScalarPrimitive[]).filter((fn) => domains[fn]);
const draw = (range: Range, seed: number, count = 6): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => range[0] + (range[1] - range[0]) * random.uniform());
};

describe("relative error under 1e-6 in float64", () => {
  test.each(differentiable)("%s", (fn) => {
    const inputs = domains[fn]!.map((range, i) => ({ shape: [6], data: draw(range, i + 1) }));
    const weight = build.literal(Float64Array.from(draw([0.5, 2], 9)), [6], "float64");
    checkGradient((x) => sum(build.map("mul", [weight, build.map(fn, x)])), inputs);
    // The other side of the kink, and each gradient's own gradient.
    const mirrored = [...inputs].reverse();
    if (fn === "max" || fn === "min") checkGradient((x) => sum(build.map("mul", [weight, build.map(fn, x)])), mirrored);
    if (fn === "abs") checkGradient((x) => sum(build.map(fn, [build.map("neg", x)])), inputs);
    checkGradient((x) => {
      const y = sum(build.map("mul", [weight, build.map(fn, x)]));
      return gradients(y, x)
        .map((g) => sum(build.map("mul", [weight, g])))
        .reduce((a, b) => build.map("add", [a, b]));
    }, inputs);
  });

  test("select, and casts between floats", () => {
    const condition = build.literal(Int32Array.from([1, 0, 1]), [3], "bool");
    const data = { shape: [3], data: [1, 2, 3] };
    checkGradient(([a, b]) => sum(build.map("select", [condition, build.map("mul", [a!, b!]), b!])), [data, data]);
    const x = build.parameter("input", "x", [3], "float32");
    const wide = build.map("cast", [x], "float64");
    expect(gradients(sum(wide), [x])[0]).toMatchObject({ dtype: "float32", shape: [3] });
  });
});

/** The gradients of f's operands at a point. */
function at(fn: ScalarPrimitive, ...values: number[]): number[] {
  const operands = values.map((v) => build.literal(Float64Array.of(v), [], "float64"));
  return gradients(build.map(fn, operands), operands).map((g) => evaluateNode(g)[0]!);
}
describe("kinks are JAX's", () => {
  test("|x| at 0 has slope 1", () => {
    expect(at("abs", 0)).toEqual([1]);
    expect(at("abs", -0)).toEqual([1]);
    expect(at("abs", -2)).toEqual([-1]);
  });
  test("max and min share a tie", () => {
    expect(at("max", 2, 2)).toEqual([0.5, 0.5]);
    expect(at("min", 0, -0)).toEqual([0.5, 0.5]);
    expect(at("max", 1, 2)).toEqual([0, 1]);
    expect(at("min", 1, 2)).toEqual([1, 0]);
  });
  test("a NaN is chosen by neither", () => {
    expect(at("max", NaN, 1)).toEqual([0, 0]);
    expect(at("max", 1, NaN)).toEqual([0, 0]);
  });
  test("a clip at its edge is half, by the composition of max and min", () => {
    const clip = (x: number): number => {
      const node = build.literal(Float64Array.of(x), [], "float64");
      const [low, high] = [0, 1].map((v) => build.constant(v, "float64"));
      const y = build.map("min", [build.map("max", [node, low!]), high!]);
      return evaluateNode(gradients(y, [node])[0]!)[0]!;
    };
    expect([-1, 0, 0.5, 1, 2].map(clip)).toEqual([0, 0.5, 1, 0.5, 0]);
  });
  test("pow at 0", () => {
    expect(at("pow", 0, 2)).toEqual([0, 0]);
    expect(at("pow", 0, 1)).toEqual([1, 0]);
    expect(at("pow", 0, 0.5)).toEqual([Infinity, 0]);
    // jax.grad(lax.pow)(0., 0.) is 0·∞
    expect(at("pow", 0, 0)[0]).toBeNaN();
  });
  test("sqrt at 0 is infinite, log too", () => {
    expect(at("sqrt", 0)).toEqual([Infinity]);
    expect(at("log", 0)).toEqual([Infinity]);
  });
});

test("what has no derivative gives zeros", () => {
  for (const fn of ["floor", "ceil", "trunc", "round"] as const) expect(at(fn, 1.3)).toEqual([0]);
});
