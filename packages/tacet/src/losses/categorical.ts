/**
 * Losses of one-hot targets, with the classes on one axis: [n, ..., c] to [n, ...].
 * Source: keras/src/losses/losses.py; keras/src/backend/jax/nn.py; Lin et al. (2018) for the focal one.
 */
import { ops, type Tensor } from "@tacet/compiler";
import { finite, oneOrMore } from "../options.ts";
import {
  crossentropyDefaults,
  crossentropyKinds,
  logProbabilities,
  normalized,
  smoothed,
  type CrossentropyOptions,
} from "./crossentropy.ts";
import { formula, lossClass } from "./formula.ts";

/** Smoothed by the classes on the last axis, whichever `axis` says, as Keras does it. */
const smoothedClasses = (t: Tensor, amount: number): Tensor => {
  const classes = t.shape[t.rank - 1];
  return typeof classes === "number" ? smoothed(t, amount, classes) : t;
};

/** -Σ t log p over the classes. */
export const categoricalCrossentropy = formula<CrossentropyOptions>(
  crossentropyDefaults,
  (t, p, { fromLogits, labelSmoothing, axis }) =>
    smoothedClasses(t, labelSmoothing)
      .mul(logProbabilities(p, fromLogits, axis))
      .sum(axis)
      .neg(),
);

export interface CategoricalFocalCrossentropyOptions extends CrossentropyOptions {
  /** The weight of each class, or of all. Default 0.25. */
  readonly alpha?: number | readonly number[] | undefined;
  /** How far examples that are easy count less. Default 2. */
  readonly gamma?: number | undefined;
}
/** -Σ alpha (1 - p)^gamma t log p over the classes. */
export const categoricalFocalCrossentropy = formula<CategoricalFocalCrossentropyOptions>(
  { ...crossentropyDefaults, alpha: 0.25, gamma: 2 },
  (targets, predictions, { fromLogits, labelSmoothing, axis, alpha, gamma }) => {
    const t = smoothedClasses(targets, labelSmoothing);
    const p = normalized(fromLogits ? predictions.softmax(axis) : predictions, axis);
    const weights = ops.subtract(1, p).pow(gamma).mul(alpha);
    return weights.mul(t.neg().mul(p.log())).sum(axis);
  },
);

const fix = "One-hot encode the targets, or use sparse_categorical_crossentropy for class indices.";
export const CategoricalCrossentropy = lossClass(
  "CategoricalCrossentropy",
  "categorical_crossentropy",
  categoricalCrossentropy,
  crossentropyKinds,
  fix,
);
export const CategoricalFocalCrossentropy = lossClass(
  "CategoricalFocalCrossentropy",
  "categorical_focal_crossentropy",
  categoricalFocalCrossentropy,
  { ...crossentropyKinds, alpha: oneOrMore(finite), gamma: finite },
  fix,
);
