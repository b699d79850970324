/**
 * Random tensors from a threefry key of shape [2] (uint32), as JAX draws them:
 * equal keys give equal bits. A draw is a pure function of key and position.
 */
import { TacetError, formatShape, sameShape, type DType, type Shape } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { cast, isNode, literalOf, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";

function keyOf(key: Operand): Node {
  const node = isNode(key) ? key : Array.isArray(key) ? literalOf(key as number[], [key.length], "uint32") : undefined;
  if (node?.dtype !== "uint32" || !sameShape(node.shape, [2]))
    throw new TacetError(
      `A random key is two uint32 words; received ${node ? `${node.dtype} ${formatShape(node.shape)}` : typeof key}.`,
    );
  return node;
}
/** Uniform uint32 words. */
export const randomBits = (key: Operand, shape: Shape): Node => build.random(keyOf(key), shape);

/** Uniform in [low, high): `max(low, fma(f, high - low, low))` with f in [0, 1) of 23 bits, in float32. */
export function randomUniform(key: Operand, shape: Shape, low = 0, high = 1, dtype: DType = "float32"): Node {
  const bits = randomBits(key, shape);
  const mantissa = s.or(s.shr(bits, 9), 0x3f800000);
  const f = s.sub(s.bitcast(mantissa, "float32"), 1);
  if (low === 0 && high === 1) return cast(f, dtype);
  const lo = Math.fround(low);
  return cast(s.max(s.fma(f, Math.fround(Math.fround(high) - lo), lo), lo), dtype);
}
/** Normal: √2 · erfinv of a uniform draw in (-1, 1). */
export function randomNormal(key: Operand, shape: Shape, mean = 0, stddev = 1, dtype: DType = "float32"): Node {
  const u = randomUniform(key, shape, -(1 - 2 ** -24), 1);
  const unit = s.mul(s.erfinv(u), Math.fround(Math.SQRT2));
  const scaled = stddev === 1 ? unit : s.mul(unit, stddev);
  return cast(mean === 0 ? scaled : s.add(scaled, mean), dtype);
}
