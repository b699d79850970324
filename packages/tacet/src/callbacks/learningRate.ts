/** What callbacks that steer the learning rate share. */
import { floatx } from "../floatx.ts";
import type { CallbackModel, Logs } from "./callback.ts";

/** The model's learning rate as the optimizer's variable holds it: rounded to `floatx`. */
export const learningRateOf = ({ optimizer: { learningRate } }: CallbackModel): number =>
  floatx() === "float32" ? Math.fround(learningRate) : learningRate;

/** Adds the rate to what the epoch reports, under Keras's key. */
export function report(model: CallbackModel, logs: Logs | undefined): void {
  if (logs) logs.learning_rate = learningRateOf(model);
}
