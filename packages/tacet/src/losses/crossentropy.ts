/** What the cross-entropies share: clipping and smoothing. Source: keras/src/backend/jax/nn.py, keras/src/losses/losses.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { flag, share, type Kinds } from "../options.ts";
import { lossKinds, type LossOptions } from "./loss.ts";

export interface CrossentropyOptions extends LossOptions {
  /** Whether predictions are logits instead of probabilities. Default false. */
  readonly fromLogits?: boolean | undefined;
  /** From 0 to 1: how far targets are moved toward the uniform distribution. Default 0. */
  readonly labelSmoothing?: number | undefined;
}

export const crossentropyKinds: Kinds<CrossentropyOptions> = { ...lossKinds, fromLogits: flag, labelSmoothing: share };

const epsilon = 1e-7;
/** Probabilities kept off 0 and 1, so that a target of 0 saturates at 15.9424 in float32. */
export const clipped = (p: Tensor): Tensor => ops.clip(p, epsilon, 1 - epsilon);

/** log p along the last axis: of logits by log softmax, of probabilities after dividing by their sum. */
export function logProbabilities(yPred: Tensor, fromLogits: boolean): Tensor {
  return fromLogits ? yPred.logSoftmax(-1) : clipped(yPred.div(yPred.sum(-1, true))).log();
}
