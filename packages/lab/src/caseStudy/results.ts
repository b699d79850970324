/**
 * `results.json`: every run after its last epoch, and for each variant the mean and standard deviation over its
 * seeds. Nothing is rounded. The epochs before are in `curves.json`.
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
  /** After the last epoch, by `evaluate` in batches of `batchSize`: as in Keras, the loss includes the penalty. */
  readonly train: Score;
  readonly test: Score;
  /** The best test accuracy after any epoch, and the first epoch (from 1) that reached it. */
  readonly peak: { readonly accuracy: number; readonly epoch: number };
  /** After relu, on the training rows. */
  readonly activation: ActivityStatistics;
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
  /** From the start to the end of the last run; drawing the plots comes after. */
  readonly totalSeconds: number;
  /** Training alone, all runs together. */
  readonly trainingSeconds: number;
  /** Of `trainingSeconds`: validation and compiling included. */
  readonly microsecondsPerEpoch: number;
  readonly conditions: Conditions;
}

/** What was run, and on what. */
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
