/** Down half a cosine, again and again, over longer periods each time. Source: Loshchilov and Hutter 2016. */
import { ops, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { checkOptions, finite, magnitude, positive, required, text, type Kinds } from "../options.ts";
import { halfCosine } from "./cosineDecay.ts";
import { counted, LearningRateSchedule, scalar, type InitialRateOptions } from "./schedule.ts";

export interface CosineDecayRestartsOptions extends InitialRateOptions {
  /** Steps of the first period. */
  readonly firstDecaySteps: number;
  /** How many times as long each period is as the one before. Default 2. */
  readonly tMul?: number | undefined;
  /** How many times as high each period begins as the one before. Default 1. */
  readonly mMul?: number | undefined;
  /** The share of the rate that is left at the end of a period. Default 0. */
  readonly alpha?: number | undefined;
}

const kinds: Kinds<CosineDecayRestartsOptions> = {
  initialLearningRate: required(magnitude),
  firstDecaySteps: required(positive),
  tMul: positive,
  mMul: magnitude,
  alpha: finite,
  name: text,
};

export class CosineDecayRestarts extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  readonly tMul: number;
  readonly mMul: number;
  readonly alpha: number;
  readonly name: string;
  override get className(): string {
    return "CosineDecayRestarts";
  }
  constructor(options: CosineDecayRestartsOptions) {
    super();
    const given = checkOptions("cosineDecayRestarts", options, kinds);
    this.initialLearningRate = given.initialLearningRate;
    this.firstDecaySteps = given.firstDecaySteps;
    this.tMul = given.tMul ?? 2;
    this.mMul = given.mMul ?? 1;
    this.alpha = given.alpha ?? 0;
    this.name = given.name ?? "SGDRDecay";
  }
  override call(step: Tensor): Tensor {
    const [restarts, fraction] = this.#period(counted(step).div(this.firstDecaySteps));
    const alpha = scalar(this.alpha);
    const cosine = halfCosine(fraction, scalar(this.mMul).power(restarts));
    return scalar(this.initialLearningRate).mul(ops.subtract(1, alpha).mul(cosine).add(alpha));
  }
  /** Which period it is, and how much of it is over, from the number of first periods that have gone by. */
  #period(periods: Tensor): [restarts: Tensor, fraction: Tensor] {
    if (this.tMul === 1) {
      const whole = periods.floor();
      return [whole, periods.sub(whole)];
    }
    // After r restarts, 1 + t + … + t^(r - 1) = (1 - t^r) / (1 - t) first periods have gone by.
    const t = scalar(this.tMul);
    const rest = ops.subtract(1, t);
    const restarts = ops.subtract(1, periods.mul(rest)).log().div(t.log()).floor();
    const length = t.power(restarts);
    return [restarts, periods.sub(ops.subtract(1, length).div(rest)).div(length)];
  }
  override getConfig(): Record<string, unknown> {
    return configOf(this, kinds);
  }
}
