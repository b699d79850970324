/** Schedules that decay by a rate every `decaySteps` steps. */
import { ops, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { checkOptions, finite, flag, magnitude, positive, required, text, type Kinds } from "../options.ts";
import { counted, LearningRateSchedule, scalar, type InitialRateOptions } from "./schedule.ts";

export interface RateDecayOptions extends InitialRateOptions {
  /** Steps over which the rate decays once. */
  readonly decaySteps: number;
  /** How fast the rate decays, as its formula says. */
  readonly decayRate: number;
  /** Decays at once after every `decaySteps` steps, rather than a little at each. Default false. */
  readonly staircase?: boolean | undefined;
}

const kinds: Kinds<RateDecayOptions> = {
  initialLearningRate: required(magnitude),
  decaySteps: required(positive),
  decayRate: required(finite),
  staircase: flag,
  name: text,
};

abstract class RateDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
  readonly name: string;
  constructor(factory: string, options: RateDecayOptions) {
    super();
    const { initialLearningRate, decaySteps, decayRate, staircase, name } = checkOptions(factory, options, kinds);
    this.initialLearningRate = initialLearningRate;
    this.decaySteps = decaySteps;
    this.decayRate = decayRate;
    this.staircase = staircase ?? false;
    this.name = name ?? this.className;
  }
  /** How often the rate has decayed. */
  protected times(step: Tensor): Tensor {
    const times = counted(step).div(this.decaySteps);
    return this.staircase ? times.floor() : times;
  }
  override getConfig(): Record<string, unknown> {
    return configOf(this, kinds);
  }
}

/** initialLearningRate · decayRate ^ (step / decaySteps). */
export class ExponentialDecay extends RateDecay {
  override get className(): string {
    return "ExponentialDecay";
  }
  constructor(options: RateDecayOptions) {
    super("exponentialDecay", options);
  }
  override call(step: Tensor): Tensor {
    return ops.multiply(this.initialLearningRate, ops.power(scalar(this.decayRate), this.times(step)));
  }
}

/** initialLearningRate / (1 + decayRate · step / decaySteps). */
export class InverseTimeDecay extends RateDecay {
  override get className(): string {
    return "InverseTimeDecay";
  }
  constructor(options: RateDecayOptions) {
    super("inverseTimeDecay", options);
  }
  override call(step: Tensor): Tensor {
    return ops.divide(this.initialLearningRate, ops.add(1, ops.multiply(this.decayRate, this.times(step))));
  }
}
