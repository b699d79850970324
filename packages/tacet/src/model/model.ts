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
  traceStep,
  type StaticShape,
  type TypedArray,
  type Variable,
} from "@tacet/compiler";
import type { CallbackModel } from "../callbacks/callback.ts";
import type { History } from "../callbacks/history.ts";
import { outside, withContext } from "../layers/context.ts";
import { withBatch, type AnyLayer, type CallOptions } from "../layers/layer.ts";
import { withoutMasks, type Masks, type MasksOf } from "../layers/mask.ts";
import { arrange, keysOf, leaves, type Arranged, type Tensors } from "../layers/tensors.ts";
import { list, show } from "../options.ts";
import type { Optimizer } from "../optimizers/lookup.ts";
import { runBatch, type BatchOptions } from "./batch.ts";
import type { Arrays, Data } from "./columns.ts";
import { Compiled, type CompileOptions } from "./compile.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { fit } from "./fit.ts";
import type { FitOptions } from "./fitOptions.ts";
import {
  applyGradients,
  gradientsOf,
  measureLoss,
  measureMetrics,
  type Measured,
  type MeasuredLoss,
} from "./measure.ts";
import { Network, type Form, type ModelInput, type StepData, type StepLogs } from "./network.ts";
import { predict, type PredictOptions } from "./predict.ts";
import { compiledPrefix } from "./steps.ts";
import { printSummary, type SummaryOptions, type SummaryRow } from "./summary.ts";

export type WeightLike = Tensor | TypedArray | readonly unknown[];

/** A batch with what the model gave for it. */
export interface LossInputs<I extends Tensors, O extends Tensors> extends Omit<StepData<I, O>, "x"> {
  readonly x?: I | undefined;
  readonly yPred: O;
}
/** What a model whose layers are called by hand has learned of itself from data. */
interface Learned {
  readonly form: Form;
  readonly inputs: readonly ModelInput[];
  readonly output: Tensors;
}

/**
 * What models are, and the class to extend for one with a `call` of its own: layers in its fields are its layers.
 * @typeParam I what `call` takes: a tensor, a list of tensors or an object of them
 * @typeParam O what it gives
 */
export abstract class Model<I extends Tensors = Tensor, O extends Tensors = Tensor>
  extends Network<I, O>
  implements CallbackModel
{
  #learned: Learned | undefined;
  /** What the step that is traced has measured. */
  #loss: MeasuredLoss | undefined;

  /** The layers in order. */
  get layers(): readonly AnyLayer[] {
    return this.sublayers;
  }

  /** The symbolic tensors that the model begins with, in order. @throws TacetError where its input is not known */
  get inputs(): readonly Tensor[] {
    return leaves(this.input);
  }
  /** The symbolic tensors that it gives, in order. @throws TacetError where its input is not known */
  get outputs(): readonly Tensor[] {
    return leaves(this.output);
  }

  protected override readonly takesMask: boolean = true;
  override get learnsForm(): boolean {
    return true;
  }
  override get modelInputs(): readonly ModelInput[] | undefined {
    return this.#learned?.inputs;
  }
  /** Of an object of outputs its names; empty while the model has seen no data. */
  override get outputNames(): readonly string[] {
    const output = this.#learned?.output;
    if (!output) return [];
    return keysOf(output) ?? (output instanceof Tensor ? [this.name] : leaves(output).map((_, i) => `output_${i}`));
  }
  override get outputsNamed(): boolean {
    return !this.learnsForm || (this.#learned !== undefined && keysOf(this.#learned.output) !== undefined);
  }
  override arrangeOutputs<E>(parts: readonly E[]): Arranged<O, E> {
    return arrange(this.#learned!.output as O, parts);
  }
  override arrangeInputs(inputs: readonly Tensor[]): I {
    return arranged(this.#learned!.form, inputs) as I;
  }
  override prepare(rows: readonly StaticShape[], form: Form): void {
    if (
      JSON.stringify([form, rows]) === JSON.stringify([this.#learned?.form, this.#learned?.inputs.map((i) => i.shape)])
    )
      return;
    const inputs = rows.map((shape, i): ModelInput => {
      const name = typeof form === "object" ? form[i]! : `input_${i}`;
      return { name, shape, dtype: this.dtype };
    });
    traceStep(
      inputs.map(({ name, shape, dtype }) => ({ name, shape: withBatch(shape), dtype })),
      (tensors) => {
        const output = withContext(outside(), () => this.apply(arranged(form, tensors) as I));
        this.#learned = { form, inputs, output };
        return [];
      },
    );
  }
  override forward(inputs: readonly Tensor[], options: Pick<CallOptions, "training">): Tensor[] {
    return [...leaves(this.call(this.arrangeInputs(inputs), options))];
  }

  /** Those that its layers have put along with the outputs. */
  override computeMask(_inputs: I, _masks: MasksOf<I>): Masks {
    return undefined;
  }
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
    this.compiled = new Compiled(
      this,
      { names: this.outputNames, named: this.outputsNamed, fixed: this.graph !== undefined },
      options,
    );
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
  /** What the model puts out, in the order of the rows: a tensor, or a list or an object of them. */
  async predict(x: Data, options: PredictOptions = {}): Promise<O> {
    return this.arrangeOutputs(await predict(this, x, options)) as Tensors as O;
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
  getLayer(nameOrIndex: string | number): AnyLayer {
    const layer =
      typeof nameOrIndex === "number" ? this.layers.at(nameOrIndex) : this.layers.find((l) => l.name === nameOrIndex);
    if (layer) return layer;
    throw new TacetError(
      `Model "${this.name}": there is no layer ${JSON.stringify(nameOrIndex)}. Layers: ${this.layers.map((l) => l.name).join(", ")}.`,
    );
  }

  /**
   * One training step, recorded once and then compiled: override it for a step of your own. What it assigns to
   * variables, weights are moved by, and metrics see, happens at every batch.
   * @returns further metrics, and numbers of the batch, to report by key
   */
  trainStep(data: StepData<I, O>): StepLogs {
    const yPred = this.apply(data.x, { training: true });
    const loss = this.computeLoss({ ...data, yPred });
    // Keras on JAX loses the masks of the outputs on their way through the gradient.
    this.updateMetrics({ ...data, yPred: withoutMasks(yPred), loss });
    this.minimize(loss);
    return {};
  }
  /** What `evaluate` and validation do with a batch; to override as `trainStep`. */
  testStep(data: StepData<I, O>): StepLogs {
    const yPred = this.apply(data.x, { training: false });
    const loss = this.computeLoss({ ...data, yPred });
    this.updateMetrics({ ...data, yPred, loss });
    return {};
  }
  /** Inside a step: the loss of `compile`, with the penalties of the last call and of the weights. A scalar. */
  computeLoss({ yPred, y, sampleWeight }: LossInputs<I, O>): Tensor {
    this.#loss = measureLoss(this, this.#compiled("a step"), measured(yPred, y, sampleWeight), this.lastCall);
    return this.#loss.loss;
  }
  /** Inside a step: adds a batch to the loss reported, and to all metrics. */
  updateMetrics({ loss, yPred, y, sampleWeight }: LossInputs<I, O> & { readonly loss: Tensor }): void {
    const parts = this.#loss?.parts ?? new Map<string, Tensor>();
    const compiled = this.#compiled("a step");
    measureMetrics(this, compiled, { loss, parts }, measured(yPred, y, sampleWeight), this.lastCall);
  }
  /** Inside a step: the derivatives of a scalar by each of the variables. */
  gradients(loss: Tensor, variables: readonly Variable[]): Tensor[] {
    return gradientsOf(loss, variables);
  }
  /**
   * Inside a step: moves variables by the derivatives of a scalar, and projects weights with constraints.
   * @param variables default: the trainable weights
   * @param optimizer default: that of `compile`
   */
  minimize(loss: Tensor, variables: readonly Variable[] = this.trainableWeights, optimizer = this.optimizer): void {
    // Before the loss is scaled: by what one of its variables holds, it may be.
    optimizer.build(variables);
    applyGradients(this, optimizer, gradientsOf(optimizer.scaleLoss(loss), variables), variables);
  }
  override runStep(step: "trainStep" | "testStep", data: StepData<I, O>): StepLogs {
    const before = this.lastCall;
    try {
      return this[step](data);
    } finally {
      this.lastCall = before;
      this.#loss = undefined;
    }
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
    const list = (model: Model<Tensors, Tensors>, depth: number): void => {
      for (const layer of depth === 0 ? (model.graph?.operations ?? model.layers) : model.layers) {
        rows.push({ layer, depth });
        if (options.expandNested && layer instanceof Model) list(layer as Model<Tensors, Tensors>, depth + 1);
      }
    };
    list(this, 0);
    const variables = this.compiled?.optimizer.variables ?? [];
    // Keras lists the optimizer's once it is built: when it holds more than its step count and rate.
    const optimizer = variables.length > 2 || this.compiled?.resolved ? variables : [];
    printSummary(
      {
        name: this.name,
        rows,
        graph: this.graph,
        trainable: this.trainableWeights,
        nonTrainable: this.nonTrainableWeights,
        optimizer,
      },
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

const flat = (x: Tensors | undefined): readonly (Tensor | undefined)[] => (x === undefined ? [] : leaves(x));
const measured = (yPred: Tensors, y: Tensors | undefined, sampleWeight: Tensors | undefined): Measured => ({
  outputs: leaves(yPred),
  targets: flat(y),
  weights: flat(sampleWeight),
});
function arranged(form: Form, tensors: readonly Tensor[]): Tensors {
  if (form === "one") return tensors[0]!;
  return form === "list" ? tensors : Object.fromEntries(form.map((name, i) => [name, tensors[i]!]));
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
