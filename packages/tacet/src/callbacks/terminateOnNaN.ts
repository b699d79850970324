/** Stops training when the loss is no longer a number. Source: keras/src/callbacks/terminate_on_nan.py. */
import { TacetError } from "@tacet/compiler";
import { checkOptions, flag, type Kinds } from "../options.ts";
import { Callback, type Logs } from "./callback.ts";
import { say } from "./print.ts";

export interface TerminateOnNaNOptions {
  /** Rejects `fit` in place of ending it. Default false. */
  raiseError?: boolean | undefined;
  /** Puts back weights, optimizer and seeds as they were after the last epoch with a finite loss. Default false: Keras's weights stay. */
  restore?: boolean | undefined;
}

const kinds: Kinds<TerminateOnNaNOptions> = { raiseError: flag, restore: flag };

/**
 * Ends training after the first batch whose running loss is NaN or infinite.
 * Watching every batch means one batch a call of the program.
 */
export class TerminateOnNaN extends Callback {
  readonly raiseError: boolean;
  readonly restore: boolean;
  #putBack: (() => void) | undefined;
  #failed = false;

  constructor(given?: TerminateOnNaNOptions) {
    super();
    const options = checkOptions("terminateOnNaN", given, kinds);
    this.raiseError = options.raiseError ?? false;
    this.restore = options.restore ?? false;
  }

  override onTrainBegin(): void {
    this.#failed = false;
    this.#putBack = this.restore ? this.model.snapshot() : undefined;
  }

  override onTrainBatchEnd(batch: number, logs?: Logs): void {
    const loss = logs?.loss;
    if (loss === undefined || Number.isFinite(loss)) return;
    this.#failed = true;
    if (this.raiseError) {
      this.#putBack?.();
      throw new TacetError(
        `terminateOnNaN: the loss is ${loss} at batch ${batch}. Lower the learning rate, or look for NaN in the data.`,
      );
    }
    say(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }

  override onTrainEnd(): void {
    if (this.#failed) this.#putBack?.();
  }

  override onEpochEnd(): void {
    if (this.restore && !this.#failed) this.#putBack = this.model.snapshot();
  }
}
