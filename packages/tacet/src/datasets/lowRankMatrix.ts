/**
 * A matrix with bell-shaped singular values and a long tail of small ones.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_low_rank_matrix`); LAPACK's dgeqrf and dlarfg, whose signs
 * of Q's columns it takes over.
 */
import type { RandomState } from "../random/numpy.ts";
import { draw } from "./samples.ts";

/** [rows, columns], row by row; about `effectiveRank` singular values are large. */
export function lowRankMatrix(
  rows: number,
  columns: number,
  effectiveRank: number,
  tailStrength: number,
  state: RandomState,
): Float64Array {
  const n = Math.min(rows, columns);
  const u = orthonormalColumns(
    draw(rows * n, () => state.normal()),
    rows,
    n,
  );
  const v = orthonormalColumns(
    draw(columns * n, () => state.normal()),
    columns,
    n,
  );
  const values = draw(n, (i) => {
    const signal = (1 - tailStrength) * Math.exp(-((i / effectiveRank) ** 2));
    return signal + tailStrength * Math.exp((-0.1 * i) / effectiveRank);
  });
  return draw(rows * columns, (at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += u[i * n + k]! * values[k]! * v[j * n + k]!;
    return sum;
  });
}

/** Q of the QR decomposition of a [rows, n], by Householder's reflections; rows ≥ n. */
function orthonormalColumns(a: Float64Array, rows: number, n: number): Float64Array {
  /** Takes off column `k` of `m` its part along the reflector that column `j` of `a` holds below the diagonal. */
  const reflect = (m: Float64Array, k: number, j: number, tau: number): void => {
    let sum = m[j * n + k]!;
    for (let i = j + 1; i < rows; i++) sum += a[i * n + j]! * m[i * n + k]!;
    m[j * n + k]! -= tau * sum;
    for (let i = j + 1; i < rows; i++) m[i * n + k]! -= tau * sum * a[i * n + j]!;
  };
  const taus = draw(n, (j) => {
    let below = 0;
    for (let i = j + 1; i < rows; i++) below += a[i * n + j]! ** 2;
    // With nothing below the diagonal there is nothing to reflect, and the sign stays.
    if (below === 0) return 0;
    const alpha = a[j * n + j]!;
    const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha ** 2 + below);
    for (let i = j + 1; i < rows; i++) a[i * n + j]! /= alpha - beta;
    const tau = (beta - alpha) / beta;
    for (let k = j + 1; k < n; k++) reflect(a, k, j, tau);
    return tau;
  });
  const q = draw(rows * n, (i) => (Math.floor(i / n) === i % n ? 1 : 0));
  for (let j = n - 1; j >= 0; j--) for (let k = j; k < n; k++) reflect(q, k, j, taus[j]!);
  return q;
}
