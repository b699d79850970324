/** Follow the regularized leader: weights from sums of gradients, many of them exactly 0. Source: keras/src/optimizers/ftrl.py; McMahan et al. 2013. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, finite, magnitude, type Kind, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface FtrlOptions extends OptimizerOptions {
  /** How rates shrink with the sum of squares: 0 or below. Default -0.5. */
  readonly learningRatePower?: number | undefined;
  /** What the sums of squares begin with. Default 0.1. */
  readonly initialAccumulatorValue?: number | undefined;
  /** An L1 penalty, which leaves weights at 0. Default 0. */
  readonly l1RegularizationStrength?: number | undefined;
  /** An L2 penalty on weights. Default 0. */
  readonly l2RegularizationStrength?: number | undefined;
  /** A penalty on the size of weights that enters their gradients. Default 0. */
  readonly l2ShrinkageRegularizationStrength?: number | undefined;
  /** Added to rates' denominators, as in the paper. Default 0. */
  readonly beta?: number | undefined;
}

const nonPositive: Kind = { what: "a finite number, 0 or below", test: (x) => finite.test(x) && (x as number) <= 0 };
const kinds: Kinds<FtrlOptions> = {
  ...optimizerKinds,
  learningRatePower: nonPositive,
  initialAccumulatorValue: magnitude,
  l1RegularizationStrength: magnitude,
  l2RegularizationStrength: magnitude,
  l2ShrinkageRegularizationStrength: magnitude,
  beta: finite,
};

export class Ftrl extends Optimizer {
  readonly learningRatePower: number;
  readonly initialAccumulatorValue: number;
  readonly l1RegularizationStrength: number;
  readonly l2RegularizationStrength: number;
  readonly l2ShrinkageRegularizationStrength: number;
  readonly beta: number;
  constructor(given?: FtrlOptions) {
    const options = checkOptions("ftrl", given, kinds);
    super("Ftrl", options, kinds);
    this.learningRatePower = options.learningRatePower ?? -0.5;
    this.initialAccumulatorValue = options.initialAccumulatorValue ?? 0.1;
    this.l1RegularizationStrength = options.l1RegularizationStrength ?? 0;
    this.l2RegularizationStrength = options.l2RegularizationStrength ?? 0;
    this.l2ShrinkageRegularizationStrength = options.l2ShrinkageRegularizationStrength ?? 0;
    this.beta = options.beta ?? 0;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights) {
      this.addSlot(weight, "accumulator", { value: this.initialAccumulatorValue });
      this.addSlot(weight, "linear", {});
    }
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const [accumulator, linear] = [this.slot(weight, "accumulator"), this.slot(weight, "linear")];
    const w = weight.tensor;
    const power = (x: Tensor): Tensor => x.power(-this.learningRatePower);
    const l2 = ops.add(this.l2RegularizationStrength, ops.divide(this.beta, learningRate.mul(2)));
    const shrunk = gradient.add(w.mul(2 * this.l2ShrinkageRegularizationStrength));
    const sum = accumulator.tensor.add(gradient.square());
    const change = power(sum).sub(power(accumulator.tensor)).div(learningRate);
    const z = this.store(linear, linear.tensor.add(shrunk.sub(change.mul(w))));
    const quadratic = power(sum).div(learningRate).add(l2.mul(2));
    const l1 = this.l1RegularizationStrength;
    weight.assign(ops.clip(z, -l1, l1).sub(z).div(quadratic));
    this.store(accumulator, sum);
  }
}
