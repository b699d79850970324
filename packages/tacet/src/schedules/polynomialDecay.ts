/** From one rate to another along a power of the steps left. */
import { ops, type Tensor } from "@tacet/compiler";
import { configOf } from "../config.ts";
import { checkOptions, finite, flag, magnitude, positive, required, text, type Kinds } from "../options.ts";
import { counted, LearningRateSchedule, scalar, type InitialRateOptions } from "./schedule.ts";

export interface PolynomialDecayOptions extends InitialRateOptions {
  /** Steps until the rate is `endLearningRate`. */
  readonly decaySteps: number;
  /** The rate at the end. Default 0.0001. */
  readonly endLearningRate?: number | undefined;
  /** Default 1: a straight line. */
  readonly power?: number | undefined;
  /** Begins again after `decaySteps` steps, over ever longer ones. Default false: the rate stays. */
  readonly cycle?: boolean | undefined;
}

const kinds: Kinds<PolynomialDecayOptions> = {
  initialLearningRate: required(magnitude),
  decaySteps: required(positive),
  endLearningRate: magnitude,
  power: finite,
  cycle: flag,
  name: text,
};

/** (initial - end) · (1 - step / decaySteps) ^ power + end. */
export class PolynomialDecay extends LearningRateSchedule {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;
  readonly name: string;
  override get className(): string {
    return "PolynomialDecay";
  }
  constructor(options: PolynomialDecayOptions) {
    super();
    const given = checkOptions("polynomialDecay", options, kinds);
    this.initialLearningRate = given.initialLearningRate;
    this.decaySteps = given.decaySteps;
    this.endLearningRate = given.endLearningRate ?? 0.0001;
    this.power = given.power ?? 1;
    this.cycle = given.cycle ?? false;
    this.name = given.name ?? this.className;
  }
  override call(step: Tensor): Tensor {
    const steps = scalar(this.decaySteps);
    const count = counted(step);
    const fraction = this.cycle
      ? count.div(steps.mul(ops.where(count.equal(0), scalar(1), count.div(steps).ceil())))
      : count.minimum(steps).div(steps);
    const end = scalar(this.endLearningRate);
    return scalar(this.initialLearningRate).sub(end).mul(ops.subtract(1, fraction).power(this.power)).add(end);
  }
  override getConfig(): Record<string, unknown> {
    return configOf(this, kinds);
  }
}
