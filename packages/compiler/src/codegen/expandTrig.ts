/**
 * sin, cos and tan, all in float64: reduction by multiples of π/2 to |r| ≤ π/4,
 * then polynomials; float32 gets shorter ones. Arguments up to 10^6 are
 * reduced by Cody & Waite with π/2 in four parts, larger ones by Payne & Hanek
 * with as many bits of 2/π as a float64 can need, in a branch rarely taken.
 *
 * Polynomials are minimax fits (Remez, 60 digits).
 */
import { cast, constant, splat } from "./builder.ts";
import type { Block } from "./builder.ts";
import {
  anyLane,
  inFloat64,
  inVectors,
  like,
  op,
  polynomial,
  powerOf2Float64,
  splitFloat64,
  twoProduct,
  twoSum,
} from "./expandTools.ts";
import type { Expr, Local } from "./loop.ts";

type Precision = "single" | "double";
interface Tables {
  /** (sin r - r) / r³ in r². */
  readonly sin: readonly number[];
  /** (cos r - 1 + r²/2) / r⁴ in r². */
  readonly cos: readonly number[];
  /**
   * Digits of the large reduction, and the chunks of 2/π that its exponents reach. 24 bits of each `digits` but two
   * stand behind the point; numbers come within 2^-32 (float64: 2^-62) of a multiple of π/2, and need their own bits
   * behind that.
   */
  readonly digits: number;
  readonly chunks: number;
}
const tables: { readonly [P in Precision]: Tables } = {
  // Within 2^-37 and 2^-42.
  single: {
    sin: [-0.16666666640692185, 0.00833332929264464, -0.00019839308331939375, 2.7180839546389363e-6],
    cos: [0.041666666619328455, -0.001388888348627366, 2.4799456519912237e-5, -2.7205452047380036e-7],
    digits: 5,
    chunks: 9,
  },
  // Within 2^-57 and 2^-63.
  double: {
    sin: [
      -0.1666666666666663, 0.008333333333322061, -0.00019841269829542314, 2.755731360443608e-6, -2.5050745025345296e-8,
      1.5896066868901256e-10,
    ],
    cos: [
      0.041666666666666595, -0.0013888888888872975, 2.48015872888001e-5, -2.75573141639973e-7, 2.087569871125046e-9,
      -1.1358423651563302e-11,
    ],
    digits: 7,
    chunks: 48,
  },
};

/** π/2: three parts of 33 bits, whose products by whole numbers up to 2^20 are exact, and the rest. */
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
const halfPiHigh = 1.5707963267948966;
const halfPiLow = 6.123233995736766e-17;
/** The bits of 2/π after the point, 24 in each number. */
// prettier-ignore
const twoOverPi = [
  10680707, 7228996, 1387004, 2578385, 16069853, 12639074, 9804092, 4427841, 16666979, 11263675, 12935607, 2387514,
  4345298, 14681673, 3074569, 13734428, 16653803, 1880361, 10960616, 8533493, 3062596, 8710556, 7349940, 6258241,
  3772886, 3769171, 3798172, 8675211, 12450088, 3874808, 9961438, 366607, 15675153, 9132554, 7151469, 3571407,
  2607881, 12013382, 4155038, 6285869, 7677882, 13102053, 15825725, 473591, 9065106, 15363067, 6271263, 9264392,
];

/** x = n·π/2 + high + low. */
interface Reduced {
  readonly n: Expr;
  readonly high: Expr;
  readonly low: Expr | undefined;
}

function reduce(block: Block, x: Expr, precision: Precision): Reduced {
  const count = block.let(op.round(op.mul(x, like(x, 2 / Math.PI))));
  const part = (i: number): Expr => block.let(op.mul(count, like(x, -halfPi[i]!)));
  const first = block.let(op.add(x, part(0)));
  const n = block.variable(count);
  let high: Local;
  let low: Local | undefined;
  if (precision === "single") {
    high = block.variable(op.add(op.add(first, part(1)), part(2)));
  } else {
    const second = twoSum(block, first, part(1));
    const third = twoSum(block, second.sum, part(2));
    const rest = block.let(op.mulAdd(count, like(x, -halfPi[3]), op.add(second.error, third.error)));
    high = block.variable(op.add(third.sum, rest));
    low = block.variable(op.add(op.sub(third.sum, high), rest));
  }
  const huge = block.let(op.lt(like(x, 1e6), op.abs(x)));
  block.when(anyLane(block, huge), (inner) => {
    const large = reduceLarge(inner, x, precision);
    inner.set(n, op.select(huge, large.n, n));
    inner.set(high, op.select(huge, large.high, high));
    if (low && large.low) inner.set(low, op.select(huge, large.low, low));
  });
  // Infinities have no sine.
  return { n, high: block.let(op.mulAdd(x, like(x, 0), high)), low };
}

/** Payne & Hanek: x·2/π modulo 4 in digits of 24 bits, from those chunks of 2/π that matter at x's exponent. */
function reduceLarge(block: Block, x: Expr, precision: Precision): Reduced {
  const { digits: count, chunks } = tables[precision];
  const size = block.let(op.abs(x));
  const { mantissa, exponent } = splitFloat64(block, size);
  // |x| = (x0 + x1·2^-24 + x2·2^-48)·2^e
  const e = block.let(op.sub(exponent, like(x, 24)));
  const scaled = block.let(op.mul(mantissa, like(x, 2 ** 24)));
  const x0 = block.let(op.trunc(scaled));
  const lower = block.let(op.mul(op.sub(scaled, x0), like(x, 2 ** 24)));
  const x1 = block.let(op.trunc(lower));
  const x2 = block.let(op.mul(op.sub(lower, x1), like(x, 2 ** 24)));
  // Chunks before `skip` only add multiples of 8.
  const skip = block.let(op.max(op.floor(op.mul(op.sub(e, like(x, 3)), like(x, 1 / 24))), like(x, 0)));
  const chunkAt = (b: Block, index: Expr): Expr => {
    const at = b.let(index);
    const pick = (from: number, to: number): Expr => {
      if (to - from === 1) return like(x, twoOverPi[from]!);
      const middle = (from + to) >> 1;
      return op.select(op.lt(at, like(x, middle)), pick(from, middle), pick(middle, to));
    };
    return op.select(op.lt(at, like(x, 0)), like(x, 0), pick(0, chunks));
  };
  const digits = Array.from({ length: count }, () => block.variable(like(x, 0), "digit"));
  const carry = block.variable(like(x, 0), "carry");
  const second = block.variable(like(x, 0), "chunk");
  const third = block.variable(like(x, 0), "chunk");
  const width = precision === "single" ? 1 : 3;
  // From the last digit to the first, so that carries move up; two more rounds at the start fill the chunks.
  block.loop(constant(0), constant(count + width - 1), constant(1), (i, inner) => {
    const position = splat(cast(i, { lane: "f64", lanes: 1 }), x.type.lanes);
    const chunk = inner.let(chunkAt(inner, op.sub(op.add(skip, like(x, count - 1)), position)));
    // x0 meets the chunk read `width - 1` rounds ago, the last part of x the one just read.
    const sum =
      width === 1
        ? op.add(op.mul(x0, chunk), carry)
        : op.add(op.add(op.add(op.mul(x0, third), op.mul(x1, second)), op.mul(x2, chunk)), carry);
    const q = inner.let(sum);
    const ready = op.le(like(x, width - 1), position);
    const next = inner.let(op.select(ready, op.floor(op.mul(q, like(x, 2 ** -24))), like(x, 0)));
    for (let k = count - 1; k > 0; k--) inner.set(digits[k]!, digits[k - 1]!);
    inner.set(digits[0]!, op.sub(q, op.mul(next, like(x, 2 ** 24))));
    inner.set(carry, next);
    if (width === 3) {
      inner.set(third, second);
      inner.set(second, chunk);
    }
  });
  // The first digit keeps its carry.
  const top = op.mulAdd(carry, like(x, 2 ** 24), digits[0]!);
  let scale = block.let(powerOf2Float64(op.sub(e, op.mul(op.add(skip, like(x, 1)), like(x, 24)))));
  const whole = block.let(op.mul(top, scale));
  const modulo = block.let(op.sub(whole, op.mul(op.floor(op.mul(whole, like(x, 0.25))), like(x, 4))));
  const digit = (k: number): Expr => {
    scale = block.let(op.mul(scale, like(x, 2 ** -24)));
    return block.let(op.mul(digits[k]!, scale));
  };
  const tail = digit(1);
  const n = block.let(op.round(op.add(modulo, tail)));
  let sum = block.let(op.add(op.sub(modulo, n), tail));
  let rest: Expr = like(x, 0);
  for (let k = 2; k < count; k++) {
    const added = twoSum(block, sum, digit(k));
    sum = added.sum;
    rest = block.let(op.add(rest, added.error));
  }
  const negative = block.let(op.lt(x, like(x, 0)));
  const signed = (v: Expr): Expr => block.let(op.select(negative, op.neg(v), v));
  if (precision === "single")
    return { n: signed(n), high: signed(op.mul(op.add(sum, rest), like(x, halfPiHigh))), low: undefined };
  const fraction = twoSum(block, sum, rest);
  const angle = twoProduct(block, fraction.sum, like(x, halfPiHigh));
  const low = block.let(
    op.add(op.add(angle.error, op.mul(fraction.sum, like(x, halfPiLow))), op.mul(fraction.error, like(x, halfPiHigh))),
  );
  const result = twoSum(block, angle.product, low);
  return { n: signed(n), high: signed(result.sum), low: signed(result.error) };
}

function sineOf({ high, low }: Reduced, square: Expr, precision: Precision): Expr {
  const cube = op.mul(polynomial(square, tables[precision].sin), square);
  if (!low) return op.mulAdd(cube, high, high);
  return op.add(high, op.mulAdd(cube, high, op.mul(low, op.mulAdd(square, like(square, -0.5), like(square, 1)))));
}
function cosineOf(block: Block, { high, low }: Reduced, square: Expr, precision: Precision): Expr {
  const half = block.let(op.mul(square, like(square, 0.5)));
  const start = block.let(op.sub(like(square, 1), half));
  const rest = op.mul(polynomial(square, tables[precision].cos), block.let(op.mul(square, square)));
  const corrected = low ? op.sub(rest, op.mul(high, low)) : rest;
  return op.add(start, op.add(op.sub(op.sub(like(square, 1), start), half), corrected));
}

/** sin of x + turn·π/2. */
function sine(block: Block, x: Expr, turn: 0 | 1, precision: Precision): Expr {
  const reduced = reduce(block, x, precision);
  const square = block.let(op.mul(reduced.high, reduced.high));
  const turned = block.let(turn === 0 ? reduced.n : op.add(reduced.n, like(x, turn)));
  const quadrant = block.let(op.sub(turned, op.mul(op.floor(op.mul(turned, like(x, 0.25))), like(x, 4))));
  const odd = op.or(op.eq(quadrant, like(x, 1)), op.eq(quadrant, like(x, 3)));
  const value = block.let(
    op.select(odd, cosineOf(block, reduced, square, precision), sineOf(reduced, square, precision)),
  );
  const signed = op.select(op.le(like(x, 2), quadrant), op.neg(value), value);
  return turn === 0 ? op.select(op.eq(x, like(x, 0)), x, signed) : signed;
}
function tangent(block: Block, x: Expr, precision: Precision): Expr {
  const reduced = reduce(block, x, precision);
  const square = block.let(op.mul(reduced.high, reduced.high));
  const sin = block.let(sineOf(reduced, square, precision));
  const cos = block.let(cosineOf(block, reduced, square, precision));
  const half = block.let(op.mul(reduced.n, like(x, 0.5)));
  const odd = block.let(op.not(op.eq(op.floor(half), half)));
  const quotient = op.div(op.select(odd, op.neg(cos), sin), op.select(odd, sin, cos));
  return op.select(op.eq(x, like(x, 0)), x, quotient);
}

export const sin32 = (block: Block, x: Expr): Expr => inFloat64(block, [x], ([v]) => sine(block, v!, 0, "single"));
export const cos32 = (block: Block, x: Expr): Expr => inFloat64(block, [x], ([v]) => sine(block, v!, 1, "single"));
export const tan32 = (block: Block, x: Expr): Expr => inFloat64(block, [x], ([v]) => tangent(block, v!, "single"));
export const sin64 = (block: Block, x: Expr): Expr => inVectors(block, [x], ([v]) => sine(block, v!, 0, "double"));
export const cos64 = (block: Block, x: Expr): Expr => inVectors(block, [x], ([v]) => sine(block, v!, 1, "double"));
export const tan64 = (block: Block, x: Expr): Expr => inVectors(block, [x], ([v]) => tangent(block, v!, "double"));
