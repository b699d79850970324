/** Source: keras/src/losses/losses.py, sparse_categorical_crossentropy; keras/src/backend/jax/nn.py. */
import { formatShape, ops, sameShape, TacetError, type Tensor } from "@tacet/compiler";
import { logProbabilities, type CrossentropyOptions } from "./crossentropy.ts";
import { Loss } from "./loss.ts";
import { toSameRank } from "./shapes.ts";

export interface SparseCategoricalCrossentropyOptions extends Omit<CrossentropyOptions, "labelSmoothing"> {
  /** A class whose rows count as 0 and are left out of the mean. Default: none. */
  readonly ignoreClass?: number | null | undefined;
}

/** -log p of the target's class: class indices [n, ...] or [n, ..., 1] and predictions [n, ..., c] to [n, ...]. */
export class SparseCategoricalCrossentropy extends Loss {
  readonly fromLogits: boolean;
  readonly ignoreClass: number | undefined;
  constructor({ fromLogits = false, ignoreClass, ...options }: SparseCategoricalCrossentropyOptions = {}) {
    super({ ...options, name: options.name ?? "sparse_categorical_crossentropy" });
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass ?? undefined;
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    const [given, p] = toSameRank(targets, predictions);
    const t = given.rank === p.rank && given.shape[given.rank - 1] === 1 ? given.squeeze(-1) : given;
    const expected = p.shape.slice(0, -1);
    if (p.rank < 1 || !sameShape(t.shape, expected)) {
      throw new TacetError(
        `Loss "${this.name}": expected class indices of shape ${formatShape(expected)} for an output of shape ${formatShape(p.shape)}, received ${formatShape(t.shape)}. Use categorical_crossentropy for one-hot targets.`,
      );
    }
    const classes = t.cast("int32");
    const values = logProbabilities(p, this.fromLogits).pick(classes).neg();
    return this.ignoreClass === undefined ? values : this.#withoutIgnored(values, classes, this.ignoreClass);
  }
  /** Rows of the class weigh 0, the others as much more as keeps the mean one over valid rows. */
  #withoutIgnored(values: Tensor, classes: Tensor, ignored: number): Tensor {
    const valid = classes.notEqual(ignored);
    const kept = ops.where(valid, values, 0);
    if (this.reduction !== "sum_over_batch_size" && this.reduction !== "mean") return kept;
    const share = valid.cast(values.dtype).mean();
    const none = share.equal(0);
    return kept.mul(ops.where(none, 0, ops.divide(1, ops.where(none, 1, share))));
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), from_logits: this.fromLogits, ignore_class: this.ignoreClass ?? null };
  }
}
