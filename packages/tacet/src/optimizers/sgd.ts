/** Gradient descent with momentum. Source: keras/src/optimizers/sgd.py. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, flag, share, type Kinds } from "../options.ts";
import { Optimizer, optimizerKinds, type OptimizerOptions } from "./optimizer.ts";

export interface SGDOptions extends OptimizerOptions {
  /** Default 0.01. */
  readonly learningRate?: number | undefined;
  /** How much of the last update is kept, from 0 to 1. Default 0. */
  readonly momentum?: number | undefined;
  /** Nesterov's form of momentum. Default false. */
  readonly nesterov?: boolean | undefined;
}

const kinds: Kinds<SGDOptions> = { ...optimizerKinds, momentum: share, nesterov: flag };

export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;
  constructor(options?: SGDOptions) {
    const { learningRate = 0.01, momentum = 0, nesterov = false, name = "sgd" } = checkOptions("sgd", options, kinds);
    super(name, learningRate);
    this.momentum = momentum;
    this.nesterov = nesterov;
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
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), momentum: this.momentum, nesterov: this.nesterov };
  }
}
