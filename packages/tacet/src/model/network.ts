/**
 * What can be traced and trained: layers applied to each other, seen as one
 * layer. Sequential models are one kind; graphs of layers are another. The
 * steps, the programs and the loops know only this.
 */
import { type DType, type StaticShape, type Tensor } from "@tacet/compiler";
import { Layer, type CallOptions } from "../layers/layer.ts";
import type { CallbackModel } from "../callbacks/index.ts";
import type { History } from "../callbacks/index.ts";
import type { Optimizer } from "../optimizers/index.ts";
import type { Compiled } from "./compile.ts";
import { Programs } from "./programs.ts";
import { Turnstile } from "./turn.ts";

/** One input of a model, by row. */
export interface ModelInput {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
}

export abstract class Network extends Layer implements Omit<CallbackModel, "predict"> {
  /** Set it in a callback to end training after the batch or epoch that runs. */
  stopTraining = false;
  /** The record of the last `fit`. */
  history: History | undefined;
  /** @internal */
  compiled: Compiled | undefined;
  /** @internal */
  readonly programs = new Programs();
  /** @internal */
  readonly turnstile = new Turnstile();
  /** @internal Whether a `fit` runs. */
  training = false;

  /** The model's inputs; undefined while they are not known. */
  abstract get modelInputs(): readonly ModelInput[] | undefined;
  /** The names of the outputs, in order. */
  abstract get outputNames(): readonly string[];
  /** Applies the layers: what `call` does, for any number of inputs and outputs. */
  abstract forward(inputs: readonly Tensor[], options: CallOptions): Tensor[];
  /** Learns the inputs from the first data, and makes all weights. Throws where the rows don't fit. */
  abstract prepare(rows: readonly StaticShape[]): void;
  abstract get optimizer(): Optimizer;
  abstract getWeights(): Tensor[];
  abstract setWeights(weights: Parameters<CallbackModel["setWeights"]>[0]): void;
  abstract metricDirection(name: string): "up" | "down" | undefined;
  abstract snapshot(): () => void;
}

/** A network that can be asked for predictions too: what loops run, and callbacks see. */
export type Trainable = Network & CallbackModel;
