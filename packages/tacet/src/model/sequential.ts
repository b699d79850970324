/** A model that is a stack of layers. Source: keras/src/models/sequential.py. */
import {
  formatShape,
  isStatic,
  sameShape,
  TacetError,
  type Shape,
  type StaticShape,
  type Tensor,
} from "@tacet/compiler";
import { InputLayer } from "../layers/input.ts";
import { Layer, withBatch, type CallOptions } from "../layers/layer.ts";
import { maskedBy } from "../layers/mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../layers/options.ts";
import { autoName } from "../naming.ts";
import { list, show, type Kinds } from "../options.ts";
import { Model } from "./model.ts";
import type { ModelInput } from "./network.ts";

export interface SequentialOptions extends Pick<LayerOptions, "name" | "trainable"> {
  layers?: readonly Layer[] | undefined;
}

const { name, trainable } = layerKinds;
const kinds: Kinds<SequentialOptions> = { name, trainable, layers: list };

/**
 * Layers in a row, each fed with what the last puts out. With an input (a first
 * layer with `inputShape`, or `layers.input`), weights are made as layers are
 * added; else at the first call of `fit`, `evaluate` or `predict`.
 */
export class Sequential extends Model {
  readonly #layers: Layer[] = [];
  #input: InputLayer | undefined;
  /** An input that leaves extents open, until there is data. */
  #open: InputLayer | undefined;
  /** The symbolic input, then what each layer puts out; empty while the input is not known. */
  #tensors: Tensor[] = [];
  /** Rows of other shapes that all layers take as they are built: images of another size, sequences of another length. */
  readonly #alsoTaken = new Set<string>();

  constructor(options?: SequentialOptions | readonly Layer[]) {
    const given = Array.isArray(options) ? { layers: options as readonly Layer[] } : (options as SequentialOptions);
    const { layers = [], ...rest } = layerOptions("Sequential", given, kinds);
    super(rest);
    for (const layer of layers) this.#append(layer);
    this.#nameFunctional();
  }
  override get className(): string {
    return "Sequential";
  }

  /** The layers, the input left out. */
  override get layers(): readonly Layer[] {
    return [...this.#layers];
  }
  override get sublayers(): readonly Layer[] {
    return this.#layers;
  }

  /**
   * Puts a layer on top.
   * @throws TacetError for a second input, a name that is taken, or a layer that doesn't fit on the last
   */
  add(layer: Layer): void {
    this.#append(layer);
    this.#nameFunctional();
  }
  /** In Keras a row whose input is known is a functional model inside, which takes an automatic name each time it is made. */
  #nameFunctional(): void {
    if (this.#input && this.#layers.length > 0) autoName("Functional");
  }
  #append(layer: Layer): void {
    if (!(layer instanceof Layer)) {
      throw new TacetError(
        `Model "${this.name}": add expects a layer such as layers.dense({ units: 1 }), received ${show(layer)}.`,
      );
    }
    if (this.#layers.some((l) => l.name === layer.name && l !== layer)) {
      throw new TacetError(
        `Model "${this.name}": expected layers with different names, received a second "${layer.name}". Give it another name.`,
      );
    }
    if (layer instanceof InputLayer) {
      if (this.#input ?? this.#open ?? this.#layers.length > 0) {
        throw new TacetError(
          `Model "${this.name}": expected the input as the first layer, received "${layer.name}" after ${this.#layers.length} layers.`,
        );
      }
      if (layer.inputShape) this.#setInput(layer);
      else this.#open = layer;
      return;
    }
    const input = this.#input ?? (this.#layers.length === 0 && !this.#open ? inputOf(layer) : undefined);
    // Fails before anything has changed.
    const output = input && layer.apply(this.#tensors.at(-1) ?? input.output);
    if (input && !this.#input) this.#setInput(input);
    if (output) this.#tensors.push(output);
    this.#layers.push(layer);
    this.#alsoTaken.clear();
    this.structureChanged();
  }

  /** Takes the last layer off and returns it. */
  pop(): Layer {
    const layer = this.#layers.pop();
    if (!layer) throw new TacetError(`Model "${this.name}": pop found no layer.`);
    if (this.#input) this.#tensors.pop();
    this.#nameFunctional();
    this.structureChanged(layer.revision + 1);
    return layer;
  }

  #setInput(input: InputLayer): void {
    const tensors = [input.output];
    for (const layer of this.#layers) tensors.push(layer.apply(tensors.at(-1)!));
    this.#input = input;
    this.#tensors = tensors;
  }

  override get built(): boolean {
    return this.#input !== undefined && this.#layers.every((l) => l.built);
  }
  override build(inputShape: Shape): void {
    const row = inputShape.slice(1);
    if (inputShape.length === 0 || !row.every(isStatic))
      throw this.fail("inputs [n, …] with rows of known shape", `shape ${formatShape(inputShape)}`, "Give inputShape.");
    this.prepare([row]);
  }
  override prepare(rows: readonly StaticShape[]): void {
    if (this.#layers.length === 0)
      throw new TacetError(`Model "${this.name}": expected layers, received none. Call model.add(layer) first.`);
    const [row] = rows;
    if (rows.length !== 1 || !row)
      throw new TacetError(`Model "${this.name}": expected one input, received ${rows.length}.`);
    if (!this.#input) this.#beginWith(row);
    const known = this.#input!.inputShape!;
    if (sameShape(known, row) || this.#alsoTaken.has(row.join())) return;
    try {
      if (known.length !== row.length) throw new TacetError(`its rank is ${row.length + 1}`);
      this.#layers.reduce<Shape>((shape, layer) => layer.computeOutputShape(shape), withBatch(row));
    } catch (error) {
      if (!(error instanceof TacetError)) throw error;
      throw new TacetError(
        `Model "${this.name}": expected x of shape ${formatShape(withBatch(known))}, as layer "${this.#layers[0]!.name}" takes, received ${formatShape(withBatch(row))}. Reshape the data, or build the model for it. (${error.message})`,
        { cause: error },
      );
    }
    this.#alsoTaken.add(row.join());
  }

  /** Makes the input from the first rows. */
  #beginWith(row: StaticShape): void {
    const { inputPattern: pattern, dtype } = this.#open ?? this.#layers[0]!;
    if (pattern && !(pattern.length === row.length && pattern.every((e, i) => e === null || e === row[i])))
      throw this.fail(
        `rows of shape ${show(pattern)}`,
        `rows of shape ${show(row)}`,
        "Reshape the data, or build the model for it.",
      );
    this.#setInput(new InputLayer({ shape: row, dtype, name: this.#open?.name }));
    this.#nameFunctional();
  }

  override get learnsForm(): boolean {
    return false;
  }
  override get modelInputs(): readonly ModelInput[] | undefined {
    const input = this.#input;
    return input && [{ name: input.name, shape: input.inputShape!, dtype: input.dtype }];
  }
  override get outputNames(): readonly string[] {
    return [this.#layers.at(-1)?.name ?? this.name];
  }
  override arrangeInputs(inputs: readonly Tensor[]): Tensor {
    return inputs[0]!;
  }
  override arrangeOutputs<E>(parts: readonly E[]): E {
    return parts[0]!;
  }
  /** The symbolic input of the first layer. @throws TacetError while the input is not known */
  override get input(): Tensor {
    return this.#tensors[0] ?? super.input;
  }
  /** What the last layer puts out, as a symbolic tensor. @throws TacetError while the input is not known */
  override get output(): Tensor {
    return this.#tensors.at(-1) ?? super.output;
  }
  /** The shape of the output, the batch in front; undefined while the input is not known. */
  get outputShape(): Shape | undefined {
    return this.#tensors.at(-1)?.shape;
  }

  override call(x: Tensor, { training, mask }: CallOptions): Tensor {
    return this.#layers.reduce((value, layer) => layer.apply(value, { training }), maskedBy(x, mask));
  }
  override forward(inputs: readonly Tensor[], options: Pick<CallOptions, "training">): Tensor[] {
    return [this.call(inputs[0]!, options)];
  }
}

/** The input that a first layer brings with it. */
function inputOf(layer: Layer): InputLayer | undefined {
  const shape = layer instanceof Sequential ? layer.modelInputs?.[0]?.shape : layer.inputShape;
  return shape && new InputLayer({ shape, dtype: layer.dtype });
}

/** A model that is a stack of layers, empty or of the layers given. */
export const sequential = (options?: SequentialOptions | readonly Layer[]): Sequential => new Sequential(options);
