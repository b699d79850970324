/** Adam by the largest gradient instead of the mean square. Source: keras/src/optimizers/adamax.py; Kingma and Ba 2014. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions } from "../options.ts";
import { MomentOptimizer, momentKinds, type MomentOptions } from "./moments.ts";

export type AdamaxOptions = MomentOptions;

export class Adamax extends MomentOptimizer {
  constructor(given?: AdamaxOptions) {
    super("Adamax", checkOptions("adamax", given, momentKinds));
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["momentum", "norm"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const unbias = ops.subtract(1, this.powerOfStep(this.beta1, weight.dtype));
    const m = this.approach(this.slot(weight, "momentum"), gradient, 1 - this.beta1);
    const norm = this.slot(weight, "norm");
    const u = this.store(norm, norm.tensor.mul(this.beta2).maximum(gradient.abs()));
    weight.assign(weight.tensor.sub(learningRate.mul(m).div(unbias.mul(u.add(this.epsilon)))));
  }
}
