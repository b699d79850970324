/** What the relatives of Adam share: running means of gradients and of their squares, and Adam's step from both. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { magnitude, shareBelow1, type Kind, type Kinds } from "../options.ts";
import { Optimizer, type OptimizerDefaults } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface MomentOptions extends OptimizerOptions {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the mean of their squares (in Adamax, of the largest magnitude). Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to what divides. Default 1e-7. */
  readonly epsilon?: number | undefined;
}
export const momentKinds: Kinds<MomentOptions> = {
  ...optimizerKinds,
  beta1: shareBelow1,
  beta2: shareBelow1,
  epsilon: magnitude,
};

/** Decays, and what keeps denominators from 0. */
export interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export abstract class AdamStep extends Optimizer {
  /** Moves a weight by Adam's rule, with slots "momentum" and "velocity", and "velocity_hat" for AMSGrad. */
  protected adamStep(gradient: Tensor, weight: Variable, rate: Tensor, moments: Moments, amsgrad = false): void {
    const { beta1, beta2, epsilon } = moments;
    const unbias1 = ops.subtract(1, this.powerOfStep(beta1, weight.dtype));
    const unbias2 = ops.subtract(1, this.powerOfStep(beta2, weight.dtype));
    const alpha = rate.mul(unbias2.sqrt()).div(unbias1);
    const m = this.approach(this.slot(weight, "momentum"), gradient, 1 - beta1);
    let v = this.approach(this.slot(weight, "velocity"), gradient.square(), 1 - beta2);
    if (amsgrad) {
      const largest = this.slot(weight, "velocity_hat");
      v = this.store(largest, largest.tensor.maximum(v));
    }
    weight.assign(weight.tensor.sub(m.mul(alpha).div(v.sqrt().add(epsilon))));
  }
}

export abstract class MomentOptimizer extends AdamStep implements Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  constructor(
    className: string,
    options: MomentOptions,
    kinds: Readonly<Record<string, Kind>> = { ...momentKinds },
    defaults: OptimizerDefaults & { readonly epsilon?: number } = {},
  ) {
    super(className, options, kinds, defaults);
    this.beta1 = options.beta1 ?? 0.9;
    this.beta2 = options.beta2 ?? 0.999;
    this.epsilon = options.epsilon ?? defaults.epsilon ?? 1e-7;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum", "velocity"]);
  }
}
