/** Adam's velocity from row and column means, which take little memory. Source: keras/src/optimizers/adafactor.py; Shazeer and Stern 2018. */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import { checkOptions, finite, flag, magnitude, positive, type Kinds } from "../options.ts";
import { Optimizer } from "./optimizer.ts";
import { optimizerKinds, type OptimizerOptions } from "./options.ts";

export interface AdafactorOptions extends OptimizerOptions {
  /** The power of the number of updates in the decay of squares. Default -0.8. */
  readonly beta2Decay?: number | undefined;
  /** Added to squared gradients. Default 1e-30. */
  readonly epsilon1?: number | undefined;
  /** The least size of a weight that its steps are measured by. Default 1e-3. */
  readonly epsilon2?: number | undefined;
  /** The largest root mean square of a step. Default 1. */
  readonly clipThreshold?: number | undefined;
  /** Lets the rate, where it is a number, fall below 1 / √updates. Default true. */
  readonly relativeStep?: boolean | undefined;
}

const kinds: Kinds<AdafactorOptions> = {
  ...optimizerKinds,
  beta2Decay: finite,
  epsilon1: magnitude,
  epsilon2: magnitude,
  clipThreshold: positive,
  relativeStep: flag,
};

const rms = (x: Tensor): Tensor => x.square().mean().sqrt();

export class Adafactor extends Optimizer {
  readonly beta2Decay: number;
  readonly epsilon1: number;
  readonly epsilon2: number;
  readonly clipThreshold: number;
  readonly relativeStep: boolean;
  constructor(given?: AdafactorOptions) {
    const options = checkOptions("adafactor", given, kinds);
    super("Adafactor", options, kinds);
    this.beta2Decay = options.beta2Decay ?? -0.8;
    this.epsilon1 = options.epsilon1 ?? 1e-30;
    this.epsilon2 = options.epsilon2 ?? 1e-3;
    this.clipThreshold = options.clipThreshold ?? 1;
    this.relativeStep = options.relativeStep ?? true;
  }
  protected override buildSlots(weights: readonly Variable[]): void {
    for (const weight of weights) {
      const { shape } = weight;
      // Keras keeps two unused scalars beside a vector; they are part of what it saves.
      const factored = shape.length > 1;
      const [r, c] = factored ? [shape.slice(0, -1), [...shape.slice(0, -2), shape.at(-1)!]] : [[], []];
      const dtype = factored ? weight.dtype : "int32";
      this.addSlot(weight, "r", { shape: r, dtype });
      this.addSlot(weight, "c", { shape: c, dtype });
      this.addSlot(weight, "velocity", {});
    }
  }
  protected override updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void {
    const step = this.updateNumber(weight.dtype);
    const bound = ops.divide(1, step.sqrt());
    const relative = this.relativeStep && !this.hasSchedule ? learningRate.minimum(bound) : learningRate;
    const alpha = rms(weight.tensor).maximum(this.epsilon2).mul(relative.minimum(bound));
    const squares = gradient.square().add(this.epsilon1);
    const decay = ops.subtract(1, step.power(this.beta2Decay));
    const velocity = this.slot(weight, "velocity");
    let v: Tensor;
    if (weight.shape.length > 1) {
      const r = this.blend(this.slot(weight, "r"), squares.mean(-1), decay);
      const c = this.blend(this.slot(weight, "c"), squares.mean(-2), decay);
      v = this.store(velocity, r.div(r.mean(-1, true)).expandDims(-1).mul(c.expandDims(-2)));
    } else v = this.blend(velocity, squares, decay);
    const u = gradient.div(v.sqrt());
    const clipped = u.div(rms(u).div(this.clipThreshold).maximum(1));
    weight.assign(weight.tensor.sub(alpha.mul(clipped)));
  }
}
