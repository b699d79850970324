/** Source: keras/src/losses/losses.py, binary_crossentropy; keras/src/backend/jax/nn.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { crossentropyKinds, clipped, type CrossentropyOptions } from "./crossentropy.ts";
import { checkOptions } from "../options.ts";
import { Loss } from "./loss.ts";
import { requireSameShape, toSameRank } from "./shapes.ts";

/**
 * -(t log p + (1 - t) log(1 - p)), the mean along the last axis:
 * [n, ..., d] and targets of that shape (or without d, where d is 1) to [n, ...].
 * Probabilities are clipped to [1e-7, 1 - 1e-7] first.
 */
export class BinaryCrossentropy extends Loss {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  constructor(given?: CrossentropyOptions) {
    const {
      fromLogits = false,
      labelSmoothing = 0,
      ...options
    } = checkOptions("binaryCrossentropy", given, crossentropyKinds);
    super({ ...options, name: options.name ?? "binary_crossentropy" });
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    const [given, p] = toSameRank(targets, predictions);
    requireSameShape(
      this.name,
      given,
      p,
      "Give the last layer one unit per target, or use sparse_categorical_crossentropy for class indices.",
    );
    const t = this.labelSmoothing === 0 ? given : given.mul(1 - this.labelSmoothing).add(0.5 * this.labelSmoothing);
    return (this.fromLogits ? ofLogits(t, p) : ofProbabilities(t, p)).mean(-1);
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), from_logits: this.fromLogits, label_smoothing: this.labelSmoothing };
  }
}
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
