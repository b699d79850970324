/** Adadelta: steps as large as recent ones. Source: keras/src/optimizers/adadelta.py; Zeiler 2012. */
import type { Tensor, Variable } from "@tacet/compiler";
import { checkOptions, magnitude, shareBelow1, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface AdadeltaOptions extends OptimizerOptions {
  /** Decay of the means of squares. Default 0.95. */
  readonly rho?: number | undefined;
  /** Added before roots. Default 1e-7. */
  readonly epsilon?: number | undefined;
}

const kinds: Kinds<AdadeltaOptions> = { ...optimizerKinds, rho: shareBelow1, epsilon: magnitude };

export class Adadelta extends Optimizer {
  readonly rho: number;
  readonly epsilon: number;
  constructor(given?: AdadeltaOptions) {
    const options = checkOptions("adadelta", given, kinds);
    super("Adadelta", options, kinds);
    this.rho = options.rho ?? 0.95;
    this.epsilon = options.epsilon ?? 1e-7;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    this.addSlots(weights, ["accumulated_grad", "accumulated_delta_var"]);
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const rms = (x: Tensor): Tensor => x.add(this.epsilon).sqrt();
    const steps = this.slot(weight, "accumulated_delta_var");
    const squares = this.blend(this.slot(weight, "accumulated_grad"), gradient.square(), this.rho);
    const step = rms(steps.tensor).mul(gradient).div(rms(squares)).neg();
    this.blend(steps, step.square(), this.rho);
    weight.assign(weight.tensor.add(learningRate.mul(step)));
  }
}
