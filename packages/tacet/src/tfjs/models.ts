/**
 * TensorFlow.js's models, each holding tacet's. `predict` and `evaluate` resolve later, as `fit` does.
 * Source: tfjs-layers/src/engine/training.ts, models.ts.
 */
import {
  model as kerasModel,
  sequential as kerasSequential,
  TacetError,
  type EvaluateOptions,
  type FitOptions,
  type Functional,
  type History,
  type PredictOptions,
  type Sequential as KerasSequential,
} from "../index.ts";
import { hooksOf, type CallbackLike } from "./callbacks.ts";
import { compileOptions, type ModelCompileArgs } from "./compile.ts";
import { batchesOf, Dataset } from "./dataset.ts";
import { Layer, layerOf, symbolic, SymbolicTensor } from "./layer.ts";
import { Tensor } from "./tensor.ts";
import { scalar } from "./create.ts";
import { Optimizer } from "./train.ts";

type InnerModel = KerasSequential | Functional;
/** Rows of one input or output, of several in a list, or by name. */
export type Data = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };
type Verbose = 0 | 1 | 2;

/** What `fit` and `fitDataset` both take. */
interface CommonFitArgs {
  epochs?: number | undefined;
  /** Default 0: nothing is printed. */
  verbose?: Verbose | undefined;
  callbacks?: CallbackLike | readonly CallbackLike[] | undefined;
  initialEpoch?: number | undefined;
  /** Of no effect: the page has its turn every 50 ms. */
  yieldEvery?: string | number | undefined;
  classWeight?: Readonly<Record<number, number>> | undefined;
}
export interface ModelFitArgs extends CommonFitArgs {
  batchSize?: number | undefined;
  validationSplit?: number | undefined;
  validationData?: readonly [x: Data, y: Data] | readonly [x: Data, y: Data, sampleWeight: Tensor] | undefined;
  shuffle?: boolean | "batch" | undefined;
  sampleWeight?: Tensor | undefined;
  stepsPerEpoch?: number | undefined;
  validationSteps?: number | undefined;
}
export interface ModelFitDatasetArgs extends CommonFitArgs {
  batchesPerEpoch?: number | undefined;
  validationData?: readonly [x: Data, y: Data] | Dataset<unknown> | undefined;
  validationBatchSize?: number | undefined;
  validationBatches?: number | undefined;
}
export interface ModelEvaluateArgs extends Pick<EvaluateOptions, "batchSize" | "steps"> {
  verbose?: Verbose | undefined;
  sampleWeight?: Tensor | undefined;
}
export interface ModelPredictArgs extends Pick<PredictOptions, "batchSize"> {
  verbose?: Verbose | boolean | undefined;
}

type Rows = Exclude<FitOptions["validationData"], undefined>;
const lowered = (x: Data): Tensor["inner"] | readonly Tensor["inner"][] | Record<string, Tensor["inner"]> => {
  if (x instanceof Tensor) return x.inner;
  if (Array.isArray(x)) return (x as readonly Tensor[]).map((t) => t.inner);
  return Object.fromEntries(Object.entries(x as Readonly<Record<string, Tensor>>).map(([name, t]) => [name, t.inner]));
};
const rowsOf = (x: Data): number => (x instanceof Tensor ? x : Object.values(x as readonly Tensor[])[0]!).shape[0]!;
const absent = (what: string, instead: string): TacetError =>
  new TacetError(`${what} is not part of tacet/tfjs: tacet neither reads nor writes TensorFlow.js's files. ${instead}`);

export class LayersModel extends Layer {
  declare readonly inner: InnerModel;
  /** The keys of loss and metrics, in the order in which `evaluate` gives them. */
  #keys: readonly string[] = [];
  get metricsNames(): string[] {
    return [...new Set(this.#keys)];
  }
  /** Training stops after the epoch that runs once this is true. */
  get stopTraining(): boolean {
    return this.inner.stopTraining;
  }
  set stopTraining(value: boolean) {
    this.inner.stopTraining = value;
  }
  get layers(): Layer[] {
    return this.inner.layers.map(layerOf);
  }
  get inputs(): SymbolicTensor[] {
    return [symbolic(this.inner.input)].flat();
  }
  get outputs(): SymbolicTensor[] {
    return [symbolic(this.inner.output)].flat();
  }
  get outputNames(): string[] {
    return [...this.inner.outputNames];
  }
  get optimizer(): Optimizer {
    return new Optimizer(this.inner.optimizer);
  }
  get history(): History | undefined {
    return this.inner.history;
  }
  /** The layer of this name, or at this index. */
  getLayer(name: string | number, index?: number): Layer {
    return layerOf(this.inner.getLayer(index ?? name));
  }

  /** Says how the model is trained and measured. */
  compile(args: ModelCompileArgs): void {
    const { options, keys } = compileOptions(args, this.inner.outputNames);
    this.inner.compile(options);
    this.#keys = keys;
  }
  /** Trains on rows, for some epochs. Resolves to the history of the values by epoch. */
  fit(x: Data, y: Data, args: ModelFitArgs = {}): Promise<History> {
    const { callbacks, validationData, sampleWeight, yieldEvery: _, verbose = 0, ...rest } = args;
    const { batchSize = 32, validationSplit = 0, epochs = 1 } = rest;
    const rows = Math.floor(rowsOf(x) * (1 - validationSplit));
    const sizeOf = (batch: number): number => Math.min(batchSize, rows - batch * batchSize);
    const params = { epochs, batchSize, verbose, steps: Math.ceil(rows / batchSize), samples: rows };
    return this.inner.fit(lowered(x), lowered(y), {
      ...rest,
      verbose,
      validationData: validationData && this.#validation(validationData),
      sampleWeight: sampleWeight?.inner,
      callbacks: hooksOf(callbacks, this, params, sizeOf),
    });
  }
  #validation([x, y, weight]: readonly [Data, Data, Tensor?]): Rows {
    return weight ? [lowered(x), lowered(y), weight.inner] : [lowered(x), lowered(y)];
  }
  /** Trains on a dataset of batches { xs, ys }. */
  fitDataset(dataset: Dataset<unknown>, args: ModelFitDatasetArgs): Promise<History> {
    const { callbacks, validationData, batchesPerEpoch, validationBatches, yieldEvery: _, verbose = 0, ...rest } = args;
    const params = { epochs: args.epochs, verbose, steps: batchesPerEpoch };
    return this.inner.fit(batchesOf(dataset), undefined, {
      ...rest,
      verbose,
      stepsPerEpoch: batchesPerEpoch,
      validationSteps: validationBatches,
      validationData:
        validationData instanceof Dataset
          ? batchesOf(validationData)
          : validationData && this.#validation(validationData),
      callbacks: hooksOf(callbacks, this, params, () => undefined),
    });
  }
  /** The loss as a scalar; with metrics a list of it and each of them. */
  async evaluate(x: Data, y: Data, args: ModelEvaluateArgs = {}): Promise<Tensor | Tensor[]> {
    const { sampleWeight, verbose = 0, ...rest } = args;
    return this.#scalars(await this.inner.evaluate(lowered(x), lowered(y), { ...rest, verbose, sampleWeight: sampleWeight?.inner })); // prettier-ignore
  }
  /** As `evaluate`, of a dataset of batches. */
  async evaluateDataset(
    dataset: Dataset<unknown>,
    args: { batches?: number | undefined; verbose?: Verbose | undefined } = {},
  ): Promise<Tensor | Tensor[]> {
    // prettier-ignore
    return this.#scalars(await this.inner.evaluate(batchesOf(dataset), undefined, { steps: args.batches, verbose: args.verbose ?? 0 })); // prettier-ignore
  }
  #values(logs: Readonly<Record<string, number>>): number[] {
    return this.metricsNames.flatMap((key) => logs[key] ?? []);
  }
  #scalars(logs: Readonly<Record<string, number>>): Tensor | Tensor[] {
    const values = this.#values(logs).map((value) => scalar(value));
    return values.length === 1 ? values[0]! : values;
  }
  /** What the model puts out: a tensor, or a list of them. */
  async predict(x: Data, args: ModelPredictArgs = {}): Promise<Tensor | Tensor[]> {
    const verbose = Number(args.verbose ?? 0) as Verbose;
    const result: unknown = await this.inner.predict(lowered(x), { batchSize: args.batchSize, verbose });
    return raised(result);
  }
  predictOnBatch(x: Data): Promise<Tensor | Tensor[]> {
    return this.predict(x, { batchSize: rowsOf(x) });
  }
  /** One step on these rows: the loss; with metrics a list of it and each of them. */
  async trainOnBatch(x: Data, y: Data): Promise<number | number[]> {
    const values = this.#values(await this.inner.trainOnBatch(lowered(x), lowered(y)));
    return values.length === 1 ? values[0]! : values;
  }
  /** Prints a table of the layers; `printFn` takes it a line at a time. */
  summary(lineLength?: number, _positions?: readonly number[], printFn?: (line: string) => void): void {
    this.inner.summary({ lineLength, print: printFn });
  }
  /** @throws TacetError always */
  save(..._target: readonly unknown[]): Promise<never> {
    return Promise.reject(absent("model.save", "Keep model.getWeights() and give them to model.setWeights()."));
  }
}
/** @throws TacetError always */
export const loadLayersModel = (..._source: readonly unknown[]): Promise<never> =>
  Promise.reject(absent("loadLayersModel", "Make the model again, and give its weights to model.setWeights()."));

const raised = (x: unknown): Tensor | Tensor[] =>
  isInner(x) ? new Tensor(x) : Object.values(x as readonly Tensor["inner"][]).map((t) => new Tensor(t));
const isInner = (x: unknown): x is Tensor["inner"] => typeof x === "object" && x !== null && "node" in x;

/** Layers in a row. */
export class Sequential extends LayersModel {
  declare readonly inner: KerasSequential;
  /** Puts a layer, or a model, on top. */
  add(layer: Layer): void {
    this.inner.add(layer.inner as Parameters<KerasSequential["add"]>[0]);
  }
  /** Takes the last layer off. */
  pop(): void {
    this.inner.pop();
  }
}
/** A model of layers in a row. */
export function sequential({ layers = [], name }: { layers?: readonly Layer[]; name?: string } = {}): Sequential {
  const made = new Sequential(kerasSequential({ name }));
  for (const layer of layers) made.add(layer);
  return made;
}

type Ends = SymbolicTensor | readonly SymbolicTensor[];
const inners = (x: Ends) => (x instanceof SymbolicTensor ? x.inner : x.map((t) => t.inner));
/** A model between symbolic tensors. */
export const model = ({ inputs, outputs, name }: { inputs: Ends; outputs: Ends; name?: string }): LayersModel =>
  new LayersModel(kerasModel({ inputs: inners(inputs), outputs: inners(outputs), name }));
