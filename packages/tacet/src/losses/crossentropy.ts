/** What the cross-entropies share: options, clipping, smoothing. Source: keras/src/losses/losses.py, keras/src/backend/jax/nn.py. */
import type { Tensor } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { flag, share, whole, type Kinds } from "../options.ts";

export interface CrossentropyOptions {
  /** Whether predictions are logits instead of probabilities. Default false. */
  readonly fromLogits?: boolean | undefined;
  /** From 0 to 1: how far targets are moved toward the uniform distribution. Default 0. */
  readonly labelSmoothing?: number | undefined;
  /** The axis that is averaged over, or that the classes are on. Default -1. */
  readonly axis?: number | undefined;
}
export const crossentropyKinds: Kinds<CrossentropyOptions> = {
  fromLogits: flag,
  labelSmoothing: share,
  axis: whole,
};
export const crossentropyDefaults = { fromLogits: false, labelSmoothing: 0, axis: -1 } as const;

/** Probabilities kept off 0 and 1, so that a target of 0 saturates at 15.9424 in float32. */
export const clipped = (p: Tensor): Tensor => p.clip(EPSILON, 1 - EPSILON);

/** Targets moved by `amount` toward 1 / classes. */
export const smoothed = (t: Tensor, amount: number, classes: number): Tensor =>
  amount === 0 ? t : t.mul(1 - amount).add(amount / classes);

/** Probabilities divided by their sum along the axis, then clipped. */
export const normalized = (p: Tensor, axis: number): Tensor => clipped(p.div(p.sum(axis, true)));
/** log p along the axis: of logits by log softmax, of probabilities after dividing by their sum. */
export const logProbabilities = (p: Tensor, fromLogits: boolean, axis: number): Tensor =>
  fromLogits ? p.logSoftmax(axis) : normalized(p, axis).log();
