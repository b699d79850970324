/**
 * `results.json`: every run after its last epoch, and for each variant the mean and standard deviation over its
 * seeds. Nothing is rounded. The epochs before are in `curves.json`.
 */
import { sampleStatistics, type Statistics } from "../../statistics.ts";
import type { ActivityStatistics } from "./activity.ts";
import type { Reference } from "./reference.ts";
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
  /**
   * The best test accuracy after any epoch, and the first epoch (from 1) that reached it; null where training was
   * stopped early, by rows of its own: there the test rows are looked at once, at the end.
   */
  readonly peak: { readonly accuracy: number; readonly epoch: number } | null;
  /** On the first hidden layer. */
  readonly activation: ActivityStatistics;
  /** On twenty thousand points that no run is trained or stopped on. */
  readonly fresh: { readonly accuracy: number };
  /**
   * The least loss on the validation rows (the test rows; with early stopping, the rows held out of the training rows)
   * after any epoch, and the first epoch (from 1) that reached it. It includes the penalty.
   */
  readonly leastValidationLoss: { readonly loss: number; readonly epoch: number };
  /** How many epochs were trained. */
  readonly epochs: number;
}

export interface Summary {
  readonly train: { readonly loss: Statistics; readonly accuracy: Statistics };
  readonly test: { readonly loss: Statistics; readonly accuracy: Statistics };
  readonly peak: { readonly accuracy: Statistics; readonly epoch: Statistics } | null;
  readonly activation: {
    readonly [K in keyof ActivityStatistics]: Statistics | (null extends ActivityStatistics[K] ? null : never);
  };
  readonly fresh: { readonly accuracy: Statistics };
  readonly leastValidationLoss: { readonly loss: Statistics; readonly epoch: Statistics };
  readonly epochs: Statistics;
}

export interface VariantResult extends Variant {
  readonly runs: readonly Run[];
  readonly summary: Summary;
}

/** A hundred other points, thirty of them to train on; each published variant's fresh accuracy with seed 1. */
export interface OtherData {
  readonly randomState: number;
  readonly variants: readonly (Pick<Variant, "name" | "activityReduction"> & {
    readonly test: Score;
    readonly fresh: { readonly accuracy: number };
  })[];
}

export interface Timing {
  /** ISO 8601. */
  readonly startedAt: string;
  /** From the start to the end of the last run; drawing the plots comes after. */
  readonly totalSeconds: number;
  /** Training alone, all runs together: more than `totalSeconds` where they ran side by side. */
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
  /** How many runs went side by side; the results do not depend on it. */
  readonly workers: number;
}

export interface Results {
  readonly variants: readonly VariantResult[];
  /** L1 as a sum, before and after relu, over coefficients from 0. */
  readonly grid: readonly VariantResult[];
  readonly otherData: readonly OtherData[];
  /** The fresh points, and how often the best of all classifiers is right on them. */
  readonly freshPoints: { readonly points: number; readonly randomState: number; readonly idealAccuracy: number };
  readonly reference: Reference;
  readonly timing: Timing;
}

export function summarize(runs: readonly Run[]): Summary {
  const over = (pick: (run: Run) => number) => sampleStatistics(runs.map(pick));
  const peaks = runs.flatMap(({ peak }) => peak ?? []);
  const penalized = runs.flatMap(({ activation }) => activation.penalizedMeanAbsolute ?? []);
  return {
    train: { loss: over((r) => r.train.loss), accuracy: over((r) => r.train.accuracy) },
    test: { loss: over((r) => r.test.loss), accuracy: over((r) => r.test.accuracy) },
    peak:
      peaks.length === 0
        ? null
        : {
            accuracy: sampleStatistics(peaks.map((p) => p.accuracy)),
            epoch: sampleStatistics(peaks.map((p) => p.epoch)),
          },
    activation: {
      mean: over((r) => r.activation.mean),
      zeroShare: over((r) => r.activation.zeroShare),
      deadShare: over((r) => r.activation.deadShare),
      meanAbsoluteZ: over((r) => r.activation.meanAbsoluteZ),
      nearZeroShare: over((r) => r.activation.nearZeroShare),
      penalizedMeanAbsolute: penalized.length === 0 ? null : sampleStatistics(penalized),
    },
    fresh: { accuracy: over((r) => r.fresh.accuracy) },
    leastValidationLoss: {
      loss: over((r) => r.leastValidationLoss.loss),
      epoch: over((r) => r.leastValidationLoss.epoch),
    },
    epochs: over((r) => r.epochs),
  };
}
