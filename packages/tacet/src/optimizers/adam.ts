/** Adam, in Keras's order of operations. Source: keras/src/optimizers/adam.py; Kingma and Ba 2014. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, flag, type Kinds } from "../options.ts";
import { MomentOptimizer, momentKinds, type MomentOptions } from "./moments.ts";
import type { OptimizerDefaults } from "./optimizer.ts";

export interface AdamOptions extends MomentOptions {
  /** Divides by the largest mean of squares so far. Default false. */
  readonly amsgrad?: boolean | undefined;
}

const kinds: Kinds<AdamOptions> = { ...momentKinds, amsgrad: flag };

export class Adam extends MomentOptimizer {
  readonly amsgrad: boolean;
  constructor(given?: AdamOptions, className = "Adam", defaults?: OptimizerDefaults) {
    const options = checkOptions(className.toLowerCase(), given, kinds);
    super(className, options, kinds, defaults);
    this.amsgrad = options.amsgrad ?? false;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    super.buildSlots(weights);
    if (this.amsgrad) this.addSlots(weights, ["velocity_hat"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    this.adamStep(gradient, weight, learningRate, this, this.amsgrad);
  }
}
