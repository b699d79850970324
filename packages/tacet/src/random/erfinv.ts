/**
 * The inverse error function as XLA computes it.
 *
 * The float32 one is up to 89 ulp off the exact function: initial weights equal Keras's only with the same
 * polynomial. Source: the compiler's tables; xla/hlo/builder/lib/math.cc.
 */
import { erfinvTables } from "@tacet/compiler";

/** erfinv of a float32, as a float32. */
export function erfinv32(x: number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  const { centre, tail } = erfinvTables.single;
  const w = -Math.fround(Math.log1p(-Math.fround(x * x)));
  const [t, coefficients] = w < 5 ? [Math.fround(w - 2.5), centre] : [Math.fround(Math.fround(Math.sqrt(w)) - 3), tail];
  // XLA contracts each step to a fused multiply-add, which one rounding of the exact product is
  const p = coefficients.reduceRight((sum, c) => Math.fround(sum * t + Math.fround(c)), 0);
  return Math.fround(p * x);
}

/** erfinv of a float64. */
export function erfinv64(x: number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  const { centre, middle, tail } = erfinvTables.double;
  const w = -Math.log1p(-x * x);
  const [t, coefficients] =
    w < 6.25 ? [w - 3.125, centre] : w < 16 ? [Math.sqrt(w) - 3.25, middle] : [Math.sqrt(w) - 5, tail];
  return coefficients.reduceRight((sum, c) => c + sum * t, 0) * x;
}
