/** Down half a cosine, after a linear warmup where one is asked for. Source: Loshchilov and Hutter 2016. */
import { ops, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { checkOptions, finite, magnitude, orNull, positive, required, text, type Kinds } from "../options.ts";
import { counted, LearningRateSchedule, scalar, type InitialRateOptions } from "./schedule.ts";

export interface CosineDecayOptions extends InitialRateOptions {
  /** Steps of the decay, those of the warmup not counted. */
  readonly decaySteps: number;
  /** The share of the rate that is left at the end. Default 0. */
  readonly alpha?: number | undefined;
  /** The rate that the warmup ends with and the decay begins with. Default: no warmup. */
  readonly warmupTarget?: number | null | undefined;
  /** Steps of the warmup. Default 0. */
  readonly warmupSteps?: number | undefined;
}

const kinds: Kinds<CosineDecayOptions> = {
  initialLearningRate: required(magnitude),
  decaySteps: required(positive),
  alpha: finite,
  warmupTarget: orNull(magnitude),
  warmupSteps: magnitude,
  name: text,
};

export class CosineDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly alpha: number;
  readonly warmupTarget: number | null;
  readonly warmupSteps: number;
  readonly name: string;
  override get className(): string {
    return "CosineDecay";
  }
  constructor(options: CosineDecayOptions) {
    super();
    const given = checkOptions("cosineDecay", options, kinds);
    this.initialLearningRate = given.initialLearningRate;
    this.decaySteps = given.decaySteps;
    this.alpha = given.alpha ?? 0;
    this.warmupTarget = given.warmupTarget ?? null;
    this.warmupSteps = given.warmupSteps ?? 0;
    this.name = given.name ?? this.className;
  }
  override call(step: Tensor): Tensor {
    const decaySteps = scalar(this.decaySteps);
    const initial = scalar(this.initialLearningRate);
    const count = counted(step);
    if (this.warmupTarget === null) return this.#decayed(count.minimum(decaySteps), decaySteps, initial);
    const [warmupSteps, target] = [scalar(this.warmupSteps), scalar(this.warmupTarget)];
    const bounded = count.minimum(decaySteps.add(warmupSteps));
    const warm = target.sub(initial).mul(bounded.div(warmupSteps)).add(initial);
    return ops.where(bounded.less(warmupSteps), warm, this.#decayed(bounded.sub(warmupSteps), decaySteps, target));
  }
  #decayed(step: Tensor, decaySteps: Tensor, from: Tensor): Tensor {
    return from.mul(
      halfCosine(step.div(decaySteps))
        .mul(1 - this.alpha)
        .add(this.alpha),
    );
  }
  override getConfig(): Record<string, unknown> {
    return configOf(this, kinds);
  }
}

/** From 1 at 0 to 0 at 1, times `height`. */
export const halfCosine = (fraction: Tensor, height?: Tensor): Tensor => {
  const half = scalar(0.5);
  return (height ? half.mul(height) : half).mul(ops.add(1, fraction.mul(Math.PI).cos()));
};
