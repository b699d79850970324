/**
 * How the first hidden layer's values are spread over the training rows: of a relu network what it computes before the
 * relu, which then silences all below zero; of a sigmoid one what comes out.
 */
import { activate } from "./activity.ts";
import type { Variant } from "./variants.ts";

export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly count: number;
}
/** Values in each bin, its upper edge included; the outermost bins hold what lies beyond them too. */
export type Histogram = readonly number[];

/** Zero is an edge, so that what relu silences shares no bin with what it lets through. */
export const bins: Readonly<Record<Variant["activation"], Bins>> = {
  relu: { low: -2.5, width: 0.1, count: 50 },
  sigmoid: { low: 0, width: 0.02, count: 50 },
};
const shown: Readonly<Record<Variant["activation"], (z: number) => number>> = {
  relu: (z) => z,
  sigmoid: activate.sigmoid,
};

export function histogramOf(z: ArrayLike<number>, { activation }: Pick<Variant, "activation">): Histogram {
  const { low, width, count } = bins[activation];
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < z.length; i++) {
    const bin = Math.ceil((shown[activation](z[i]!) - low) / width) - 1;
    counts[Math.min(count - 1, Math.max(0, bin))]!++;
  }
  return counts;
}

/** The share of all values in each bin. */
export function shares(histograms: readonly Histogram[]): number[] {
  const total = histograms.flat().reduce((sum, n) => sum + n, 0);
  return histograms[0]!.map((_, i) => histograms.reduce((sum, h) => sum + h[i]!, 0) / total);
}
