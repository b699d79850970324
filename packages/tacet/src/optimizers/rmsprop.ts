/** RMSprop, Keras's default in `compile`. Source: keras/src/optimizers/rmsprop.py; Hinton 2012. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, flag, magnitude, share, shareBelow1, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface RMSpropOptions extends OptimizerOptions {
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
  constructor(given?: RMSpropOptions) {
    const options = checkOptions("rmsprop", given, kinds);
    super("RMSprop", options, kinds);
    this.rho = options.rho ?? 0.9;
    this.momentum = options.momentum ?? 0;
    this.epsilon = options.epsilon ?? 1e-7;
    this.centered = options.centered ?? false;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["velocity"]);
    if (this.momentum > 0) this.addSlots(weights, ["momentum"]);
    if (this.centered) this.addSlots(weights, ["average_gradient"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const velocity = this.blend(this.slot(weight, "velocity"), gradient.square(), this.rho);
    const spread = this.centered
      ? velocity.sub(this.blend(this.slot(weight, "average_gradient"), gradient, this.rho).square())
      : velocity;
    const increment = learningRate.mul(gradient).div(spread.add(this.epsilon).sqrt());
    if (this.momentum === 0) {
      weight.assign(weight.tensor.sub(increment));
      return;
    }
    const slot = this.slot(weight, "momentum");
    weight.assign(weight.tensor.sub(this.store(slot, slot.tensor.mul(this.momentum).add(increment))));
  }
}
