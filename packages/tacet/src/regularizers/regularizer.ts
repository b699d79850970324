/**
 * What a penalty is. The layer adds it to the loss: of an activity divided by
 * the batch size (`activityReduction`), of a weight as it is.
 * Source: keras/src/regularizers/regularizers.py.
 */
import { TacetError, type Tensor } from "@tacet/compiler";
import { LiveNumber } from "../liveNumber.ts";
import { show } from "../options.ts";
import { resultOf } from "../result.ts";

export abstract class Regularizer {
  /** Keras's class name, for configurations. */
  abstract readonly className: string;
  /** Whether the penalty is already a statistic of the whole batch, which an activity penalty must not divide again. */
  readonly batchStatistic: boolean = false;
  /** The penalty of a tensor: a scalar. */
  abstract call(x: Tensor): Tensor;
  /** The options that make an equal regularizer. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** A penalty's factor, live: a callback that sets it changes the running program. */
export class Coefficient {
  readonly #number: LiveNumber;
  readonly #owner: string;
  readonly #name: string;
  constructor(owner: string, name: string, value: number) {
    this.#owner = owner;
    this.#name = name;
    this.#number = new LiveNumber(name, this.#checked(value));
  }
  get value(): number {
    return this.#number.value;
  }
  set value(value: number) {
    this.#number.value = this.#checked(value);
  }
  /** The factor times a scalar. */
  times(x: Tensor): Tensor {
    return this.#number.tensor(x.dtype).mul(x);
  }
  #checked(value: unknown): number {
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
    throw new TacetError(
      `${this.#owner}: expected ${this.#name} to be a finite number from 0, received ${show(value)}. A penalty's coefficient cannot be negative.`,
    );
  }
}

/** A plain function of a tensor as a penalty; what it returns is summed where it is no scalar. */
export class FunctionRegularizer extends Regularizer {
  override readonly className: string = "FunctionRegularizer";
  readonly fn: (x: Tensor) => Tensor;
  constructor(fn: (x: Tensor) => Tensor) {
    super();
    this.fn = fn;
  }
  override call(x: Tensor): Tensor {
    const penalty = resultOf("A function as regularizer", this.fn(x));
    return penalty.rank === 0 ? penalty : penalty.sum();
  }
}
