/**
 * Sparsity as a small mean activity of each unit: the Bernoulli divergence that sparse autoencoders use. Keras has none.
 * Source: A. Ng, "Sparse autoencoder", CS294A lecture notes (2011), section 3.
 */
import { TacetError, type Tensor } from "@tacet/compiler";
import { LiveNumber } from "../liveNumber.ts";
import { anything, checkOptions, show, type Kinds } from "../options.ts";
import { Coefficient, Regularizer } from "./regularizer.ts";

export interface KLSparsityOptions {
  /** The mean activity that each unit is drawn to, strictly between 0 and 1; default 0.05. */
  readonly target?: number | undefined;
  /** A finite number from 0; default 0.01. */
  readonly weight?: number | undefined;
}

const kinds: Kinds<KLSparsityOptions> = { target: anything, weight: anything };
/** Keras's epsilon: how near to 0 and 1 a mean is taken to be at most. */
const EPSILON = 1e-7;

/**
 * weight · Σ over units of t log(t / p) + (1 - t) log((1 - t) / (1 - p)), in nats, where t is `target` and p the mean of
 * a unit, which is the last axis, over all others: of an activity, over the batch. Being a statistic of the batch it is
 * never divided by the rows, whatever `activityReduction` says. `target` and `weight` may be set while a model trains.
 *
 * It is meant for activities between 0 and 1, as a sigmoid's. A mean outside [1e-7, 1 - 1e-7] counts as the nearer
 * bound, so that nothing becomes NaN; such a unit costs something but has no gradient that would bring it back.
 */
export class KLSparsity extends Regularizer {
  override readonly className = "KLSparsity";
  override readonly batchStatistic = true;
  readonly #target: LiveNumber;
  readonly #weight: Coefficient;
  constructor(options?: KLSparsityOptions) {
    super();
    const { target = 0.05, weight = 0.01 } = checkOptions("klSparsity", options, kinds);
    this.#target = new LiveNumber("target", checkedTarget(target));
    this.#weight = new Coefficient("KLSparsity", "weight", weight);
  }
  get target(): number {
    return this.#target.value;
  }
  set target(value: number) {
    this.#target.value = checkedTarget(value);
  }
  get weight(): number {
    return this.#weight.value;
  }
  set weight(value: number) {
    this.#weight.value = value;
  }
  override call(x: Tensor): Tensor {
    if (x.rank === 0) {
      throw new TacetError("KLSparsity: expected a tensor whose last axis is the units, received a scalar.");
    }
    const axes = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
    const p = x
      .mean(axes)
      .maximum(EPSILON)
      .minimum(1 - EPSILON);
    const t = this.#target.tensor(x.dtype);
    const off = (share: Tensor, mean: Tensor): Tensor => share.mul(share.div(mean).log());
    const divergence = off(t, p).add(off(t.neg().add(1), p.neg().add(1)));
    return this.#weight.times(divergence.sum());
  }
  override getConfig(): { target: number; weight: number } {
    return { target: this.target, weight: this.weight };
  }
}

function checkedTarget(value: unknown): number {
  if (typeof value === "number" && value > 0 && value < 1) return value;
  throw new TacetError(
    `KLSparsity: expected target to be a number strictly between 0 and 1, received ${show(value)}. It is the mean activity of a unit, 0.05 for example.`,
  );
}
