/**
 * Random scalar primitives over tracked nodes. Arguments are tamed (log of
 * 1 + |x|, never of x) so that rounding is never magnified much, and what jumps
 * (floor, comparisons, casts to integers) takes exact values only.
 */
import { isFloating, type DType } from "../../core/index.ts";
import { build, type Node, type ScalarPrimitive } from "../../ir/index.ts";
import type { Random } from "../random.ts";
import { integral, moved, rounded, track, type Tracked } from "./track.ts";

/** What maps are drawn from: a second operand like the first, and scalars spread over its shape. */
export interface Operands {
  readonly random: Random;
  like(x: Tracked, dtype?: DType): Tracked;
}
type Step = (x: Tracked, from: Operands) => Tracked | undefined;

const map = (fn: ScalarPrimitive, ...inputs: Node[]): Node => build.map(fn, inputs);
const spread = (value: number, x: Node): Node => build.fill(build.constant(value, x.dtype), x.shape);
const onePlusAbs = (x: Node): Node => map("add", map("abs", x), spread(1, x));
/** 2 ulp, in halves of an ulp of 1. */
const twoUlp = 4;

/** A smooth function: its value no larger than `bound`, its slope no steeper than `slope`. */
const smooth = (node: Node, x: Tracked, slope: number, bound: number): Tracked | undefined =>
  rounded(node, bound, slope * x.error + twoUlp * (1 + bound) + slope * x.bound);
const stays =
  (fn: ScalarPrimitive): Step =>
  (x) =>
    moved(x, map(fn, x.node));
const whole =
  (fn: ScalarPrimitive): Step =>
  (x) =>
    x.error === 0 ? { node: map(fn, x.node), bound: x.bound + 1, error: 0, grain: Math.max(1, x.grain) } : undefined;
const plain =
  (fn: ScalarPrimitive, slope: number, bound: number): Step =>
  (x) =>
    rounded(map(fn, x.node), bound, slope * x.error + twoUlp * (bound + 1));
const choice =
  (fn: ScalarPrimitive): Step =>
  (x, from) => {
    const y = from.like(x);
    return track(map(fn, x.node, y.node), {
      bound: Math.max(x.bound, y.bound),
      error: Math.max(x.error, y.error),
      grain: Math.min(x.grain, y.grain),
      fresh: 0,
    });
  };
const sum =
  (fn: ScalarPrimitive): Step =>
  (x, from) => {
    const y = from.like(x);
    const bound = x.bound + y.bound;
    return track(map(fn, x.node, y.node), {
      bound,
      error: x.error + y.error,
      grain: Math.min(x.grain, y.grain),
      fresh: bound,
    });
  };
const times = (x: Tracked, y: Tracked) => ({
  bound: x.bound * y.bound,
  error: x.error * y.bound + y.error * x.bound,
  grain: x.grain * y.grain,
});
const compare =
  (fn: ScalarPrimitive): Step =>
  (x, from) => {
    const y = from.like(x);
    return x.error === 0 && y.error === 0 ? integral(map(fn, x.node, y.node), 1) : undefined;
  };

const floats: { readonly [name: string]: Step } = {
  neg: stays("neg"),
  abs: stays("abs"),
  add: sum("add"),
  sub: sum("sub"),
  mul: (x, from) => {
    const y = from.like(x);
    const product = times(x, y);
    return track(map("mul", x.node, y.node), { ...product, fresh: product.bound });
  },
  square: (x) => track(map("mul", x.node, x.node), { ...times(x, x), fresh: x.bound ** 2 }),
  fma: (x, from) => {
    const [y, z] = [from.like(x), from.like(x)];
    const product = times(x, y);
    const bound = product.bound + z.bound;
    return track(map("fma", x.node, y.node, z.node), {
      bound,
      error: product.error + z.error,
      grain: Math.min(product.grain, z.grain),
      fresh: bound,
    });
  },
  div: (x, from) => {
    const y = from.like(x);
    return rounded(map("div", x.node, onePlusAbs(y.node)), x.bound, x.error + x.bound * (y.error + y.bound + 4));
  },
  rem: (x, from) => {
    const y = from.like(x);
    if (x.error > 0 || y.error > 0) return undefined;
    const divisor = track(onePlusAbs(y.node), { bound: y.bound + 1, error: 0, grain: Math.min(y.grain, 1), fresh: 1 });
    return divisor?.error === 0
      ? {
          node: map("rem", x.node, divisor.node),
          bound: Math.min(x.bound, divisor.bound),
          error: 0,
          grain: Math.min(x.grain, divisor.grain),
        }
      : undefined;
  },
  max: choice("max"),
  min: choice("min"),
  pow: (x, from) => {
    const y = from.like(x);
    const most = x.bound + 1;
    return rounded(
      map("pow", onePlusAbs(x.node), map("tanh", y.node)),
      most,
      x.error + most * (1 + Math.log(most)) * (y.error + 16),
    );
  },
  atan2: (x, from) => {
    const y = from.like(x);
    return rounded(map("atan2", x.node, onePlusAbs(y.node)), 1.6, x.error + y.error + y.bound + 12);
  },
  sqrt: (x) => smooth(map("sqrt", onePlusAbs(x.node)), x, 0.5, Math.sqrt(x.bound + 1)),
  floor: whole("floor"),
  ceil: whole("ceil"),
  trunc: whole("trunc"),
  round: whole("round"),
  exp: (x) => (x.bound <= 3 ? smooth(map("exp", x.node), x, Math.exp(x.bound), Math.exp(x.bound)) : undefined),
  expm1: (x) => (x.bound <= 3 ? smooth(map("expm1", x.node), x, Math.exp(x.bound), Math.exp(x.bound)) : undefined),
  log: (x) => smooth(map("log", onePlusAbs(x.node)), x, 1, Math.log1p(x.bound)),
  log1p: (x) => smooth(map("log1p", map("abs", x.node)), x, 1, Math.log1p(x.bound)),
  sin: plain("sin", 1, 1),
  cos: plain("cos", 1, 1),
  tan: (x) => smooth(map("tan", map("tanh", x.node)), x, 4, 1.6),
  atan: plain("atan", 1, 1.6),
  tanh: plain("tanh", 1, 1),
  erf: plain("erf", 1.13, 1),
  erfinv: (x) => rounded(map("erfinv", map("mul", map("tanh", x.node), spread(0.5, x.node))), 0.5, 1.2 * x.error + 40),
  eq: compare("eq"),
  lt: compare("lt"),
  le: compare("le"),
  select: (x, from) => {
    const y = from.like(x);
    return track(map("select", from.like(x, "bool").node, x.node, y.node), {
      bound: Math.max(x.bound, y.bound),
      error: Math.max(x.error, y.error),
      grain: Math.min(x.grain, y.grain),
      fresh: 0,
    });
  },
  cast: (x, from) =>
    x.error === 0
      ? integral(build.map("cast", [x.node], from.random.pick(["int32", "uint32", "bool"] as const)), x.bound + 1)
      : undefined,
};

const integer =
  (fn: ScalarPrimitive, arity: 1 | 2): Step =>
  (x, from) =>
    integral(arity === 1 ? map(fn, x.node) : map(fn, x.node, from.like(x).node));
const comparison =
  (fn: ScalarPrimitive): Step =>
  (x, from) =>
    integral(map(fn, x.node, from.like(x).node), 1);
const selection: Step = (x, from) => {
  const y = from.like(x);
  return integral(map("select", from.like(x, "bool").node, x.node, y.node), Math.max(x.bound, y.bound));
};
const integers: { readonly [name: string]: Step } = {
  ...Object.fromEntries((["neg", "abs", "not"] as const).map((fn) => [fn, integer(fn, 1)])),
  ...Object.fromEntries(
    (["add", "sub", "mul", "div", "rem", "max", "min", "and", "or", "xor", "shl", "shr"] as const).map((fn) => [
      fn,
      integer(fn, 2),
    ]),
  ),
  ...Object.fromEntries((["eq", "lt", "le"] as const).map((fn) => [fn, comparison(fn)])),
  select: selection,
  cast: (x) => integral(build.map("cast", [x.node], x.node.dtype === "int32" ? "uint32" : "int32")),
  bitcast: (x) => integral(build.map("bitcast", [x.node], x.node.dtype === "int32" ? "uint32" : "int32")),
};
const bools: { readonly [name: string]: Step } = {
  not: (x) => integral(map("not", x.node), 1),
  ...Object.fromEntries((["and", "or", "xor", "eq"] as const).map((fn) => [fn, comparison(fn)])),
  select: selection,
};

/** One more map over `x`, or nothing where the one drawn does not suit it. `float` is the float type in use. */
export function randomMap(x: Tracked, from: Operands, float: DType): Tracked | undefined {
  const { random } = from;
  const { dtype } = x.node;
  if (!isFloating(dtype) && random.chance(0.25)) return toFloat(x, float);
  return random.pick(Object.values(isFloating(dtype) ? floats : dtype === "bool" ? bools : integers))(x, from);
}
/** A small exact float of an integer or bool. */
function toFloat(x: Tracked, float: DType): Tracked {
  if (x.node.dtype === "bool" || x.bound <= 100)
    return { node: build.map("cast", [x.node], float), bound: x.bound, error: 0, grain: 1 };
  const low = map("rem", x.node, spread(50, x.node));
  return { node: build.map("cast", [low], float), bound: 50, error: 0, grain: 1 };
}
