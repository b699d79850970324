/** Gradient descent with momentum. Source: keras/src/optimizers/sgd.py. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, flag, share, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

/** `learningRate` is 0.01 by default. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last update is kept, from 0 to 1. Default 0. */
  readonly momentum?: number | undefined;
  /** Nesterov's form of momentum. Default false. */
  readonly nesterov?: boolean | undefined;
}

const kinds: Kinds<SGDOptions> = { ...optimizerKinds, momentum: share, nesterov: flag };

export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;
  constructor(given?: SGDOptions) {
    const options = checkOptions("sgd", given, kinds);
    super("SGD", options, kinds, { learningRate: 0.01 });
    this.momentum = options.momentum ?? 0;
    this.nesterov = options.nesterov ?? false;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    if (this.momentum !== 0) this.addSlots(weights, ["momentum"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const step = gradient.mul(learningRate);
    if (this.momentum === 0) {
      weight.assign(weight.tensor.sub(step));
      return;
    }
    const slot = this.slot(weight, "momentum");
    const velocity = this.store(slot, slot.tensor.mul(this.momentum).sub(step));
    weight.assign(weight.tensor.add(this.nesterov ? velocity.mul(this.momentum).sub(step) : velocity));
  }
}
