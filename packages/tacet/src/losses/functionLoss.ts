/** A loss from a function of targets and predictions. Source: keras/src/losses/losses.py, LossFunctionWrapper. */
import type { Tensor } from "@tacet/compiler";
import { Loss, type LossOptions } from "./loss.ts";
import { toSameRank } from "./shapes.ts";

/** Targets and predictions of one rank to a value a row. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

export class FunctionLoss extends Loss {
  readonly fn: LossFunction;
  constructor(fn: LossFunction, options: LossOptions = {}) {
    super({ ...options, name: options.name ?? (fn.name || undefined) });
    this.fn = fn;
  }
  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.fn(...toSameRank(yTrue, yPred));
  }
}
