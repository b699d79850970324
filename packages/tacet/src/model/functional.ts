/**
 * A model that is a graph of layers, closed between inputs and outputs.
 * Source: keras/src/models/functional.py.
 */
import { formatShape, isStatic, TacetError, type Shape, type StaticShape, type Tensor } from "@tacet/compiler";
import { InputLayer } from "../layers/input.ts";
import { Layer, rowShape, withBatch, type AnyLayer, type CallOptions } from "../layers/layer.ts";
import { flatMasks, maskedBy, maskOf, withMask } from "../layers/mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../layers/options.ts";
import { SymbolicTensor, type Operation } from "../layers/symbolic.ts";
import {
  arrange,
  flatShapes,
  isTensors,
  keysOf,
  leaves,
  type Arranged,
  type ShapesOf,
  type Tensors,
} from "../layers/tensors.ts";
import { anything, show, type Kinds } from "../options.ts";
import { findGraph, runGraph, type ModelGraph } from "./graph.ts";
import { Model } from "./model.ts";
import type { ModelInput } from "./network.ts";

export interface FunctionalOptions<I extends Tensors, O extends Tensors> extends Pick<LayerOptions, "name"> {
  /** Symbolic tensors to begin with: of `input`, or what any layer puts out. One, a list, or an object by name. */
  inputs: I;
  /** Symbolic tensors that follow from the inputs. One, a list, or an object by name. */
  outputs: O;
  /** Sets that of every layer, where it is given. */
  trainable?: boolean | undefined;
}
const kinds: Kinds<FunctionalOptions<Tensors, Tensors>> = {
  name: layerKinds.name,
  trainable: layerKinds.trainable,
  inputs: anything,
  outputs: anything,
};

export class Functional<I extends Tensors = Tensors, O extends Tensors = Tensors> extends Model<I, O> {
  readonly #inputs: I;
  readonly #outputs: O;
  /** The tensors that `inputs` and `outputs` name, in order. */
  readonly #entries: readonly SymbolicTensor[];
  readonly #exits: readonly SymbolicTensor[];
  readonly #graph: ModelGraph;
  readonly #modelInputs: readonly ModelInput[];

  constructor(options: FunctionalOptions<I, O>) {
    const given = layerOptions<FunctionalOptions<Tensors, Tensors>>("Functional", options, kinds);
    super({ name: given.name });
    this.#inputs = options.inputs;
    this.#outputs = options.outputs;
    this.#entries = symbolicTensors(this.name, "inputs", given.inputs);
    this.#exits = symbolicTensors(this.name, "outputs", given.outputs);
    // What a layer put out may be an input: an input layer stands there in place of what leads to it.
    const stands = new Map(this.#entries.map((t) => [t, isInput(t) ? t : standIn(this.name, t)]));
    const names = keysOf(given.inputs);
    this.#modelInputs = [...stands.values()].map(({ source: { operation }, shape, dtype }, i) => ({
      name: names?.[i] ?? operation.name,
      shape: rowShape(shape)!,
      dtype,
    }));
    this.#graph = findGraph(this.name, [...stands.values()], this.#exits, (t) => stands.get(t) ?? t);
    if (given.trainable !== undefined) this.trainable = given.trainable;
  }
  override get className(): string {
    return "Functional";
  }

  /** Layers and ops, in Keras's order. */
  get operations(): readonly Operation[] {
    return this.#graph.operations;
  }
  /** The layers in Keras's order, inputs among them. */
  override get layers(): readonly AnyLayer[] {
    return this.#graph.operations.filter((operation): operation is AnyLayer => operation instanceof Layer);
  }
  override get sublayers(): readonly AnyLayer[] {
    return this.layers;
  }
  /** The symbolic tensors between which the model was closed. */
  override get input(): I {
    return this.#inputs;
  }
  override get output(): O {
    return this.#outputs;
  }
  override get graph(): ModelGraph {
    return this.#graph;
  }
  override get built(): boolean {
    return true;
  }

  override get learnsForm(): boolean {
    return false;
  }
  override get modelInputs(): readonly ModelInput[] {
    return this.#modelInputs;
  }
  /** Names of an object of outputs, else those of the layers that give them. */
  override get outputNames(): readonly string[] {
    return keysOf(this.#outputs) ?? this.#exits.map((t) => t.source.operation.name);
  }
  override arrangeInputs(inputs: readonly Tensor[]): I {
    return arrange(this.#inputs, inputs) as Tensors as I;
  }
  override arrangeOutputs<E>(parts: readonly E[]): Arranged<O, E> {
    return arrange(this.#outputs, parts);
  }
  /** The shape of each output, the batch in front, arranged as the outputs are. */
  get outputShape(): ShapesOf<O> {
    return this.arrangeOutputs(this.#exits.map((t) => t.shape));
  }

  override prepare(rows: readonly StaticShape[]): void {
    this.#check(rows.map(withBatch));
  }
  protected override checkInput(shapes: ShapesOf<I>): void {
    this.#check(flatShapes(shapes));
  }
  #check(shapes: readonly Shape[]): void {
    if (shapes.length !== this.#modelInputs.length) {
      throw this.fail(
        `${this.#modelInputs.length} inputs (${this.#modelInputs.map((i) => i.name).join(", ")})`,
        String(shapes.length),
        "Give one array for each, in a list or by name.",
      );
    }
    this.#modelInputs.forEach(({ name, shape }, i) => {
      const row = shapes[i]!.slice(1);
      const fits = [row, [...row, 1], ...(row.at(-1) === 1 ? [row.slice(0, -1)] : [])].some(
        (r) => r.length === shape.length && r.every((e, k) => !isStatic(e) || e === shape[k]),
      );
      if (fits) return;
      throw this.fail(
        `input "${name}" of shape ${formatShape(withBatch(shape))}`,
        `shape ${formatShape(shapes[i]!)}`,
        "Reshape the data, or build the model for it.",
      );
    });
  }

  override call(x: I, { mask }: CallOptions<I>): O {
    const masks = flatMasks(mask);
    return this.arrangeOutputs(this.forward(leaves(x).map((t, i) => maskedBy(t, masks[i])))) as Tensors as O;
  }
  override forward(inputs: readonly Tensor[]): Tensor[] {
    const values = new Map(inputs.map((x, i) => [this.#entries[i]!, fitted(x, this.#modelInputs[i]!)]));
    runGraph(this.#graph, values);
    return this.#exits.map((t) => values.get(t)!);
  }
}

const isInput = (t: SymbolicTensor): boolean => t.source.inputs.length === 0;
function standIn(model: string, t: SymbolicTensor): SymbolicTensor {
  const row = rowShape(t.shape);
  const { name } = t.source.operation;
  if (row) {
    const layer = new InputLayer({ name: `${name}_output`, shape: row, dtype: t.dtype });
    return layer.inboundNodes[0]!.outputs[0]!;
  }
  throw new TacetError(
    `Model "${model}": expected inputs of shape [n, …], received the output ${formatShape(t.shape)} of "${name}".`,
  );
}

function symbolicTensors(model: string, what: string, given: unknown): readonly SymbolicTensor[] {
  const flat = isTensors(given) ? leaves(given) : [];
  const found = flat.filter((t) => t instanceof SymbolicTensor);
  if (found.length === flat.length && flat.length > 0) return found;
  throw new TacetError(
    `Model "${model}": expected ${what} to be symbolic tensors, as input({ shape }) and layers applied to it give, in a list or by name; received ${show(given)}.`,
  );
}

/** In the type of the input, and of its rank where only an axis of 1 at the end makes the difference. */
function fitted(x: Tensor, { shape, dtype }: ModelInput): Tensor {
  const cast = x.dtype === dtype ? x : x.cast(dtype);
  const rank = shape.length + 1;
  return withMask(cast.rank === rank ? cast : cast.rank < rank ? cast.expandDims(-1) : cast.squeeze(-1), maskOf(x));
}

/** A list of one stands for what is in it. */
export type Unpacked<T extends Tensors> = T extends readonly [infer E extends Tensor] ? E : T;
const unpacked = <T extends Tensors>(x: T): Unpacked<T> =>
  (Array.isArray(x) && x.length === 1 ? (x as readonly Tensor[])[0] : x) as Unpacked<T>;

/**
 * Closes a graph of layers: `const x = input({ shape: [2] }); model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) })`.
 * @throws TacetError where the outputs don't follow from the inputs, or two layers have one name
 */
export const model = <const I extends Tensors, const O extends Tensors>(
  options: FunctionalOptions<I, O>,
): Functional<Unpacked<I>, Unpacked<O>> => {
  const { inputs, outputs, ...rest } = options;
  return new Functional({ ...rest, inputs: unpacked(inputs), outputs: unpacked(outputs) });
};
