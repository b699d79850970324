/**
 * What a loss is: a value per row (`call`), and how rows become one number.
 * Source: keras/src/losses/loss.py.
 */
import { formatShape, ops, sameShape, TacetError, type DType, type Tensor } from "@tacet/compiler";
import { floatx, type Floatx } from "../floatx.ts";
import { autoName } from "../naming.ts";
import { oneOf, orNull, text, type Kinds } from "../options.ts";
import { resultOf } from "../result.ts";
import { toSameRank } from "./shapes.ts";

export const reductions = ["sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none"] as const;
/** "sum_over_batch_size" and "mean" divide the sum by the number of elements, weighted or not. */
export type Reduction = (typeof reductions)[number];

export interface LossOptions {
  /** The loss's name. Default: Keras's automatic one, or that of the built-in loss. */
  readonly name?: string | undefined;
  /** How the values of a batch become one number. Default "sum_over_batch_size". */
  readonly reduction?: Reduction | null | undefined;
  /** The type it computes in. Default `setFloatx`'s. */
  readonly dtype?: Floatx | undefined;
}

/** What the options of every loss may be; a loss's own table begins with these. */
export const lossKinds: Kinds<LossOptions> = {
  name: text,
  reduction: orNull(oneOf(...reductions)),
  dtype: oneOf("float32", "float64"),
};

export abstract class Loss {
  readonly name: string;
  readonly reduction: Reduction;
  readonly dtype: Floatx;
  constructor({ name, reduction = "sum_over_batch_size", dtype = floatx() }: LossOptions = {}) {
    this.name = name ?? autoName(new.target.name);
    this.reduction = reduction ?? "none";
    this.dtype = dtype;
    const { reduction: allowed } = lossKinds;
    if (allowed.test(this.reduction)) return;
    throw new TacetError(
      `Loss "${this.name}": expected reduction to be ${allowed.what}, received ${JSON.stringify(reduction)}.`,
    );
  }
  /** Keras's name of the class, for configurations. */
  get className(): string {
    return this.constructor.name;
  }
  /** The loss of each row, [n, ...], of targets and predictions in the loss's type. */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** Whether targets are class indices, of the classes on the output's last axis. */
  readonly takesClasses: boolean = false;
  /** Whether rows of this class are left out. */
  ignores(_label: number): boolean {
    return false;
  }
  /** Which values of `call` count, a bool each; undefined where all do. */
  protected valid(_yTrue: Tensor, _yPred: Tensor): Tensor | undefined {
    return undefined;
  }

  /**
   * The loss of a batch: a scalar, unless `reduction` is "none". Weights are one a row, or one an element; `mask` says
   * which values of `call` count, as a mask of the predictions does.
   */
  apply(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor, mask?: Tensor): Tensor {
    const [t, p] = [yTrue.cast(this.dtype), yPred.cast(this.dtype)];
    const values = resultOf(`Loss "${this.name}"`, this.call(t, p));
    const own = this.valid(t, p);
    const valid = mask && own ? mask.logicalAnd(own) : (mask ?? own);
    return reduceWeighted(values, sampleWeight, this.reduction, valid);
  }
  /** The options that make an equal loss. */
  getConfig(): Record<string, unknown> {
    return { name: this.name, reduction: this.reduction };
  }
}

/**
 * Weighs values and folds them into one number as Keras does: by the count of valid elements, not by the weights' sum.
 * @internal
 */
export function reduceWeighted(
  values: Tensor,
  sampleWeight: Tensor | undefined,
  reduction: Reduction,
  valid?: Tensor,
): Tensor {
  const weight = applyMask(sampleWeight?.cast(values.dtype), valid, values.dtype, reduction);
  let weighted = values;
  if (weight) {
    const [v, w] = toSameRank(values, weight);
    weighted = v.mul(fittingWeight(v, w));
  }
  if (reduction === "none" || weighted.rank === 0) return weighted;
  switch (reduction) {
    case "sum":
      return weighted.sum();
    case "mean_with_sample_weight":
      return weight ? divideNoNaN(weighted.sum(), weight.sum()) : weighted.mean();
    case "sum_over_batch_size":
    case "mean":
      return weighted.mean();
  }
}
/** Weights with 0 for what is not valid; for a mean, the valid ones share the weight of all. Source: apply_mask. */
export function applyMask(
  weight: Tensor | undefined,
  valid: Tensor | undefined,
  dtype: DType,
  reduction: Reduction,
): Tensor | undefined {
  if (!valid) return weight;
  const counted = valid.cast(dtype);
  const mask =
    reduction === "mean" || reduction === "sum_over_batch_size"
      ? ops.where(valid.cast("bool"), divideNoNaN(elements(valid, dtype), counted.sum()), 0)
      : counted;
  if (!weight) return mask;
  const [m, w] = toSameRank(mask, weight);
  return m.mul(fittingWeight(m, w));
}
const elements = (x: Tensor, dtype: DType): Tensor =>
  x.shape.reduce((product, _, axis) => product.mul(x.sizeAlong(axis, dtype)), ops.full([], 1, dtype));
/**
 * A value that is one number for the whole batch takes weights of any shape, as Keras has it.
 * @throws TacetError where there is neither one weight a row, nor one a value
 */
function fittingWeight(values: Tensor, weight: Tensor): Tensor {
  if (values.rank === 0) return weight;
  const missing = values.rank - weight.rank;
  const fits =
    missing >= 0 &&
    [...Array<number>(missing).fill(1), ...weight.shape].every((e, i) => e === 1 || sameShape([e], [values.shape[i]!]));
  if (fits) return weight;
  throw new TacetError(
    `sampleWeight: expected one weight for each value of the loss ${formatShape(values.shape)}, received ${formatShape(weight.shape)}. Give weights of that shape, 1 where an axis shares them.`,
  );
}
/** a / b, and 0 where b is 0. */
export function divideNoNaN(a: Tensor, b: Tensor): Tensor {
  const zero = b.equal(0);
  return ops.where(zero, 0, a.div(ops.where(zero, 1, b)));
}
