/** AdamW that needs no schedule: weights between its iterate and the mean of all. Source: keras/src/optimizers/schedule_free_adamw.py; Defazio et al. 2024. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, magnitude, shareBelow1, type Kind, type Kinds } from "../options.ts";
import { MomentOptimizer, momentKinds, type MomentOptions } from "./moments.ts";

/** `beta1`, above 0, is the share of the mean of iterates in the weights; `learningRate` is 0.0025, `epsilon` 1e-8 by default. */
export interface ScheduleFreeAdamWOptions extends MomentOptions {
  /** Updates over which the rate rises. Default 0. */
  readonly warmupSteps?: number | undefined;
}

const mix: Kind = { what: "a number above 0 and below 1", test: (x) => shareBelow1.test(x) && x !== 0 };
const kinds: Kinds<ScheduleFreeAdamWOptions> = { ...momentKinds, beta1: mix, warmupSteps: magnitude };

export class ScheduleFreeAdamW extends MomentOptimizer {
  readonly warmupSteps: number;
  constructor(given?: ScheduleFreeAdamWOptions) {
    const options = checkOptions("scheduleFreeAdamW", given, kinds);
    super("ScheduleFreeAdamW", options, kinds, { learningRate: 0.0025, epsilon: 1e-8 });
    this.warmupSteps = options.warmupSteps ?? 0;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights) {
      this.addSlot(weight, "momentum", { value: weight.read() });
      this.addSlot(weight, "velocity", {});
    }
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const { dtype } = weight;
    const step = this.updateNumber(dtype);
    const [beta1, beta2] = [ops.full([], this.beta1, dtype), ops.full([], this.beta2, dtype)];
    const rest1 = ops.subtract(1, beta1);
    const rate = this.warmupSteps > 0 ? learningRate.mul(step.div(this.warmupSteps).minimum(1)) : learningRate;
    const momentum = this.slot(weight, "momentum");
    const [y, zOld] = [weight.tensor, momentum.tensor];
    const v = this.approach(this.slot(weight, "velocity"), gradient.square(), ops.subtract(1, beta2));
    const root = v.div(ops.subtract(1, this.powerOfStep(this.beta2, dtype))).sqrt();
    const z = this.store(momentum, zOld.sub(rate.mul(gradient).div(root.add(this.epsilon))));
    // The mean of iterates, from the weights, which lie between it and the last iterate.
    const xOld = y.sub(rest1.mul(zOld)).div(beta1);
    const share = ops.divide(1, step);
    const x = ops.subtract(1, share).mul(xOld).add(share.mul(z));
    weight.assign(rest1.mul(z).add(beta1.mul(x)));
  }
}
