/**
 * The derivative of each scalar primitive, as JAX 0.10 has it (jax/_src/lax/lax.py),
 * kinks included: |x| at 0 has slope +1, a tie of max or min is shared half and half.
 *
 * A factor at a kink is a float that multiplies the cotangent, never a branch
 * around it, so an infinite or NaN cotangent gives what it gives in JAX.
 */
import { build, type MapNode, type Node, type ScalarPrimitive } from "../ir/index.ts";

/** The cotangent of one operand, from that of the result. */
type Partial1 = (cotangent: Node, operands: readonly Node[], result: Node) => Node;
/** One entry an operand; `undefined` where nothing flows back. */
type Partials = readonly (Partial1 | undefined)[];

const map = (fn: ScalarPrimitive, ...operands: Node[]): Node => build.map(fn, operands);
const like = (value: number, x: Node): Node => build.fill(build.constant(value, x.dtype), x.shape);
const square = (x: Node): Node => map("mul", x, x);
/** 1 where `a` is chosen over `b`, 1/2 where they tie, else (or with a NaN) 0. */
const chosen = (better: Node, a: Node, b: Node): Node =>
  map("select", better, like(1, a), map("select", map("eq", a, b), like(0.5, a), like(0, a)));
const none: Partials = [undefined, undefined, undefined];

export const partials: Readonly<Record<ScalarPrimitive, Partials>> = {
  neg: [(g) => map("neg", g)],
  abs: [(g, [x]) => map("mul", g, map("select", map("lt", x!, like(0, x!)), like(-1, x!), like(1, x!)))],
  add: [(g) => g, (g) => g],
  sub: [(g) => g, (g) => map("neg", g)],
  mul: [(g, [, b]) => map("mul", g, b!), (g, [a]) => map("mul", g, a!)],
  // d(a/b) = da / b - (a/b) db / b
  div: [(g, [, b]) => map("div", g, b!), (g, [, b], y) => map("neg", map("mul", map("div", g, b!), y))],
  // a rem b = a - trunc(a/b) b
  rem: [(g) => g, (g, [a, b]) => map("neg", map("mul", g, map("trunc", map("div", a!, b!))))],
  max: [
    (g, [a, b]) => map("mul", g, chosen(map("lt", b!, a!), a!, b!)),
    (g, [a, b]) => map("mul", g, chosen(map("lt", a!, b!), b!, a!)),
  ],
  min: [
    (g, [a, b]) => map("mul", g, chosen(map("lt", a!, b!), a!, b!)),
    (g, [a, b]) => map("mul", g, chosen(map("lt", b!, a!), b!, a!)),
  ],
  fma: [(g, [, b]) => map("mul", g, b!), (g, [a]) => map("mul", g, a!), (g) => g],
  // d(x^y) = y x^(y-1) dx + log(x) x^y dy, with log(x) taken as 0 at 0
  pow: [
    (g, [x, y]) => map("mul", g, map("mul", y!, map("pow", x!, map("sub", y!, like(1, y!))))),
    (g, [x], p) => {
      const nonzero = map("select", map("eq", x!, like(0, x!)), like(1, x!), x!);
      return map("mul", g, map("mul", map("log", nonzero), p));
    },
  ],
  // atan2(y, x): dy x / (x² + y²) - dx y / (x² + y²)
  atan2: [
    (g, [y, x]) => map("mul", g, map("div", x!, map("add", square(x!), square(y!)))),
    (g, [y, x]) => map("mul", g, map("div", map("neg", y!), map("add", square(x!), square(y!)))),
  ],
  sqrt: [(g, _, y) => map("mul", g, map("div", like(0.5, y), y))],
  floor: none,
  ceil: none,
  trunc: none,
  round: none,
  exp: [(g, _, y) => map("mul", g, y)],
  expm1: [(g, _, y) => map("mul", g, map("add", y, like(1, y)))],
  log: [(g, [x]) => map("div", g, x!)],
  log1p: [(g, [x]) => map("div", g, map("add", x!, like(1, x!)))],
  sin: [(g, [x]) => map("mul", g, map("cos", x!))],
  cos: [(g, [x]) => map("neg", map("mul", g, map("sin", x!)))],
  tan: [(g, _, y) => map("mul", g, map("add", like(1, y), square(y)))],
  atan: [(g, [x]) => map("div", g, map("add", like(1, x!), square(x!)))],
  // 1 - y² in two factors, which keeps its last digits near |y| = 1
  tanh: [(g, _, y) => map("mul", map("mul", g, map("add", like(1, y), y)), map("sub", like(1, y), y))],
  erf: [(g, [x]) => map("mul", map("mul", like(2 / Math.sqrt(Math.PI), x!), g), map("exp", map("neg", square(x!))))],
  erfinv: [(g, _, y) => map("mul", map("mul", like(Math.sqrt(Math.PI) / 2, y), g), map("exp", square(y)))],
  eq: none,
  lt: none,
  le: none,
  not: none,
  and: none,
  or: none,
  xor: none,
  shl: none,
  shr: none,
  select: [
    undefined,
    (g, [condition]) => map("select", condition!, g, like(0, g)),
    (g, [condition]) => map("select", condition!, like(0, g), g),
  ],
  cast: [(g, [x]) => (x!.dtype === g.dtype ? g : build.map("cast", [g], x!.dtype))],
  bitcast: none,
};

/** The cotangents of a map's operands, made only where `wanted`. */
export function mapRule(node: MapNode, cotangent: Node, wanted: readonly boolean[]): (Node | undefined)[] {
  return partials[node.fn]
    .slice(0, node.inputs.length)
    .map((p, i) => (wanted[i] ? p?.(cotangent, node.inputs, node) : undefined));
}
