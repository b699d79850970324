/**
 * `curves.json`: how many rows each run got right in each epoch; and what a plot shows of it, the median over the
 * seeds and the band from the worst seed to the best.
 */
import { median } from "../../statistics.ts";
import type { Variant } from "./variants.ts";

/** One run: rows classified right while training on them, and of the test rows after each epoch. */
export interface RunCurves {
  readonly seed: number;
  readonly trainCorrect: readonly number[];
  readonly testCorrect: readonly number[];
}
export interface VariantCurves extends Pick<Variant, "name" | "activityReduction"> {
  readonly runs: readonly RunCurves[];
}
export interface StudyCurves {
  readonly trainRows: number;
  readonly testRows: number;
  /** In the order of the results, without those that never look at the test rows while they train. */
  readonly variants: readonly VariantCurves[];
}

export interface BandPoint {
  readonly epoch: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}
/** Accuracies over the seeds of one variant. */
export interface Bands {
  readonly train: readonly BandPoint[];
  readonly test: readonly BandPoint[];
}

/** At most about this many points: more than a plot has pixels for. */
const MOST_POINTS = 250;

export const bandsOf = ({ trainRows, testRows, variants }: StudyCurves): Bands[] =>
  variants.map(({ runs }) => ({
    train: band(
      runs.map((r) => r.trainCorrect),
      trainRows,
    ),
    test: band(
      runs.map((r) => r.testCorrect),
      testRows,
    ),
  }));

function band(counts: readonly (readonly number[])[], rows: number): BandPoint[] {
  const epochs = counts[0]?.length ?? 0;
  const step = Math.max(1, Math.ceil(epochs / MOST_POINTS));
  const sampled = Array.from({ length: epochs }, (_, i) => i).filter((i) => i % step === 0 || i === epochs - 1);
  return sampled.map((i) => {
    const accuracies = counts.map((c) => c[i]! / rows);
    return {
      epoch: i + 1,
      low: Math.min(...accuracies),
      median: median(accuracies),
      high: Math.max(...accuracies),
    };
  });
}
