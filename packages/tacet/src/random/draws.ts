/**
 * Distributions over threefry bits, on the host: what `jax.random` draws for a key, and so what Keras's
 * initializers draw. float32 is Keras on JAX; float64 is the same with `jax_enable_x64`.
 *
 * Source: jax/_src/random/core.py.
 */
import { fusedMultiplyAdd } from "./exactMath.ts";
import { erfinv32, erfinv64 } from "./erfinv.ts";
import { randomBits, randomBits64, splitKey, type Key } from "./threefry.ts";

export type FloatArray = Float32Array | Float64Array;
export type FloatDType = "float32" | "float64";

/** erf(sqrt 2): what a truncated normal draws uniformly between. */
export const ERF_SQRT_2 = 0.9544997361036416;

/** Uniform over [low, high). */
export function drawUniform(key: Key, count: number, low: number, high: number, dtype: FloatDType): FloatArray {
  return dtype === "float32" ? uniform32(key, count, low, high) : uniform64(key, count, low, high);
}

function uniform32(key: Key, count: number, low: number, high: number): Float32Array {
  const bits = randomBits(key, count);
  for (let i = 0; i < count; i++) bits[i] = (bits[i]! >>> 9) | 0x3f800000;
  const values = new Float32Array(bits.buffer);
  const lo = Math.fround(low);
  const span = Math.fround(Math.fround(high) - lo);
  // the product of two float32 is exact in float64: one rounding, as XLA's fused multiply-add
  for (let i = 0; i < count; i++) values[i] = Math.max(lo, Math.fround((values[i]! - 1) * span + lo));
  return values;
}

function uniform64(key: Key, count: number, low: number, high: number): Float64Array {
  const bits = randomBits64(key, count);
  const values = new Float64Array(count);
  const span = high - low;
  for (let i = 0; i < count; i++) {
    const unit =
      ((bits.high[i]! >>> 12) * 4294967296 + (((bits.high[i]! << 20) | (bits.low[i]! >>> 12)) >>> 0)) / 2 ** 52;
    values[i] = Math.max(low, fusedMultiplyAdd(unit, span, low));
  }
  return values;
}

/** Normal with the given mean and standard deviation. */
export function drawNormal(key: Key, count: number, mean: number, stddev: number, dtype: FloatDType): FloatArray {
  const lowest = dtype === "float32" ? -1 + 2 ** -24 : -1 + 2 ** -53;
  return throughErfinv(drawUniform(key, count, lowest, 1, dtype), mean, stddev, Infinity);
}

/** Normal, cut at two standard deviations. */
export function drawTruncatedNormal(
  key: Key,
  count: number,
  mean: number,
  stddev: number,
  dtype: FloatDType,
): FloatArray {
  const largest = dtype === "float32" ? 2 - 2 ** -23 : 2 - 2 ** -52;
  return throughErfinv(drawUniform(key, count, -ERF_SQRT_2, ERF_SQRT_2, dtype), mean, stddev, largest);
}

function throughErfinv(values: FloatArray, mean: number, stddev: number, largest: number): FloatArray {
  const single = values instanceof Float32Array;
  const round = single ? Math.fround : (v: number) => v;
  const erfinv = single ? erfinv32 : erfinv64;
  const [sqrt2, scale, shift] = [round(Math.SQRT2), round(stddev), round(mean)];
  for (let i = 0; i < values.length; i++) {
    const standard = round(sqrt2 * erfinv(values[i]!));
    const cut = Math.min(largest, Math.max(-largest, standard));
    values[i] = round(cut * scale) + shift;
  }
  return values;
}

/** Whole numbers from `low` (included) to `high` (not included), by JAX's slightly biased remainder of 64 bits. */
export function drawIntegers(key: Key, count: number, low: number, high: number): Int32Array {
  const [first, second] = splitKey(key, 2) as [Key, Key];
  const higher = randomBits(first, count);
  const lower = randomBits(second, count);
  const span = high <= low ? 1 : high - low;
  const half = 65536 % span;
  const multiplier = (Math.imul(half, half) >>> 0) % span;
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const offset = ((Math.imul(higher[i]! % span, multiplier) >>> 0) + (lower[i]! % span)) >>> 0;
    values[i] = low + (offset % span);
  }
  return values;
}
