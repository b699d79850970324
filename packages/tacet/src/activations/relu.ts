/** The rectifier in all its options. Source: keras/src/activations/activations.py, ReLU. */
import { ops, type Tensor } from "@tacet/compiler";

export interface ReluOptions {
  /** The slope below `threshold`. Default 0. */
  readonly negativeSlope?: number | undefined;
  /** The largest value given. Default: none. */
  readonly maxValue?: number | null | undefined;
  /** Values up to it are cut. Default 0. */
  readonly threshold?: number | undefined;
}

/** max(x, 0) by default; its gradient at 0 is 0 (with a slope 1, as JAX's leaky_relu). */
export function relu(x: Tensor, { negativeSlope = 0, maxValue, threshold = 0 }: ReluOptions = {}): Tensor {
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
