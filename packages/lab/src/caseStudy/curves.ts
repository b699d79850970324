/** Accuracy by epoch over the seeds: the median, and the band from the worst seed to the best. */
import { median } from "../statistics.ts";
import { setting } from "./train.ts";
import type { Run } from "./results.ts";

export interface CurvePoint {
  readonly epoch: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}
export interface Curves {
  readonly train: readonly CurvePoint[];
  readonly test: readonly CurvePoint[];
}

/** At most about this many points: more than a plot has pixels for. */
const MOST_POINTS = 250;

export function curvesOf(runs: readonly Run[]): Curves {
  const { trainRows, testRows } = setting;
  return {
    train: curve(
      runs.map((r) => r.history.trainCorrect),
      trainRows,
    ),
    test: curve(
      runs.map((r) => r.history.testCorrect),
      testRows,
    ),
  };
}

function curve(counts: readonly (readonly number[])[], rows: number): CurvePoint[] {
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
