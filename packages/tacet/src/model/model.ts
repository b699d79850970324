/**
 * The class of models: what every network can do, each method in a file of its
 * own. Source: keras/src/models/model.py, keras/src/trainers/trainer.py.
 */
import {
  formatShape,
  literalData,
  TacetError,
  tensor,
  Tensor,
  type Shape,
  type StaticShape,
  type TypedArray,
  type Variable,
} from "@tacet/compiler";
import type { CallbackModel, History } from "../callbacks/index.ts";
import type { Layer } from "../layers/layer.ts";
import { list, show } from "../options.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { runBatch, type BatchOptions } from "./batch.ts";
import type { Arrays, Data } from "./columns.ts";
import { Compiled, type CompileOptions } from "./compile.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { fit } from "./fit.ts";
import type { FitOptions } from "./fitOptions.ts";
import { Network } from "./network.ts";
import { predict, type PredictOptions } from "./predict.ts";
import { compiledPrefix } from "./steps.ts";
import { printSummary, type SummaryOptions, type SummaryRow } from "./summary.ts";

export type WeightLike = Tensor | TypedArray | readonly unknown[];

export abstract class Model extends Network implements CallbackModel {
  /** What each layer puts out, in order; empty while the input is not known. */
  abstract get layerShapes(): readonly Shape[];
  /** The layers, inputs left out. */
  abstract get layers(): readonly Layer[];

  /** Inputs reach the layers as they are: each casts to its own type. */
  protected override convertInput(x: Tensor): Tensor {
    return x;
  }

  /**
   * Says how the model is trained and measured, and fixes which layers are trainable.
   * @throws TacetError for unknown names and options
   */
  compile(options: CompileOptions): void {
    if (this.training) throw new TacetError(`Model "${this.name}": compile was called while fit runs. Await it first.`);
    this.compiled = new Compiled(this, options);
    this.programs.drop(compiledPrefix);
  }
  get optimizer(): Optimizer {
    return this.#compiled("optimizer").optimizer;
  }

  /**
   * Trains the model for a number of epochs.
   * @param x rows: a Tensor, nested arrays, a typed array; or a Dataset of batches [x, y] or [x, y, sampleWeight]
   * @param y targets, a row each; rank 1 serves an output of one column, and class indices
   * @returns the history: an array for each key, a value an epoch
   * @throws TacetError before anything runs, where data, model and options don't fit; the reason of `signal` when it is aborted
   */
  async fit(x: Data, y?: Arrays, options: FitOptions = {}): Promise<History> {
    return fit(this, this.#compiled("fit"), x, y, options);
  }
  /** The loss and the metrics on data, by the keys of `fit`. */
  async evaluate(x: Data, y?: Arrays, options: EvaluateOptions = {}): Promise<Record<string, number>> {
    return evaluate(this, this.#compiled("evaluate"), x, y, options);
  }
  /** What the model puts out, in the order of the rows. */
  async predict(x: Data, options: PredictOptions = {}): Promise<Tensor> {
    return (await predict(this, x, options))[0]!;
  }
  /** One training step on these rows; resolves to loss and metrics of these rows, before the step. */
  async trainOnBatch(x: Arrays, y?: Arrays, options: BatchOptions = {}): Promise<Record<string, number>> {
    return runBatch(this, this.#compiled("trainOnBatch"), "train", x, y, options);
  }
  /** Loss and metrics on these rows. */
  async testOnBatch(x: Arrays, y?: Arrays, options: BatchOptions = {}): Promise<Record<string, number>> {
    return runBatch(this, this.#compiled("testOnBatch"), "test", x, y, options);
  }
  resetMetrics(): void {
    this.compiled?.resetMetrics();
  }

  /** The layer of this name, or at this index. */
  getLayer(nameOrIndex: string | number): Layer {
    const layer =
      typeof nameOrIndex === "number" ? this.layers.at(nameOrIndex) : this.layers.find((l) => l.name === nameOrIndex);
    if (layer) return layer;
    throw new TacetError(
      `Model "${this.name}": there is no layer ${JSON.stringify(nameOrIndex)}. Layers: ${this.layers.map((l) => l.name).join(", ")}.`,
    );
  }

  /** Copies of all weights in Keras's order: layer by layer, trainable ones first. */
  getWeights(): Tensor[] {
    return this.weights.map((v) => tensor(v.read(), v.shape, v.dtype));
  }
  /**
   * Replaces all weights, in the order of `getWeights`.
   * @throws TacetError before any is changed, where number or shapes differ
   */
  setWeights(weights: readonly WeightLike[]): void {
    const variables = this.weights;
    if (!list.test(weights)) {
      throw new TacetError(
        `Model "${this.name}": setWeights expected a list of weights, as getWeights gives, received ${show(weights)}.`,
      );
    }
    if (weights.length !== variables.length) {
      throw new TacetError(
        `Model "${this.name}": setWeights expected ${variables.length} weights (${variables.map((v) => v.name).join(", ")}), received ${weights.length}.${this.built ? "" : " The model is not built: give its first layer an inputShape."}`,
      );
    }
    const values = weights.map((weight, i) => weightData(weight, variables[i]!));
    variables.forEach((variable, i) => variable.write(values[i]!));
  }

  /** Prints a table of the layers. */
  summary(options: SummaryOptions = {}): void {
    const rows: SummaryRow[] = [];
    const list = (model: Model, depth: number): void => {
      model.layers.forEach((layer, i) => {
        rows.push({ layer, shape: model.layerShapes[i], depth });
        if (options.expandNested && layer instanceof Model) list(layer, depth + 1);
      });
    };
    list(this, 0);
    const variables = this.compiled?.optimizer.variables ?? [];
    // Keras lists the optimizer's once it is built: when it holds more than its step count and rate.
    const optimizer = variables.length > 2 || this.compiled?.resolved ? variables : [];
    printSummary(
      { name: this.name, rows, trainable: this.trainableWeights, nonTrainable: this.nonTrainableWeights, optimizer },
      options,
    );
  }

  /** @internal */
  metricDirection(name: string): "up" | "down" | undefined {
    return this.compiled?.metricDirection(name);
  }
  /** @internal Copies of everything that steps change, and the way back. */
  snapshot(): () => void {
    const kept = this.programs.changed().map((variable) => ({ variable, value: variable.read().slice() }));
    return () => kept.forEach(({ variable, value }) => variable.write(value));
  }

  #compiled(method: string): Compiled {
    if (this.compiled) return this.compiled;
    throw new TacetError(
      `Model "${this.name}": ${method} expected a compiled model. Call model.compile({ optimizer: "adam", loss: "mse" }) first.`,
    );
  }
  protected override structureChanged(by?: number): void {
    super.structureChanged(by);
    this.compiled?.unbuild();
  }
}

function weightData(weight: WeightLike, variable: Variable): ArrayLike<number> {
  const expected = `setWeights: expected "${variable.name}" of shape ${formatShape(variable.shape)}`;
  const given = weight instanceof Tensor ? weight : plainWeight(weight, variable, expected);
  const data = literalData(given);
  if (!data) throw new TacetError(`${expected}, received a tensor that is not computed yet. Pass await t.data().`);
  if (formatShape(given.shape) !== formatShape(variable.shape))
    throw new TacetError(`${expected}, received ${formatShape(given.shape)}.`);
  return data;
}
function plainWeight(weight: Exclude<WeightLike, Tensor>, variable: Variable, expected: string): Tensor {
  const shape = ArrayBuffer.isView(weight) ? variableShape(weight, variable, expected) : undefined;
  try {
    return tensor(weight as TypedArray, shape, "float64");
  } catch (error) {
    throw new TacetError(`${expected}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
function variableShape(data: TypedArray, variable: Variable, expected: string): StaticShape {
  if (data.length === variable.size) return variable.shape;
  throw new TacetError(`${expected}, received ${data.length} numbers; expected ${variable.size}.`);
}
