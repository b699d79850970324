/** Adam, in Keras's order of operations. Source: keras/src/optimizers/adam.py; Kingma and Ba 2014. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, flag, magnitude, shareBelow1, type Kinds } from "../options.ts";
import { Optimizer, optimizerKinds, type OptimizerOptions } from "./optimizer.ts";

export interface AdamOptions extends OptimizerOptions {
  /** Default 0.001. */
  readonly learningRate?: number | undefined;
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the mean of their squares. Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to the root before dividing. Default 1e-7. */
  readonly epsilon?: number | undefined;
  /** Divides by the largest mean of squares so far. Default false. */
  readonly amsgrad?: boolean | undefined;
}

const kinds: Kinds<AdamOptions> = {
  ...optimizerKinds,
  beta1: shareBelow1,
  beta2: shareBelow1,
  epsilon: magnitude,
  amsgrad: flag,
};

export class Adam extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  constructor(options?: AdamOptions) {
    const {
      learningRate = 0.001,
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
      amsgrad = false,
      name = "adam",
    } = checkOptions("adam", options, kinds);
    super(name, learningRate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.amsgrad = amsgrad;
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const { dtype } = weight;
    const unbias1 = ops.subtract(1, this.powerOfStep(this.beta1, dtype));
    const unbias2 = ops.subtract(1, this.powerOfStep(this.beta2, dtype));
    const alpha = learningRate.mul(unbias2.sqrt()).div(unbias1);
    const [momentum, velocity] = [this.slot(weight, "momentum"), this.slot(weight, "velocity")];
    const m = this.store(momentum, momentum.tensor.add(gradient.sub(momentum.tensor).mul(1 - this.beta1)));
    let v = this.store(
      velocity,
      velocity.tensor.add(
        gradient
          .square()
          .sub(velocity.tensor)
          .mul(1 - this.beta2),
      ),
    );
    if (this.amsgrad) {
      const largest = this.slot(weight, "velocity_hat");
      v = this.store(largest, largest.tensor.maximum(v));
    }
    weight.assign(weight.tensor.sub(m.mul(alpha).div(v.sqrt().add(this.epsilon))));
  }
  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      beta_1: this.beta1,
      beta_2: this.beta2,
      epsilon: this.epsilon,
      amsgrad: this.amsgrad,
    };
  }
}
