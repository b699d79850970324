/**
 * What the case study leaves behind in `results.json`: every run, and for each variant the mean and standard
 * deviation over its seeds. Nothing is rounded.
 */
import { sampleStatistics, type Statistics } from "../statistics.ts";
import type { ActivityStatistics } from "./activity.ts";
import type { Variant } from "./variants.ts";

export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

export interface Run {
  readonly seed: number;
  /** After the last epoch, by `evaluate`: the loss holds the penalty. */
  readonly train: Score;
  readonly test: Score;
  /** The best test accuracy after any epoch, and the first epoch (from 1) that reached it. */
  readonly peak: { readonly accuracy: number; readonly epoch: number };
  /** After relu, on the training rows. */
  readonly activation: ActivityStatistics;
  /** Rows classified right in each epoch: while training on them, and of the test rows afterwards. */
  readonly history: { readonly trainCorrect: readonly number[]; readonly testCorrect: readonly number[] };
}

export interface Summary {
  readonly train: { readonly loss: Statistics; readonly accuracy: Statistics };
  readonly test: { readonly loss: Statistics; readonly accuracy: Statistics };
  readonly peak: { readonly accuracy: Statistics; readonly epoch: Statistics };
  readonly activation: Readonly<Record<keyof ActivityStatistics, Statistics>>;
}

export interface VariantResult extends Variant {
  readonly runs: readonly Run[];
  readonly summary: Summary;
}

export interface Timing {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly totalSeconds: number;
  /** Training alone, all runs together. */
  readonly trainingSeconds: number;
  /** Training time by epoch, validation included. */
  readonly microsecondsPerEpoch: number;
}

export interface Conditions {
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly hiddenUnits: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
}

export interface Results {
  readonly conditions: Conditions;
  readonly variants: readonly VariantResult[];
  readonly timing: Timing;
}

export function summarize(runs: readonly Run[]): Summary {
  const over = (pick: (run: Run) => number) => sampleStatistics(runs.map(pick));
  return {
    train: { loss: over((r) => r.train.loss), accuracy: over((r) => r.train.accuracy) },
    test: { loss: over((r) => r.test.loss), accuracy: over((r) => r.test.accuracy) },
    peak: { accuracy: over((r) => r.peak.accuracy), epoch: over((r) => r.peak.epoch) },
    activation: {
      mean: over((r) => r.activation.mean),
      zeroShare: over((r) => r.activation.zeroShare),
      deadShare: over((r) => r.activation.deadShare),
    },
  };
}

/** The file's text: indented, but a run's curves in one line each. */
export function formatResults(results: Results): string {
  const curves: string[] = [];
  const text = JSON.stringify(
    results,
    (key, value: unknown) => {
      if (key !== "trainCorrect" && key !== "testCorrect") return value;
      curves.push(JSON.stringify(value));
      return `curve ${curves.length - 1}`;
    },
    2,
  );
  return text.replace(/"curve (\d+)"/g, (_, index: string) => curves[Number(index)]!) + "\n";
}
