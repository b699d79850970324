/** Adam's steps, as long as the weight is large. Source: keras/src/optimizers/lamb.py; You et al. 2019. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions } from "../options.ts";
import { MomentOptimizer, momentKinds, type MomentOptions } from "./moments.ts";

export type LambOptions = MomentOptions;

const norm = (x: Tensor): Tensor => x.square().sum().sqrt();

export class Lamb extends MomentOptimizer {
  constructor(given?: LambOptions) {
    super("Lamb", checkOptions("lamb", given, momentKinds));
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const { dtype } = weight;
    const m = this.approach(this.slot(weight, "momentum"), gradient, 1 - this.beta1);
    const v = this.approach(this.slot(weight, "velocity"), gradient.square(), 1 - this.beta2);
    const mean = m.div(ops.subtract(1, this.powerOfStep(this.beta1, dtype)));
    const root = v.div(ops.subtract(1, this.powerOfStep(this.beta2, dtype))).sqrt();
    const step = mean.div(root.add(this.epsilon));
    const [size, length] = [norm(weight.tensor), norm(step)];
    const both = size.greater(0).and(length.greater(0));
    const ratio = ops.where(both, size.div(length), ops.full([], 1, dtype));
    weight.assign(weight.tensor.sub(ratio.mul(learningRate).mul(step)));
  }
}
