/**
 * Losses of class indices: targets [n, ...] or [n, ..., 1] and predictions [n, ..., c] to [n, ...].
 * Source: keras/src/losses/losses.py; keras/src/backend/jax/nn.py; Zhang and Sabuncu (2018) for the generalized one.
 */
import { formatShape, ops, sameShape, TacetError, type Tensor } from "@tacet/compiler";
import { flag, orNull, shareBetween, whole, wholeFrom } from "../options.ts";
import { logProbabilities } from "./crossentropy.ts";
import { formula, FormulaLoss } from "./formula.ts";
import { naming } from "../result.ts";
import type { LossOptions } from "./loss.ts";
import { toSameRank } from "./shapes.ts";

export interface SparseCategoricalCrossentropyOptions {
  /** Whether predictions are logits instead of probabilities. Default false. */
  readonly fromLogits?: boolean | undefined;
  /** A class whose rows count as 0 and are left out of the mean. Default: none. */
  readonly ignoreClass?: number | null | undefined;
  /** The axis of the predictions that the classes are on. Default -1. */
  readonly axis?: number | undefined;
}
export interface CategoricalGeneralizedCrossEntropyOptions {
  /** Between 0, which is the cross-entropy, and 1, which is the mean absolute error. Default 0.5. */
  readonly q?: number | undefined;
}

/** -log p of the target's class. */
export const sparseCategoricalCrossentropy = formula<SparseCategoricalCrossentropyOptions>(
  { fromLogits: false, ignoreClass: null, axis: -1 },
  (targets, predictions, { fromLogits, ignoreClass, axis }) => {
    const [classes, p] = indicesAndLast(targets, predictions, axis);
    const values = logProbabilities(p, fromLogits, -1).pick(classes).neg();
    return ignoreClass === null ? values : ops.where(classes.notEqual(ignoreClass), values, 0);
  },
);
/** (1 - p^q) / q, p the prediction of the target's class: less moved by wrong labels than the cross-entropy. */
export const categoricalGeneralizedCrossEntropy = formula<CategoricalGeneralizedCrossEntropyOptions>(
  { q: 0.5 },
  (targets, predictions, { q }) => {
    const [classes, p] = indicesAndLast(targets, predictions, -1);
    return ops.subtract(1, p.pick(classes).pow(q)).div(q);
  },
);

/** Class indices with an axis less than the predictions, and these with the classes on the last axis. */
function indicesAndLast(targets: Tensor, predictions: Tensor, axis: number): [classes: Tensor, predictions: Tensor] {
  const [given, found] = toSameRank(targets, predictions);
  const p = axis === -1 || axis === found.rank - 1 ? found : ops.moveaxis(found, axis, -1);
  const own = given.rank === p.rank && given.shape[axis < 0 ? axis + given.rank : axis] === 1;
  const t = own ? given.squeeze(axis) : given;
  const expected = p.shape.slice(0, -1);
  if (p.rank < 1 || !sameShape(t.shape, expected)) {
    throw new TacetError(
      `expected class indices of shape ${formatShape(expected)} for an output of shape ${formatShape(found.shape)}, received ${formatShape(given.shape)}. Use categorical_crossentropy for one-hot targets.`,
    );
  }
  return [t.cast("int32"), p];
}

export class SparseCategoricalCrossentropy extends FormulaLoss<SparseCategoricalCrossentropyOptions> {
  override readonly takesClasses = true;
  constructor(given?: SparseCategoricalCrossentropyOptions & LossOptions) {
    const ignoreClass = orNull(wholeFrom(-(2 ** 31)));
    const kinds = { fromLogits: flag, ignoreClass, axis: whole };
    super(
      "SparseCategoricalCrossentropy",
      "sparse_categorical_crossentropy",
      sparseCategoricalCrossentropy,
      kinds,
      given,
    );
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    return naming(`Loss "${this.name}"`, () => sparseCategoricalCrossentropy(targets, predictions, this.options));
  }
  override ignores(label: number): boolean {
    return label === this.options.ignoreClass;
  }
  protected override valid(targets: Tensor, predictions: Tensor): Tensor | undefined {
    const { ignoreClass, axis } = this.options;
    return ignoreClass === null ? undefined : indicesAndLast(targets, predictions, axis)[0].notEqual(ignoreClass);
  }
}

export class CategoricalGeneralizedCrossEntropy extends FormulaLoss<CategoricalGeneralizedCrossEntropyOptions> {
  override readonly takesClasses = true;
  constructor(given?: CategoricalGeneralizedCrossEntropyOptions & LossOptions) {
    super(
      "CategoricalGeneralizedCrossEntropy",
      "categorical_generalized_cross_entropy",
      categoricalGeneralizedCrossEntropy,
      { q: shareBetween },
      given,
    );
  }
  override call(targets: Tensor, predictions: Tensor): Tensor {
    return naming(`Loss "${this.name}"`, () => categoricalGeneralizedCrossEntropy(targets, predictions, this.options));
  }
}
