/**
 * What others report of the same study: its published text, and real Keras, run from the same seeds. They stand in
 * `results.json`, so that the report compares with them and nothing else.
 */
import type { ActivityReduction } from "./variants.ts";

interface Accuracies {
  readonly train: number;
  readonly test: number;
}
interface Named {
  readonly name: "none" | "before" | "after";
  /** null where there is nothing to reduce. */
  readonly activityReduction: ActivityReduction | null;
}

export interface Reference {
  readonly published: {
    readonly source: string;
    readonly variants: readonly (Named & Accuracies)[];
  };
  readonly keras: {
    readonly source: string;
    readonly seeds: readonly number[];
    /** After the last epoch: `test` for each of the seeds. */
    readonly variants: readonly (Named & { readonly train: number; readonly test: readonly number[] })[];
    /** On fresh points: seeds 1 and 2. */
    readonly fresh: readonly (Named & { readonly seeds: readonly number[]; readonly accuracy: readonly number[] })[];
    /** The best test accuracy after any epoch without a penalty. */
    readonly peak: { readonly seed: number; readonly accuracy: number; readonly epoch: number };
    /** The share of exact zeros after relu, on the training rows; penalties as sums. */
    readonly activation: readonly (Named & { readonly zeroShare: number })[];
  };
}

const none: Named = { name: "none", activityReduction: null };
const before: Named = { name: "before", activityReduction: "sum" };
const after: Named = { name: "after", activityReduction: "sum" };

export const reference: Reference = {
  published: {
    source:
      "Jason Brownlee, How to Reduce Generalization Error With Activity Regularization in Keras, " +
      "https://machinelearningmastery.com/how-to-reduce-generalization-error-in-deep-neural-networks-with-activity-regularization-in-keras/ " +
      "(one run each; the Keras of its time took the sum)",
    variants: [
      { ...none, train: 1, test: 0.786 },
      { ...before, train: 0.967, test: 0.829 },
      { ...after, train: 1, test: 0.743 },
    ],
  },
  keras: {
    source:
      "Keras 3.15.1 on JAX 0.10.2, measured on 2026-11-23 from the same seeds; it divides by the batch, so for the sum " +
      "the penalty was multiplied by the rows of the batch",
    seeds: [1, 2, 3, 4, 5],
    variants: [
      { ...none, train: 1, test: [0.8, 0.743, 0.771, 0.757, 0.771] },
      { ...before, train: 0.967, test: [0.8, 0.829, 0.8, 0.786, 0.829] },
      { ...after, train: 1, test: [0.743, 0.757, 0.729, 0.743, 0.757] },
      { name: "before", activityReduction: "batch_mean", train: 1, test: [0.771, 0.743, 0.757, 0.771, 0.743] },
      { name: "after", activityReduction: "batch_mean", train: 1, test: [0.771, 0.757, 0.771, 0.743, 0.771] },
    ],
    fresh: [
      { ...none, seeds: [1, 2], accuracy: [0.774, 0.776] },
      { ...before, seeds: [1, 2], accuracy: [0.795, 0.808] },
      { ...after, seeds: [1, 2], accuracy: [0.756, 0.756] },
    ],
    peak: { seed: 1, accuracy: 0.843, epoch: 609 },
    activation: [
      { ...none, zeroShare: 0.49 },
      { ...before, zeroShare: 0.5 },
      { ...after, zeroShare: 0.9 },
    ],
  },
};
