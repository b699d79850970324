/** Source: keras/src/losses/losses.py, categorical_crossentropy; keras/src/backend/jax/nn.py. */
import type { Tensor } from "@tacet/compiler";
import { crossentropyKinds, logProbabilities, type CrossentropyOptions } from "./crossentropy.ts";
import { checkOptions } from "../options.ts";
import { Loss } from "./loss.ts";
import { requireSameShape, toSameRank } from "./shapes.ts";

/** -Σ t log p over the classes on the last axis: one-hot targets [n, ..., c] and predictions of that shape to [n, ...]. */
export class CategoricalCrossentropy extends Loss {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  constructor(given?: CrossentropyOptions) {
    const {
      fromLogits = false,
      labelSmoothing = 0,
      ...options
    } = checkOptions("categoricalCrossentropy", given, crossentropyKinds);
    super({ ...options, name: options.name ?? "categorical_crossentropy" });
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    const [given, p] = toSameRank(targets, predictions);
    requireSameShape(
      this.name,
      given,
      p,
      "One-hot encode the targets, or use sparse_categorical_crossentropy for class indices.",
    );
    const classes = given.shape[given.rank - 1];
    const t =
      this.labelSmoothing === 0 || typeof classes !== "number"
        ? given
        : given.mul(1 - this.labelSmoothing).add(this.labelSmoothing / classes);
    return t.mul(logProbabilities(p, this.fromLogits)).sum(-1).neg();
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), from_logits: this.fromLogits, label_smoothing: this.labelSmoothing };
  }
}
