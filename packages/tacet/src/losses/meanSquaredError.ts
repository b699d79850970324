/** Source: keras/src/losses/losses.py, mean_squared_error. */
import type { Tensor } from "@tacet/compiler";
import { checkOptions } from "../options.ts";
import { Loss, lossKinds, type LossOptions } from "./loss.ts";
import { requireSameShape, toSameRank } from "./shapes.ts";

/** The mean of (t - p)² along the last axis: [n, ..., d] to [n, ...]. */
export class MeanSquaredError extends Loss {
  constructor(given?: LossOptions) {
    const options = checkOptions("meanSquaredError", given, lossKinds);
    super({ ...options, name: options.name ?? "mean_squared_error" });
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    const [t, p] = toSameRank(targets, predictions);
    requireSameShape(this.name, t, p, "Give the last layer one unit per target.");
    return t.sub(p).square().mean(-1);
  }
}
