/**
 * Losses of probabilities of a unit each: [n, ..., d] and targets of that shape (or without d, where d is 1) to
 * [n, ...]. Source: keras/src/losses/losses.py; keras/src/backend/jax/nn.py; Lin et al. (2018) for the focal one.
 */
import { ops, type Tensor } from "@tacet/compiler";
import { finite, flag } from "../options.ts";
import {
  clipped,
  crossentropyDefaults,
  crossentropyKinds,
  smoothed,
  type CrossentropyOptions,
} from "./crossentropy.ts";
import { formula, lossClass } from "./formula.ts";

function ofLogits(t: Tensor, x: Tensor): Tensor {
  return t.neg().mul(x.logSigmoid()).sub(ops.subtract(1, t).mul(x.neg().logSigmoid()));
}
function ofProbabilities(t: Tensor, probabilities: Tensor): Tensor {
  const p = clipped(probabilities);
  return t
    .mul(p.log())
    .add(ops.subtract(1, t).mul(ops.subtract(1, p).log()))
    .neg();
}

/** -(t log p + (1 - t) log(1 - p)), the mean along the axis. Probabilities are clipped to [1e-7, 1 - 1e-7] first. */
export const binaryCrossentropy = formula<CrossentropyOptions>(
  crossentropyDefaults,
  (targets, p, { fromLogits, labelSmoothing, axis }) => {
    const t = smoothed(targets, labelSmoothing, 2);
    return (fromLogits ? ofLogits(t, p) : ofProbabilities(t, p)).mean(axis);
  },
);

export interface BinaryFocalCrossentropyOptions extends CrossentropyOptions {
  /** Whether classes are weighed by alpha and 1 - alpha. Default false. */
  readonly applyClassBalancing?: boolean | undefined;
  /** The weight of class 1. Default 0.25. */
  readonly alpha?: number | undefined;
  /** How far examples that are easy count less. Default 2. */
  readonly gamma?: number | undefined;
}
/** The binary cross-entropy times (1 - q)^gamma, q the probability of what is true; the mean along the axis. */
export const binaryFocalCrossentropy = formula<BinaryFocalCrossentropyOptions>(
  { ...crossentropyDefaults, applyClassBalancing: false, alpha: 0.25, gamma: 2 },
  (targets, predictions, { fromLogits, labelSmoothing, axis, applyClassBalancing, alpha, gamma }) => {
    const t = smoothed(targets, labelSmoothing, 2);
    const p = fromLogits ? predictions.sigmoid() : predictions;
    const other = ops.subtract(1, t);
    const right = t.mul(p).add(other.mul(ops.subtract(1, p)));
    const focal = ops.subtract(1, right).pow(gamma).mul(ofProbabilities(t, p));
    return (
      applyClassBalancing
        ? t
            .mul(alpha)
            .add(other.mul(1 - alpha))
            .mul(focal)
        : focal
    ).mean(axis);
  },
);

const fix = "Give the last layer one unit per target, or use sparse_categorical_crossentropy for class indices.";
export const BinaryCrossentropy = lossClass(
  "BinaryCrossentropy",
  "binary_crossentropy",
  binaryCrossentropy,
  crossentropyKinds,
  fix,
);
export const BinaryFocalCrossentropy = lossClass(
  "BinaryFocalCrossentropy",
  "binary_focal_crossentropy",
  binaryFocalCrossentropy,
  { ...crossentropyKinds, applyClassBalancing: flag, alpha: finite, gamma: finite },
  fix,
);
