/** Source: keras/src/losses/losses.py, sparse_categorical_crossentropy; keras/src/backend/jax/nn.py. */
import { formatShape, ops, sameShape, TacetError, type Tensor } from "@tacet/compiler";
import { crossentropyKinds, logProbabilities, type CrossentropyOptions } from "./crossentropy.ts";
import { checkOptions, orNull, wholeFrom, type Kinds } from "../options.ts";
import { Loss } from "./loss.ts";
import { toSameRank } from "./shapes.ts";

export interface SparseCategoricalCrossentropyOptions extends Omit<CrossentropyOptions, "labelSmoothing"> {
  /** A class whose rows count as 0 and are left out of the mean. Default: none. */
  readonly ignoreClass?: number | null | undefined;
}

const { labelSmoothing: _none, ...common } = crossentropyKinds;
const kinds: Kinds<SparseCategoricalCrossentropyOptions> = { ...common, ignoreClass: orNull(wholeFrom(-(2 ** 31))) };

/** -log p of the target's class: class indices [n, ...] or [n, ..., 1] and predictions [n, ..., c] to [n, ...]. */
export class SparseCategoricalCrossentropy extends Loss {
  override readonly takesClasses = true;
  readonly fromLogits: boolean;
  readonly ignoreClass: number | undefined;
  constructor(given?: SparseCategoricalCrossentropyOptions) {
    const { fromLogits = false, ignoreClass, ...options } = checkOptions("sparseCategoricalCrossentropy", given, kinds);
    super({ ...options, name: options.name ?? "sparse_categorical_crossentropy" });
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass ?? undefined;
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    const [classes, p] = this.#classes(targets, predictions);
    const values = logProbabilities(p, this.fromLogits).pick(classes).neg();
    return this.ignoreClass === undefined ? values : ops.where(classes.notEqual(this.ignoreClass), values, 0);
  }
  override ignores(label: number): boolean {
    return label === this.ignoreClass;
  }
  protected override valid(targets: Tensor, predictions: Tensor): Tensor | undefined {
    return this.ignoreClass === undefined
      ? undefined
      : this.#classes(targets, predictions)[0].notEqual(this.ignoreClass);
  }
  /** Class indices with an axis less than the predictions, and these. */
  #classes(targets: Tensor, predictions: Tensor): [classes: Tensor, predictions: Tensor] {
    const [given, p] = toSameRank(targets, predictions);
    const t = given.rank === p.rank && given.shape[given.rank - 1] === 1 ? given.squeeze(-1) : given;
    const expected = p.shape.slice(0, -1);
    if (p.rank < 1 || !sameShape(t.shape, expected)) {
      throw new TacetError(
        `Loss "${this.name}": expected class indices of shape ${formatShape(expected)} for an output of shape ${formatShape(p.shape)}, received ${formatShape(t.shape)}. Use categorical_crossentropy for one-hot targets.`,
      );
    }
    return [t.cast("int32"), p];
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), from_logits: this.fromLogits, ignore_class: this.ignoreClass ?? null };
  }
}
