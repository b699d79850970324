/** Rows of a table by their number. Source: keras/src/layers/core/embedding.py. */
import { ops, tensor, type Tensor, type TensorLike, type Variable } from "@tacet/compiler";
import type { ConstraintLike } from "../constraints/lookup.ts";
import type { Initializer, InitializerLike } from "../initializers/lookup.ts";
import { RandomUniform } from "../initializers/random.ts";
import { anything, flag, required, wholeFrom, type Kinds } from "../options.ts";
import type { RegularizerLike } from "../regularizers/lookup.ts";
import { notePointsInto } from "./indices.ts";
import { Layer } from "./layer.ts";
import type { Masks } from "./mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";
import { weightSpec, type WeightSpec } from "./weight.ts";

export interface EmbeddingOptions extends Omit<LayerOptions, "inputDim"> {
  /** How many rows the table has: the largest index + 1. */
  inputDim: number;
  /** The width of a row. */
  outputDim: number;
  /** Of the table [inputDim, outputDim]. Default "uniform". */
  embeddingsInitializer?: InitializerLike | undefined;
  /** A penalty on the table that training adds to the loss. */
  embeddingsRegularizer?: RegularizerLike | null | undefined;
  /** What the table becomes after each update of training. */
  embeddingsConstraint?: ConstraintLike | null | undefined;
  /** Whether index 0 is padding: its steps are masked. Default false. */
  maskZero?: boolean | undefined;
  /** The table to begin with, [inputDim, outputDim]. */
  weights?: TensorLike | undefined;
  /** Short for `inputShape: [n]`, as TensorFlow.js has it. */
  inputLength?: number | undefined;
}
export const embeddingKinds: Kinds<EmbeddingOptions> = {
  ...layerKinds,
  inputDim: required(wholeFrom(1)),
  outputDim: required(wholeFrom(1)),
  embeddingsInitializer: anything,
  embeddingsRegularizer: anything,
  embeddingsConstraint: anything,
  maskZero: flag,
  weights: anything,
  inputLength: wholeFrom(1),
};

/**
 * Indices [n, …] → rows of the table [n, …, outputDim]. Other types are cast to int32. As in Keras on JAX, a negative
 * index counts from the end, and one beyond the table gives NaN; nothing outside of the table is read. `fit`, `evaluate`,
 * `predict` and steps on a batch check data that comes to the layer as it was given, and throw before anything runs, where
 * Keras goes on with NaN.
 * @typeParam A further arguments of a call
 */
export class Embedding<A extends object = object> extends Layer<Tensor, Tensor, A> {
  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  /** The table, [inputDim, outputDim]; undefined until the layer is built. */
  embeddings: Variable | undefined;
  readonly #spec: WeightSpec;
  readonly #weights: Tensor | undefined;

  constructor(options: EmbeddingOptions) {
    const { inputDim, inputLength, ...rest } = layerOptions("Embedding", options, embeddingKinds);
    super(inputLength === undefined ? rest : { inputShape: inputLength, ...rest });
    this.inputDim = inputDim;
    this.outputDim = rest.outputDim;
    this.maskZero = rest.maskZero ?? false;
    this.supportsMasking = this.maskZero;
    const { embeddingsInitializer = new RandomUniform(), embeddingsRegularizer, embeddingsConstraint } = rest;
    this.#spec = weightSpec(embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint);
    this.#weights = rest.weights === undefined ? undefined : tensor(rest.weights, undefined, this.dtype);
  }
  override get className(): string {
    return "Embedding";
  }
  /** What the table starts from, as the options say. */
  protected get initializer(): Initializer {
    return this.#spec.initializer;
  }
  override build(): void {
    this.embeddings = this.addWeight({
      name: "embeddings",
      shape: [this.inputDim, this.outputDim],
      ...this.#spec,
      initializer: this.#weights ?? this.#spec.initializer,
    });
  }
  /** Indices stay as they are: a float type may not hold large ones. */
  protected override convertInput(x: Tensor): Tensor {
    return x;
  }
  /** False at padding; undefined where there is none. */
  protected paddingMask(x: Tensor): Tensor | undefined {
    return this.maskZero ? x.notEqual(0) : undefined;
  }
  override computeMask(x: Tensor): Masks {
    return this.paddingMask(x);
  }
  call(x: Tensor, _options: unknown): Tensor {
    notePointsInto({ owner: this.label, size: this.inputDim }, x);
    const index = x.cast("int32");
    const rows = this.embeddings!.tensor.take(index, 0);
    const inside = index.less(this.inputDim).logicalAnd(index.greaterEqual(-this.inputDim));
    return ops.where(inside.expandDims(-1), rows, NaN);
  }
}
