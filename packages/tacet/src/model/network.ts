/**
 * What can be traced and trained: layers applied to each other, seen as one
 * layer. Sequential models are one kind; graphs of layers are another. The
 * steps, the programs and the loops know only this.
 */
import type { DType, StaticShape, Tensor } from "@tacet/compiler";
import type { CallbackModel } from "../callbacks/callback.ts";
import type { History } from "../callbacks/history.ts";
import { Layer, type CallOptions } from "../layers/layer.ts";
import type { Arranged, Tensors } from "../layers/tensors.ts";
import type { Metric } from "../metrics/lookup.ts";
import type { Optimizer } from "../optimizers/lookup.ts";
import type { Compiled } from "./compile.ts";
import type { ModelGraph } from "./graph.ts";
import { Programs } from "./programs.ts";
import { Turnstile } from "./turn.ts";

/** One input of a model, by row. */
export interface ModelInput {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
}
/** How data arranges a model's inputs: one array, a list, or arrays by these names. */
export type Form = "one" | "list" | readonly string[];
/** A batch as a step of the model sees it: symbolic tensors, arranged as the model takes and gives them. */
export interface StepData<I extends Tensors, O extends Tensors> {
  readonly x: I;
  /** Targets, arranged as the outputs are; undefined where none were given. */
  readonly y: O | undefined;
  /** Weights of each target; undefined where none were given. */
  readonly sampleWeight: O | undefined;
}
/** What a step shows beside what `updateMetrics` reports: metrics, and numbers of the last batch, by key. */
export type StepLogs = Readonly<Record<string, Tensor | Metric>>;
/** Any network, whatever it takes and gives. */
export type AnyNetwork = Network<Tensors, Tensors>;

export abstract class Network<I extends Tensors, O extends Tensors>
  extends Layer<I, O>
  implements Omit<CallbackModel, "predict">
{
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
  /** The names of the outputs, in order: those of an object, else of the layers. */
  abstract get outputNames(): readonly string[];
  /** Whether the outputs have names of their own, which keys of the history carry. */
  abstract get outputsNamed(): boolean;
  /** Whether the model learns from data what it takes and gives: one whose layers are called by hand. */
  abstract get learnsForm(): boolean;
  /** One part for each output, arranged as the model's outputs are. */
  abstract arrangeOutputs<E>(parts: readonly E[]): Arranged<O, E>;
  /** The inputs, arranged as `call` takes them. */
  abstract arrangeInputs(inputs: readonly Tensor[]): I;
  /** @internal Records `trainStep` or `testStep`. */
  abstract runStep(step: "trainStep" | "testStep", data: StepData<I, O>): StepLogs;
  /** @internal The graph of layers, where there is one. */
  get graph(): ModelGraph | undefined {
    return undefined;
  }
  /** Applies the layers: what `call` does, for any number of inputs and outputs. */
  abstract forward(inputs: readonly Tensor[], options: Pick<CallOptions, "training">): Tensor[];
  /** Learns the inputs from the first data, and makes all weights. Throws where the rows don't fit. */
  abstract prepare(rows: readonly StaticShape[], form: Form): void;
  abstract get optimizer(): Optimizer;
  abstract getWeights(): Tensor[];
  abstract setWeights(weights: Parameters<CallbackModel["setWeights"]>[0]): void;
  abstract metricDirection(name: string): "up" | "down" | undefined;
  abstract snapshot(): () => void;
}

/** A network that can be asked for predictions too: what loops run, and callbacks see. */
export type Trainable = AnyNetwork & CallbackModel;
