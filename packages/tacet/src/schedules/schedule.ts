/**
 * What a learning rate schedule is: a formula from the number of steps taken
 * to the rate of the next one, recorded inside each training step. Formulas
 * keep Keras's order of operations, in the element type of `floatx`.
 *
 * Source: keras/src/optimizers/schedules/learning_rate_schedule.py.
 */
import { ops, tensor, type Tensor } from "@tacet/compiler";
import { numbersOf } from "../engine.ts";
import { floatx } from "../floatx.ts";
import { resultOf } from "../result.ts";

export abstract class LearningRateSchedule {
  /** Keras's name of the class, for configurations. */
  get className(): string {
    return this.constructor.name;
  }
  /** The rate, a scalar, after `step` steps: an int32 scalar. */
  abstract call(step: Tensor): Tensor;

  /** The options that make an equal schedule, by Keras's names. */
  getConfig(): Record<string, unknown> {
    return {};
  }
  /** The rate after a number of steps, computed now. */
  at(step: number): number {
    const rate = resultOf(`Schedule ${this.className}`, this.call(tensor(step, [], "int32")));
    return numbersOf(rate)[0]!;
  }
}

/** Options of every schedule that begins with a rate. */
export interface InitialRateOptions {
  /** The rate at the first step. */
  readonly initialLearningRate: number;
  /** The schedule's name. Default: that of its class. */
  readonly name?: string | undefined;
}

/** A number rounded to `floatx`, as Keras rounds the options of schedules before it computes with them. */
export const scalar = (value: number): Tensor => ops.full([], value, floatx());
/** The number of steps as `scalar`s are. */
export const counted = (step: Tensor): Tensor => step.cast(floatx());
