/**
 * What a callback is: hooks around training, evaluation and prediction. Which
 * hooks a callback overrides decides what the host sees: batch hooks mean one
 * batch a call of the program, epoch hooks one epoch; without any, epochs run
 * back to back.
 *
 * Source: keras/src/callbacks/callback.py.
 */
import { TacetError, type NestedNumbers, type Tensor, type TypedArray, type Variable } from "@tacet/compiler";
import type { Tensors } from "../layers/tensors.ts";

/** Metric values by Keras's key, running means over the epoch so far. What `onEpochEnd` adds becomes part of the history. */
export type Logs = Record<string, number>;
/** The values of a metric that logs hold: one, but for metrics that keep classes or thresholds apart, which have a list there. */
export const valuesOf = (logged: number): readonly number[] => [logged as number | readonly number[]].flat();

/** What `fit`, `evaluate` and `predict` tell each callback before they begin. */
export interface CallbackParams {
  readonly verbose: 0 | 1 | 2;
  /** The final epoch: `epochs` as given to `fit`; 1 elsewhere. */
  readonly epochs: number;
  /** Batches an epoch; undefined where only the end of a Dataset will tell. */
  readonly steps: number | undefined;
}

/** What a callback may ask of its model; every `Model` is one. */
export interface CallbackModel {
  readonly name: string;
  /** Set it to end training after the batch or epoch that runs. */
  stopTraining: boolean;
  readonly optimizer: {
    /** One that is set counts from the next call of the program on. */
    learningRate: number;
    /** The moving averages of weights that it keeps. */
    averages(): readonly { readonly weight: Variable; readonly average: Variable }[];
  };
  getWeights(): Tensor[];
  setWeights(weights: readonly (Tensor | TypedArray | readonly unknown[])[]): void;
  predict(
    x: Tensor | TypedArray | NestedNumbers,
    options?: { batchSize?: number | undefined; verbose?: 0 | 1 | 2 | undefined },
  ): Promise<Tensors>;
  /** Whether a metric, by its key without `val_`, improves upwards or downwards; undefined when it doesn't say. */
  metricDirection(name: string): "up" | "down" | undefined;
  /** The host's copies of everything that training changes, and the way back to them. */
  snapshot(): () => void;
}

type Result = void | Promise<void>;

/** Base class of callbacks: override the hooks you need. A hook may be async; training waits for it. */
export class Callback {
  params: CallbackParams = { verbose: 0, epochs: 0, steps: 0 };
  #model: CallbackModel | undefined;

  /** The model in training; assigned before the first hook. */
  get model(): CallbackModel {
    if (!this.#model) throw new TacetError("A callback has its model only while fit, evaluate or predict runs.");
    return this.#model;
  }
  setModel(model: CallbackModel): void {
    this.#model = model;
  }
  setParams(params: CallbackParams): void {
    this.params = params;
  }

  onTrainBegin(_logs?: Logs): Result {}
  onTrainEnd(_logs?: Logs): Result {}
  onEpochBegin(_epoch: number, _logs?: Logs): Result {}
  onEpochEnd(_epoch: number, _logs?: Logs): Result {}
  onTrainBatchBegin(_batch: number, _logs?: Logs): Result {}
  onTrainBatchEnd(_batch: number, _logs?: Logs): Result {}
  onTestBegin(_logs?: Logs): Result {}
  onTestEnd(_logs?: Logs): Result {}
  onTestBatchBegin(_batch: number, _logs?: Logs): Result {}
  onTestBatchEnd(_batch: number, _logs?: Logs): Result {}
  onPredictBegin(_logs?: Logs): Result {}
  onPredictEnd(_logs?: Logs): Result {}
  onPredictBatchBegin(_batch: number, _logs?: Logs): Result {}
  onPredictBatchEnd(_batch: number, _logs?: Logs): Result {}
}

export const hookNames = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onTrainBatchBegin",
  "onTrainBatchEnd",
  "onTestBegin",
  "onTestEnd",
  "onTestBatchBegin",
  "onTestBatchEnd",
  "onPredictBegin",
  "onPredictEnd",
  "onPredictBatchBegin",
  "onPredictBatchEnd",
] as const satisfies readonly (keyof Callback)[];
export type HookName = (typeof hookNames)[number];

/** The hooks as plain functions: what `lambdaCallback` takes, and what `fit` accepts in place of a Callback. */
export type CallbackHooks = { [H in HookName]?: Callback[H] | undefined };

/** Whether the callback gives the hook a body of its own. */
export const overrides = (callback: Callback, hook: HookName): boolean => callback[hook] !== Callback.prototype[hook];
