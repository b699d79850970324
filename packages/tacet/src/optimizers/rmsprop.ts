/** RMSprop, Keras's default in `compile`. Source: keras/src/optimizers/rmsprop.py; Hinton 2012. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, flag, magnitude, share, shareBelow1, type Kinds } from "../options.ts";
import { Optimizer, optimizerKinds, type OptimizerOptions } from "./optimizer.ts";

export interface RMSpropOptions extends OptimizerOptions {
  /** Default 0.001. */
  readonly learningRate?: number | undefined;
  /** Decay of the mean of squared gradients. Default 0.9. */
  readonly rho?: number | undefined;
  /** How much of the last update is kept, from 0 to 1. Default 0. */
  readonly momentum?: number | undefined;
  /** Added before the root. Default 1e-7. */
  readonly epsilon?: number | undefined;
  /** Divides by the variance of gradients instead of their mean square. Default false. */
  readonly centered?: boolean | undefined;
}

const kinds: Kinds<RMSpropOptions> = {
  ...optimizerKinds,
  rho: shareBelow1,
  momentum: share,
  epsilon: magnitude,
  centered: flag,
};

export class RMSprop extends Optimizer {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  constructor(options?: RMSpropOptions) {
    const {
      learningRate = 0.001,
      rho = 0.9,
      momentum = 0,
      epsilon = 1e-7,
      centered = false,
      name = "rmsprop",
    } = checkOptions("rmsprop", options, kinds);
    super(name, learningRate);
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const velocity = this.#decayed(weight, "velocity", gradient.square());
    const denominator = this.centered
      ? velocity.sub(this.#decayed(weight, "average_gradient", gradient).square()).add(this.epsilon)
      : velocity.add(this.epsilon);
    const increment = learningRate.mul(gradient).div(denominator.sqrt());
    if (this.momentum === 0) {
      weight.assign(weight.tensor.sub(increment));
      return;
    }
    const slot = this.slot(weight, "momentum");
    weight.assign(weight.tensor.sub(this.store(slot, slot.tensor.mul(this.momentum).add(increment))));
  }
  /** rho · slot + (1 - rho) · value. */
  #decayed(weight: Variable, name: string, value: Tensor): Tensor {
    const slot = this.slot(weight, name);
    return this.store(slot, slot.tensor.mul(this.rho).add(value.mul(1 - this.rho)));
  }
  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      rho: this.rho,
      momentum: this.momentum,
      epsilon: this.epsilon,
      centered: this.centered,
    };
  }
}
