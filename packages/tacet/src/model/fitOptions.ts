/** What `fit` takes beside data. */
import { Dataset } from "../data/dataset.ts";
import { anything, checkOptions, oneOf, shareBelow1, wholeFrom, type Kinds } from "../options.ts";
import type { Arrays, ClassWeight } from "./columns.ts";
import { runKinds, type RunOptions } from "./hooks.ts";
import type { Shuffle } from "./shuffle.ts";

export interface FitOptions extends RunOptions {
  /** The epoch to end before, counted from 0. Default 1. */
  epochs?: number | undefined;
  /** [x, y], [x, y, sampleWeight] or a Dataset of such batches, measured after each epoch. */
  validationData?: readonly [x: Arrays, y: Arrays, sampleWeight?: Arrays] | Dataset | undefined;
  /** The share of the last rows to validate with, taken before any shuffle. Default 0. */
  validationSplit?: number | undefined;
  /** Default: `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Batches to validate with, the first ones. Default: all. */
  validationSteps?: number | undefined;
  /** Whether rows come in a new order each epoch; "batch" shuffles inside each batch only. Default true. */
  shuffle?: Shuffle | undefined;
  /** Weights of the loss by class. */
  classWeight?: ClassWeight | undefined;
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
  /** The epoch to begin with. Default 0. */
  initialEpoch?: number | undefined;
  /** Batches an epoch; the next epoch goes on where the last ended. Default: all. */
  stepsPerEpoch?: number | undefined;
}
const kinds: Kinds<FitOptions> = {
  ...runKinds,
  epochs: wholeFrom(0),
  validationData: {
    what: "[x, y] or [x, y, sampleWeight], or a Dataset of such batches",
    test: (x) => x instanceof Dataset || (Array.isArray(x) && (x.length === 2 || x.length === 3)),
  },
  validationSplit: shareBelow1,
  validationBatchSize: wholeFrom(1),
  validationSteps: wholeFrom(1),
  shuffle: oneOf(true, false, "batch"),
  classWeight: anything,
  sampleWeight: anything,
  initialEpoch: wholeFrom(0),
  stepsPerEpoch: wholeFrom(1),
};

export type FitSettings = ReturnType<typeof settingsOf>;
/** The options with their defaults. */
export function settingsOf(options: FitOptions) {
  const { batchSize = 32 } = checkOptions("fit", options, kinds);
  return {
    ...options,
    batchSize,
    epochs: options.epochs ?? 1,
    initialEpoch: options.initialEpoch ?? 0,
    validationSplit: options.validationSplit ?? 0,
    validationBatchSize: options.validationBatchSize ?? batchSize,
    verbose: options.verbose ?? 1,
    shuffle: options.shuffle ?? true,
  };
}
