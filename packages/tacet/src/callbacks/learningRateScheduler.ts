/** Sets the learning rate of every epoch. Source: keras/src/callbacks/learning_rate_scheduler.py. */
import { TacetError } from "@tacet/compiler";
import { callable, checkOptions, magnitude, oneOf, required, show, type Kinds } from "../options.ts";
import { Callback, type Logs } from "./callback.ts";
import { learningRateOf, report } from "./learningRate.ts";
import { say } from "./print.ts";
import { pythonFloat } from "./pythonNumber.ts";

export interface LearningRateSchedulerOptions {
  /** The rate of an epoch, counted from 0; `learningRate` is the one so far. */
  schedule: (epoch: number, learningRate: number) => number;
  /** 1 says what is set. Default 0. */
  verbose?: 0 | 1 | undefined;
}

const kinds: Kinds<LearningRateSchedulerOptions> = { schedule: required(callable), verbose: oneOf(0, 1) };

/** Sets the rate as each epoch begins. The history gets `learning_rate`, the rate of each epoch. */
export class LearningRateScheduler extends Callback {
  readonly schedule: LearningRateSchedulerOptions["schedule"];
  readonly verbose: 0 | 1;

  constructor(given: LearningRateSchedulerOptions) {
    super();
    const { schedule, verbose = 0 } = checkOptions("learningRateScheduler", given, kinds);
    this.schedule = schedule;
    this.verbose = verbose;
  }

  /** @throws TacetError where `schedule` gives no finite number from 0 */
  override onEpochBegin(epoch: number): void {
    const rate: unknown = this.schedule(epoch, learningRateOf(this.model));
    if (!magnitude.test(rate)) {
      throw new TacetError(
        `learningRateScheduler: expected schedule to return ${magnitude.what}, received ${show(rate)} for epoch ${epoch}.`,
      );
    }
    this.model.optimizer.learningRate = rate as number;
    if (this.verbose > 0)
      say(`\nEpoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${pythonFloat(rate as number)}.`);
  }

  override onEpochEnd(_epoch: number, logs?: Logs): void {
    report(this.model, logs);
  }
}
