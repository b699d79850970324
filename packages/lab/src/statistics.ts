/** Means, deviations, intervals and quantiles of a handful of numbers. */
export interface Statistics {
  readonly mean: number;
  /** Of a sample (n - 1); null for a single value. */
  readonly standardDeviation: number | null;
}

export function sampleStatistics(values: readonly number[]): Statistics {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, standardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

/** Half the width of the mean's 95 % interval by Student's t: over what the values vary by. null for a single value. */
export function halfInterval(values: readonly number[]): number | null {
  const { standardDeviation } = sampleStatistics(values);
  if (standardDeviation === null) return null;
  return (quantile975(values.length - 1) * standardDeviation) / Math.sqrt(values.length);
}

/**
 * The 0.975 quantile of Student's t: exact for one and two degrees of freedom, else by its expansion in 1 / n around
 * the normal's (Abramowitz and Stegun, 26.7.5), off by 0.004 at 3 and by less than 0.001 from 9 on.
 */
function quantile975(freedom: number): number {
  if (freedom === 1) return Math.tan(0.475 * Math.PI);
  if (freedom === 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
  const z = 1.959963984540054;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), z);
}
