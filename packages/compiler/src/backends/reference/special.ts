/**
 * Functions that JavaScript's Math lacks, accurate in double precision: erf and
 * erfc (fdlibm's s_erf.c, Sun Microsystems 1993, under one ulp), the inverse of
 * erf, a fused multiply-add, and the threefry generator.
 */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

const pp = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
  -2.37630166566501626084e-5,
];
const qq = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
  -3.9602282787753681232e-6,
];
const erx = 8.45062911510467529297e-1;
const pa = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
  -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const qa = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
  1.36370839120290507362e-2, 1.1984499846799107417e-2,
];
const ra = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
  -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
];
const sa = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];
const rb = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
  -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const sb = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
/** exp(-x²) R(1/x²) / x, for x ≥ 1.25: x² is split so that no error of its rounding is magnified. */
function erfcTail(x: number): number {
  const s = 1 / (x * x);
  const ratio = x < 1 / 0.35 ? polynomial(ra, s) / polynomial(sa, s) : polynomial(rb, s) / polynomial(sb, s);
  float[0] = x;
  words[0] = 0; // the low half of the mantissa, on the little-endian machines there are
  const z = float[0];
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + ratio)) / x;
}

export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + (x * polynomial(pp, x * x)) / polynomial(qq, x * x);
  if (a < 1.25) return Math.sign(x) * (erx + polynomial(pa, a - 1) / polynomial(qa, a - 1));
  if (a < 6) return Math.sign(x) * (1 - erfcTail(a));
  return Number.isNaN(x) ? x : Math.sign(x);
}
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    const y = (x * polynomial(pp, x * x)) / polynomial(qq, x * x);
    return x < 0.25 ? 1 - (x + y) : 0.5 - (y + (x - 0.5));
  }
  if (a < 1.25) {
    const y = polynomial(pa, a - 1) / polynomial(qa, a - 1);
    return x >= 0 ? 1 - erx - y : 1 + (erx + y);
  }
  if (Number.isNaN(x)) return x;
  if (a > 28) return x > 0 ? 0 : 2;
  return x > 0 ? erfcTail(a) : 2 - erfcTail(a);
}

// M. Giles, "Approximating the erfinv function" (2010), as XLA's ErfInv32 has it; highest power first.
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
].map(Math.fround);
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
].map(Math.fround);
/** Giles's polynomial; `round` is Math.fround, or the identity where float32 is computed in double. */
export function erfinvSingle(x: number, round: (x: number) => number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  const w = round(-round(Math.log1p(-round(x * x))));
  const [coefficients, t] = w < 5 ? [central, round(w - 2.5)] : [tail, round(round(Math.sqrt(w)) - 3)];
  return round(coefficients.reduce((p, c) => round(c + round(p * t)), 0) * x);
}
/** Giles's value, corrected by Halley steps on erfc, which keeps its digits where erf is close to 1. */
export function erfinv(x: number): number {
  const a = Math.abs(x);
  if (!(a < 1)) return a === 1 ? x * Infinity : NaN;
  if (a < 1e-8) return (x * Math.sqrt(Math.PI)) / 2;
  let y = erfinvSingle(a, (v) => v);
  for (let i = 0; i < 8; i++) {
    const error = a < 0.5 ? a - erf(y) : erfc(y) - (1 - a);
    const u = error / ((2 / Math.sqrt(Math.PI)) * Math.exp(-y * y));
    y += u / (1 - y * u); // f''/f' = -2y
  }
  return Math.sign(x) * y;
}

/** a·b + c rounded once to float32, for operands that are float32 values. */
export function fmaSingle(a: number, b: number, c: number): number {
  const product = a * b; // exact: 48 bits
  const sum = product + c;
  if (!Number.isFinite(sum)) return Math.fround(sum);
  const t = sum - product;
  const error = product - (sum - t) + (c - t);
  if (error === 0) return Math.fround(sum);
  // Rounded to odd, the double keeps on which side of a tie of float32 the sum lies.
  float[0] = sum;
  if ((words[0]! & 1) === 0) {
    const bits = new BigInt64Array(float.buffer);
    bits[0] = bits[0]! + (error > 0 === sum > 0 ? 1n : -1n);
  }
  return Math.fround(float[0]);
}

/** a·b + c rounded once to float64, in exact integer arithmetic. */
export function fma(a: number, b: number, c: number): number {
  const rough = a * b + c;
  if (!Number.isFinite(a) || !Number.isFinite(b) || !Number.isFinite(c) || a === 0 || b === 0) return rough;
  const [ma, ea] = decompose(a);
  const [mb, eb] = decompose(b);
  const [mc, ec] = decompose(c);
  const exponent = c === 0 ? ea + eb : Math.min(ea + eb, ec);
  const sum = ((ma * mb) << BigInt(ea + eb - exponent)) + (c === 0 ? 0n : mc << BigInt(ec - exponent));
  return sum === 0n ? rough : compose(sum, exponent);
}
/** x = mantissa · 2^exponent. */
function decompose(x: number): [mantissa: bigint, exponent: number] {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return [x < 0 ? -mantissa : mantissa, Math.max(biased, 1) - 1075];
}
function compose(mantissa: bigint, exponent: number): number {
  const size = mantissa < 0n ? -mantissa : mantissa;
  // Drop to 53 bits, or fewer where the result is subnormal, ties to even.
  const drop = Math.max(size.toString(2).length - 53, -1074 - exponent, 0);
  const half = drop === 0 ? 0n : 1n << BigInt(drop - 1);
  let kept = size >> BigInt(drop);
  const rest = size - (kept << BigInt(drop));
  if (rest > half || (drop > 0 && rest === half && (kept & 1n) === 1n)) kept += 1n;
  const power = exponent + drop;
  // In two factors, of which neither overflows alone; kept has at most 54 bits, so the product is exact or infinite.
  const first = Math.max(Math.min(power, 900), -1000);
  const value = Number(kept) * 2 ** first * 2 ** (power - first);
  return mantissa < 0n ? -value : value;
}

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
/**
 * Threefry-2x32 with 20 rounds (Salmon et al. 2011, as in JAX). Writes to
 * out[i] the xor of both words at counter (0, i): JAX's partitionable bits.
 */
export function threefryBits(key0: number, key1: number, out: Uint32Array): void {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ 0x1bd11bda];
  for (let i = 0; i < out.length; i++) {
    let x0 = keys[0]!;
    let x1 = (i + keys[1]!) | 0;
    for (let group = 0; group < 5; group++) {
      for (const r of rotations[group % 2]!) {
        x0 = (x0 + x1) | 0;
        x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
      }
      x0 = (x0 + keys[(group + 1) % 3]!) | 0;
      x1 = (x1 + keys[(group + 2) % 3]! + group + 1) | 0;
    }
    out[i] = x0 ^ x1;
  }
}
