/**
 * What a loss is: a value per row (`call`), and how rows become one number.
 * Source: keras/src/losses/loss.py.
 */
import { formatShape, ops, TacetError, type Tensor } from "@tacet/compiler";
import { floatx, type Floatx } from "../floatx.ts";
import { autoName } from "../naming.ts";
import { toSameRank } from "./shapes.ts";

export const reductions = ["sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none"] as const;
/** "sum_over_batch_size" and "mean" divide the sum by the number of elements, weighted or not. */
export type Reduction = (typeof reductions)[number];

export interface LossOptions {
  /** Default: Keras's automatic name, or the name of the built-in loss. */
  readonly name?: string | undefined;
  /** Default "sum_over_batch_size". */
  readonly reduction?: Reduction | null | undefined;
  /** The type it computes in. Default `setFloatx`'s. */
  readonly dtype?: Floatx | undefined;
}

export abstract class Loss {
  readonly name: string;
  readonly reduction: Reduction;
  readonly dtype: Floatx;
  constructor({ name, reduction = "sum_over_batch_size", dtype = floatx() }: LossOptions = {}) {
    this.name = name ?? autoName(new.target.name);
    this.reduction = reduction ?? "none";
    this.dtype = dtype;
    if (!reductions.includes(this.reduction)) {
      throw new TacetError(
        `Loss "${this.name}": expected reduction to be one of ${reductions.map((r) => `"${r}"`).join(", ")}, received ${JSON.stringify(reduction)}.`,
      );
    }
  }
  /** The loss of each row, [n, ...], of targets and predictions in the loss's type. */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** The loss of a batch: a scalar, unless `reduction` is "none". Weights are one a row, or one an element. */
  apply(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor {
    const values = this.call(yTrue.cast(this.dtype), yPred.cast(this.dtype));
    return reduceWeighted(values, sampleWeight, this.reduction);
  }
  /** The options that make an equal loss. */
  getConfig(): Record<string, unknown> {
    return { name: this.name, reduction: this.reduction };
  }
}

/** Weighs values and folds them into one number as Keras does: by the element count, not by the weights' sum. */
export function reduceWeighted(values: Tensor, sampleWeight: Tensor | undefined, reduction: Reduction): Tensor {
  let weighted = values;
  if (sampleWeight) {
    const [v, w] = toSameRank(values, sampleWeight.cast(values.dtype));
    weighted = v.mul(broadcastWeight(v, w));
  }
  if (reduction === "none" || weighted.rank === 0) return weighted;
  switch (reduction) {
    case "sum":
      return weighted.sum();
    case "mean_with_sample_weight":
      return sampleWeight ? divideNoNaN(weighted.sum(), sampleWeight.cast(values.dtype).sum()) : weighted.mean();
    case "sum_over_batch_size":
    case "mean":
      return weighted.mean();
  }
}
function broadcastWeight(values: Tensor, weight: Tensor): Tensor {
  if (weight.rank <= values.rank) return weight;
  throw new TacetError(
    `sampleWeight: expected at most the shape of the loss's values ${formatShape(values.shape)}, received ${formatShape(weight.shape)}. Give one weight a row.`,
  );
}
/** a / b, and 0 where b is 0. */
export function divideNoNaN(a: Tensor, b: Tensor): Tensor {
  const zero = b.equal(0);
  return ops.where(zero, 0, a.div(ops.where(zero, 1, b)));
}
