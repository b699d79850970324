/** Means, deviations and quantiles of a handful of numbers. */
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
