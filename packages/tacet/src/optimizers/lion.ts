/** Lion: steps of one size, by the sign of a mean of gradients. Source: keras/src/optimizers/lion.py; Chen et al. 2023. */
import { ops, TacetError, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, share, shareBelow1, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface LionOptions extends OptimizerOptions {
  /** How much of the mean of gradients the step keeps, above 0. Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the mean of gradients. Default 0.99. */
  readonly beta2?: number | undefined;
}

const kinds: Kinds<LionOptions> = { ...optimizerKinds, beta1: share, beta2: shareBelow1 };

export class Lion extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  constructor(given?: LionOptions) {
    const options = checkOptions("lion", given, kinds);
    super("Lion", options, kinds);
    this.beta1 = options.beta1 ?? 0.9;
    this.beta2 = options.beta2 ?? 0.99;
    if (this.beta1 === 0)
      throw new TacetError(
        "lion: expected beta1 to be above 0, received 0: only the sign of each gradient would be left.",
      );
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const slot = this.slot(weight, "momentum");
    // The rest to 1 is rounded after the subtraction, as where Keras takes it of a tensor.
    const mix = (beta: number): Tensor => {
      const held = ops.full([], beta, weight.dtype);
      return slot.tensor.mul(held).add(gradient.mul(ops.subtract(1, held)));
    };
    const [direction, momentum] = [mix(this.beta1), mix(this.beta2)];
    weight.assign(weight.tensor.sub(learningRate.mul(direction.sign())));
    this.store(slot, momentum);
  }
}
