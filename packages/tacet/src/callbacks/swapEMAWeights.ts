/** Measures, and shows other callbacks, the moving averages of weights. Source: keras/src/callbacks/swap_ema_weights.py. */
import { TacetError } from "@tacet/compiler";
import { checkOptions, flag, type Kinds } from "../options.ts";
import { Callback } from "./callback.ts";

export interface SwapEMAWeightsOptions {
  /** Averages stand in the model from the end of an epoch to the beginning of the next, too: for checkpoints. Default false. */
  swapOnEpoch?: boolean | undefined;
}

const kinds: Kinds<SwapEMAWeightsOptions> = { swapOnEpoch: flag };

/**
 * Puts the averages that an optimizer with `useEma` keeps into the model while it validates, evaluates or predicts, and
 * the weights back after. Keras leaves the averages in the model after `predict`.
 */
export class SwapEMAWeights extends Callback {
  readonly swapOnEpoch: boolean;
  #swapped = false;

  constructor(given?: SwapEMAWeightsOptions) {
    super();
    this.swapOnEpoch = checkOptions("swapEMAWeights", given, kinds).swapOnEpoch ?? false;
  }

  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.#show(false);
  }
  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch) return;
    this.#show(true);
    // The end of training gives the model its averages, which must be there by then.
    if (epoch === this.params.epochs - 1) for (const { weight, average } of this.#pairs()) average.write(weight.read());
  }
  override onTestBegin(): void {
    this.#show(true);
  }
  override onTestEnd(): void {
    this.#show(false);
  }
  override onPredictBegin(): void {
    this.#show(true);
  }
  override onPredictEnd(): void {
    this.#show(false);
  }

  /** Swaps where the model does not hold what it should: averages, or its own weights. */
  #show(averages: boolean): void {
    if (this.#swapped === averages) return;
    for (const { weight, average } of this.#pairs()) {
      const own = weight.read().slice();
      weight.write(average.read());
      average.write(own);
    }
    this.#swapped = averages;
  }
  #pairs() {
    const pairs = this.model.optimizer.averages();
    if (pairs.length > 0) return pairs;
    throw new TacetError(
      "swapEMAWeights: expected a model that was trained by an optimizer with useEma: true, whose averages are swapped; received one without averages.",
    );
  }
}
