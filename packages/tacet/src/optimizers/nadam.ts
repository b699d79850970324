/** Adam with Nesterov momentum. Source: keras/src/optimizers/nadam.py; Dozat 2015. */
import { ops, type DType, type Tensor, type Variable } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { checkOptions } from "../options.ts";
import { MomentOptimizer, momentKinds, type MomentOptions } from "./moments.ts";

export type NadamOptions = MomentOptions;

export class Nadam extends MomentOptimizer {
  /** The product of all momenta so far. */
  #product: Variable | undefined;
  constructor(given?: NadamOptions) {
    super("Nadam", checkOptions("nadam", given, momentKinds));
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    super.buildSlots(weights);
    this.#product = this.addVariable("u_product", weights[0]?.dtype ?? floatx(), 1);
  }
  /** 1 - 0.96^t / 2: the momentum of update t, over beta1. The next update is one `ahead`. */
  #rise(dtype: DType, ahead = 0): Tensor {
    return ops.subtract(1, this.powerOfStep(0.96, dtype, ahead).mul(0.5));
  }
  protected override beforeUpdates(): void {
    const product = this.#product!;
    this.store(product, product.tensor.mul(this.beta1).mul(this.#rise(product.dtype)));
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const { dtype } = weight;
    const [now, next] = [this.#rise(dtype).mul(this.beta1), this.#rise(dtype, 1).mul(this.beta1)];
    const product = this.#product!.tensor.cast(dtype);
    // 1 - beta of the rounded beta, as Keras takes it here.
    const rest = (beta: number): Tensor => ops.subtract(1, ops.full([], beta, dtype));
    const m = this.approach(this.slot(weight, "momentum"), gradient, rest(this.beta1));
    const v = this.approach(this.slot(weight, "velocity"), gradient.square(), rest(this.beta2));
    const ahead = next.mul(m).div(ops.subtract(1, product.mul(next)));
    const current = ops.subtract(1, now).mul(gradient).div(ops.subtract(1, product));
    const root = v.div(ops.subtract(1, this.powerOfStep(this.beta2, dtype))).sqrt();
    weight.assign(weight.tensor.sub(ahead.add(current).mul(learningRate).div(root.add(this.epsilon))));
  }
}
