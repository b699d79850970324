/** Adagrad: rates that shrink with all squared gradients so far. Source: keras/src/optimizers/adagrad.py; Duchi et al. 2011. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, magnitude, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squares begin with. Default 0.1. */
  readonly initialAccumulatorValue?: number | undefined;
  /** Added before the root. Default 1e-7. */
  readonly epsilon?: number | undefined;
}

const kinds: Kinds<AdagradOptions> = { ...optimizerKinds, initialAccumulatorValue: magnitude, epsilon: magnitude };

export class Adagrad extends Optimizer {
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;
  constructor(given?: AdagradOptions) {
    const options = checkOptions("adagrad", given, kinds);
    super("Adagrad", options, kinds);
    this.initialAccumulatorValue = options.initialAccumulatorValue ?? 0.1;
    this.epsilon = options.epsilon ?? 1e-7;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["accumulator"], this.initialAccumulatorValue);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const slot = this.slot(weight, "accumulator");
    const sum = this.store(slot, slot.tensor.add(gradient.square()));
    weight.assign(weight.tensor.sub(learningRate.mul(gradient).div(sum.add(this.epsilon).sqrt())));
  }
}
