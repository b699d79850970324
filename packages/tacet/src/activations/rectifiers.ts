/** Activations with a kink at 0. Their gradients there are JAX's. Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, orNull, type Kinds } from "../options.ts";

export interface ReluOptions {
  /** The slope below `threshold`. Default 0. */
  readonly negativeSlope?: number | undefined;
  /** The largest value given. Default: none. */
  readonly maxValue?: number | null | undefined;
  /** Values up to it are cut. Default 0. */
  readonly threshold?: number | undefined;
}
const reluKinds: Kinds<ReluOptions> = { negativeSlope: finite, maxValue: orNull(finite), threshold: finite };

/** max(x, 0) by default; its gradient at 0 is 0 (with a slope 1, as JAX's leaky_relu). */
export function relu(x: Tensor, options?: ReluOptions): Tensor {
  const { negativeSlope = 0, maxValue, threshold = 0 } = checkOptions("relu", options, reluKinds);
  const capped = maxValue !== undefined && maxValue !== null;
  if (negativeSlope !== 0 && !capped && threshold === 0) return ops.leakyRelu(x, negativeSlope);
  let y: Tensor;
  if (threshold !== 0) y = ops.where(x.greater(threshold), x, 0);
  else if (maxValue === 6) y = ops.relu6(x);
  else y = ops.relu(x);
  if (capped && (threshold !== 0 || maxValue !== 6)) y = ops.clip(y, 0, maxValue);
  if (negativeSlope === 0) return y;
  const below = ops.relu(threshold === 0 ? x.neg() : x.neg().add(threshold));
  return y.sub(below.mul(negativeSlope));
}
/** min(max(x, 0), 6). */
export const relu6 = (x: Tensor): Tensor => ops.relu6(x);

export interface LeakyReluOptions {
  /** The slope below 0. Default 0.2. */
  readonly negativeSlope?: number | undefined;
}
/** x from 0 on, negativeSlope · x below. */
export const leakyRelu = (x: Tensor, options?: LeakyReluOptions): Tensor =>
  ops.leakyRelu(x, checkOptions("leakyRelu", options, { negativeSlope: finite }).negativeSlope ?? 0.2);

export interface EluOptions {
  /** How far below 0 it goes. Default 1. */
  readonly alpha?: number | undefined;
}
const eluKinds: Kinds<EluOptions> = { alpha: finite };
/** x above 0, alpha · (eˣ - 1) below (Clevert et al. 2016). */
export const elu = (x: Tensor, options?: EluOptions): Tensor =>
  ops.elu(x, checkOptions("elu", options, eluKinds).alpha ?? 1);
/** 1.0507 · elu(x, { alpha: 1.6733 }): keeps mean and variance with lecunNormal weights (Klambauer et al. 2017). */
export const selu = (x: Tensor): Tensor => ops.selu(x);
/** x above 0, alpha · (e^(x / alpha) - 1) below: its slope at 0 is 1 for every alpha (Barron 2017). */
export const celu = (x: Tensor, options?: EluOptions): Tensor =>
  ops.celu(x, checkOptions("celu", options, eluKinds).alpha ?? 1);
