/** What the expansions are written with: operators, constants of an operand's type, polynomials, bits of float64. */
import { apply, bitcast, cast, constant, extract, lanes, splat } from "./builder.ts";
import type { Block } from "./builder.ts";
import type { Expr, LaneType, LoopType } from "./loop.ts";

const two =
  (fn: "add" | "sub" | "mul" | "div" | "max" | "min" | "eq" | "lt" | "le" | "and" | "or" | "xor" | "shl" | "shr") =>
  (a: Expr, b: Expr): Expr =>
    apply(fn, a, b);
const one =
  (fn: "neg" | "abs" | "sqrt" | "floor" | "trunc" | "round" | "not") =>
  (a: Expr): Expr =>
    apply(fn, a);
// prettier-ignore
export const op = {
  add: two("add"), sub: two("sub"), mul: two("mul"), div: two("div"), max: two("max"), min: two("min"),
  eq: two("eq"), lt: two("lt"), le: two("le"), and: two("and"), or: two("or"), xor: two("xor"), shl: two("shl"), shr: two("shr"),
  neg: one("neg"), abs: one("abs"), sqrt: one("sqrt"), floor: one("floor"), trunc: one("trunc"), round: one("round"), not: one("not"),
  select: (condition: Expr, yes: Expr, no: Expr): Expr => apply("select", condition, yes, no),
  mulAdd: (a: Expr, b: Expr, c: Expr): Expr => apply("mulAdd", a, b, c),
} as const;

/** A constant of the type of `like`. */
export const like = (e: Expr, value: number): Expr => constant(value, e.type);
/** The type of `type`'s lanes, with other contents. */
export const withLane = (type: LoopType, lane: LaneType): LoopType => ({ lane, lanes: type.lanes });
export const bitsOfFloat32 = (e: Expr): Expr => bitcast(e, withLane(e.type, "i32"));
export const float32OfBits = (e: Expr): Expr => bitcast(e, withLane(e.type, "f32"));

/** c[0] + c[1] x + c[2] x² + …, by Horner's rule; `x` is read often, so it should be a local. */
export function polynomial(x: Expr, coefficients: readonly number[]): Expr {
  let sum: Expr | undefined;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    const c = like(x, coefficients[i]!);
    sum = sum ? op.mulAdd(sum, x, c) : c;
  }
  return sum!;
}

/** 2^n of whole numbers -126 to 127 in int32 lanes, as float32. */
export const powerOf2Float32 = (n: Expr): Expr =>
  float32OfBits(op.add(op.shl(n, constant(23)), constant(0x3f800000, n.type)));

/** Whether any lane of a mask is true, as a scalar. */
export function anyLane(block: Block, mask: Expr): Expr {
  if (mask.type.lanes === 1) return mask;
  const named = block.let(mask);
  if (named.kind === "constant") return constant(named.value, { lane: "bool", lanes: 1 });
  return Array.from({ length: mask.type.lanes }, (_, i) => extract(named, i)).reduce((a, b) => op.or(a, b));
}
/** Evaluates each lane by itself. */
export function eachLane(block: Block, args: readonly Expr[], body: (args: readonly Expr[]) => Expr): Expr {
  const named = args.map((a) => block.let(a));
  return lanes(Array.from({ length: named[0]!.type.lanes }, (_, i) => block.let(body(named.map((a) => laneOf(a, i))))));
}
export const laneOf = (e: Expr, i: number): Expr =>
  e.kind === "constant" ? constant(e.value, { lane: e.type.lane, lanes: 1 }) : extract(e, i);

/**
 * Evaluates a float32 function in float64 vectors: each register of float32
 * becomes two of float64. A scalar takes part as both lanes of one.
 */
export function inFloat64(block: Block, args: readonly Expr[], body: (args: readonly Expr[]) => Expr): Expr {
  const type = args[0]!.type;
  const f64: LoopType = { lane: "f64", lanes: 1 };
  const f32: LoopType = { lane: "f32", lanes: 1 };
  if (type.lanes === 1) return cast(extract(body(args.map((a) => block.let(splat(cast(a, f64), 2)))), 0), f32);
  const named = args.map((a) => block.let(a));
  const half = type.lanes / 2;
  const parts = [0, 1].map((part) => {
    const indices = Array.from({ length: half }, (_, i) => part * half + i);
    return block.let(
      body(
        named.map((a) =>
          block.let(
            a.kind === "constant"
              ? constant(a.value, { lane: "f64", lanes: half })
              : lanes(indices.map((i) => cast(extract(a, i), f64))),
          ),
        ),
      ),
    );
  });
  return lanes(parts.flatMap((p) => Array.from({ length: half }, (_, i) => cast(laneOf(p, i), f32))));
}

/** a + b = sum + error, exactly (Knuth). */
export function twoSum(block: Block, a: Expr, b: Expr): { sum: Expr; error: Expr } {
  const sum = block.let(op.add(a, b));
  const part = block.let(op.sub(sum, a));
  return { sum, error: op.add(op.sub(a, op.sub(sum, part)), op.sub(b, part)) };
}
/** a·b = product + error, exactly (Dekker), in float64 and short of overflow. Without multiply-add: it may be fused or not. */
export function twoProduct(block: Block, a: Expr, b: Expr): { product: Expr; error: Expr } {
  const product = block.let(op.mul(a, b));
  const split = (x: Expr): { high: Expr; low: Expr } => {
    const scaled = block.let(op.mul(x, like(x, 2 ** 27 + 1)));
    const high = block.let(op.sub(scaled, op.sub(scaled, x)));
    return { high, low: block.let(op.sub(x, high)) };
  };
  const x = split(a);
  const y = split(b);
  const first = op.sub(op.mul(x.high, y.high), product);
  const cross = op.add(op.add(first, op.mul(x.high, y.low)), op.mul(x.low, y.high));
  return { product, error: op.add(cross, op.mul(x.low, y.low)) };
}

// --- float64 as pairs of 32-bit words, low word first; only vectors have them ---

/** Both words of each lane. */
export const words = (e: Expr): Expr => bitcast(e, { lane: "i32", lanes: 2 * e.type.lanes });
export const float64OfWords = (e: Expr): Expr => bitcast(e, { lane: "f64", lanes: e.type.lanes / 2 });
/** A constant pair of words in every lane of `like`, which holds words. */
export const wordPair = (e: Expr, low: number, high: number): Expr =>
  lanes(Array.from({ length: e.type.lanes }, (_, i) => constant((i % 2 === 0 ? low : high) | 0)));
/** 2^n for whole float64 n from -1022 to 1023. */
export function powerOf2Float64(n: Expr): Expr {
  // n·2^32 next to 1.5·2^52 puts n into the low bits of the high word.
  const bits = words(op.add(op.mul(n, like(n, 2 ** 32)), like(n, 1.5 * 2 ** 52)));
  return float64OfWords(op.add(op.shl(bits, constant(20)), wordPair(bits, 0, 0x3ff00000)));
}
/** A positive normal float64 as m·2^e, with m from √½ to √2. */
export function splitFloat64(block: Block, x: Expr): { mantissa: Expr; exponent: Expr } {
  const bits = block.let(words(x));
  const shifted = block.let(op.and(op.sub(bits, wordPair(bits, 0, 0x3fe6a09e)), wordPair(bits, 0, 0xfff00000)));
  const biased = float64OfWords(op.add(op.shr(shifted, constant(20)), wordPair(bits, 0, 0x43380000)));
  return {
    mantissa: block.let(float64OfWords(op.sub(bits, shifted))),
    exponent: block.let(op.mul(op.sub(biased, like(x, 1.5 * 2 ** 52)), like(x, 2 ** -32))),
  };
}
/** The sign bit of each lane. */
export const signBits = (x: Expr): Expr => op.and(words(x), wordPair(words(x), 0, 0x80000000));
/** `magnitude`, which is not negative, with the sign of `x`, that of -0 included. */
export const copySign = (magnitude: Expr, x: Expr): Expr => float64OfWords(op.or(words(magnitude), signBits(x)));
/** Evaluates a float64 function that looks at words: a scalar takes part as both lanes of a vector. */
export function inVectors(block: Block, args: readonly Expr[], body: (args: readonly Expr[]) => Expr): Expr {
  if (args[0]!.type.lanes > 1) return body(args.map((a) => block.let(a)));
  return extract(body(args.map((a) => block.let(splat(a, 2)))), 0);
}
