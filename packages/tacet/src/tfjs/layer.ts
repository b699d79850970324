/**
 * TensorFlow.js's layers and symbolic tensors, each holding tacet's. Source: tfjs-layers/src/engine/topology.ts.
 */
import { activeTrace, TacetError, Tensor as Inner } from "@tacet/compiler";
import type { Model } from "../index.ts";
import { batchShape, type BatchShape } from "./shapes.ts";
import { settled, Tensor, type TensorLike } from "./tensor.ts";
import { LayerVariable } from "./variable.ts";

/** Any of tacet's layers. */
export type InnerLayer = Model["layers"][number];
type InnerTensors = Parameters<InnerLayer["apply"]>[0];

/** A tensor to come: what a layer puts out, or `input` takes. */
export class SymbolicTensor {
  readonly inner: Inner;
  constructor(inner: Inner) {
    this.inner = inner;
  }
  /** The shape with `null` for the batch. */
  get shape(): BatchShape {
    return batchShape(this.inner.shape);
  }
  get dtype(): string {
    return this.inner.dtype;
  }
  get rank(): number {
    return this.inner.rank;
  }
}

/** The layer that stands for one of tacet's, the same each time. */
const standing = new WeakMap<InnerLayer, Layer>();
export const layerOf = (inner: InnerLayer): Layer => standing.get(inner) ?? new Layer(inner);

/** What `apply` gives for what it takes. */
export type Applied<T> = T extends Tensor ? Tensor : T extends readonly Tensor[] ? Tensor : SymbolicTensor;
export type LayerInput = Tensor | SymbolicTensor | readonly Tensor[] | readonly SymbolicTensor[];

export class Layer {
  readonly inner: InnerLayer;
  constructor(inner: InnerLayer) {
    this.inner = inner;
    standing.set(inner, this);
  }
  get name(): string {
    return this.inner.name;
  }
  get built(): boolean {
    return this.inner.built;
  }
  /** Whether training changes the weights, from the next `compile` on. */
  get trainable(): boolean {
    return this.inner.trainable;
  }
  set trainable(value: boolean) {
    this.inner.trainable = value;
  }
  /** Calls the layer: on tensors it computes, on symbolic ones it records. */
  apply<const T extends LayerInput>(inputs: T, options: { training?: boolean } = {}): Applied<T> {
    const result = this.inner.apply(lowered(inputs), options);
    return raised(result, this.name) as Applied<T>;
  }
  get input(): SymbolicTensor | SymbolicTensor[] {
    return symbolic(this.inner.input);
  }
  get output(): SymbolicTensor | SymbolicTensor[] {
    return symbolic(this.inner.output);
  }
  /** The shape of what it puts out, or a list of them. @throws TacetError while it is in no model */
  get outputShape(): BatchShape | BatchShape[] {
    const shapes = this.inner.outputShapes?.map(batchShape);
    if (shapes) return shapes.length === 1 ? shapes[0]! : shapes;
    throw new TacetError(`Layer "${this.name}": has no output shape yet. Add it to a model that knows its input.`);
  }
  get weights(): LayerVariable[] {
    return this.inner.weights.map((state) => new LayerVariable(state));
  }
  get trainableWeights(): LayerVariable[] {
    return this.inner.trainableWeights.map((state) => new LayerVariable(state));
  }
  get nonTrainableWeights(): LayerVariable[] {
    return this.inner.nonTrainableWeights.map((state) => new LayerVariable(state));
  }
  /** Copies of the weights. */
  getWeights(trainableOnly = false): Tensor[] {
    return (trainableOnly ? this.trainableWeights : this.weights).map((weight) => weight.read());
  }
  /** Replaces the weights, in the order of `getWeights`. @throws TacetError where number or shapes differ */
  setWeights(weights: readonly TensorLike[]): void {
    const own = this.weights;
    if (weights.length !== own.length)
      throw new TacetError(`Layer "${this.name}": setWeights expected ${own.length} weights, received ${weights.length}.`); // prettier-ignore
    own.forEach((weight, i) => weight.write(weights[i]!));
  }
  countParams(): number {
    return this.inner.countParams();
  }
  getClassName(): string {
    return this.inner.className;
  }
  /** Does nothing: memory is the garbage collector's. */
  dispose(): { refCountAfterDispose: number; numDisposedVariables: number } {
    return { refCountAfterDispose: 0, numDisposedVariables: 0 };
  }
}

const lowered = (inputs: LayerInput): InnerTensors =>
  Array.isArray(inputs)
    ? (inputs as readonly (Tensor | SymbolicTensor)[]).map((x) => x.inner)
    : (inputs as Tensor | SymbolicTensor).inner;
/** One of several is not told from one: layers of several outputs are called through their models. */
function raised(x: unknown, name: string): Tensor | SymbolicTensor | (Tensor | SymbolicTensor)[] {
  if (Array.isArray(x)) return x.map((e) => raised(e, name) as Tensor | SymbolicTensor);
  if (!(x instanceof Inner)) throw new TacetError(`Layer "${name}": expected it to give a tensor or a list of them.`);
  if ("source" in x) return new SymbolicTensor(x);
  return new Tensor(activeTrace() ? x : settled(x));
}
export function symbolic(x: InnerTensors): SymbolicTensor | SymbolicTensor[] {
  if (x instanceof Inner) return new SymbolicTensor(x);
  const list = Array.isArray(x) ? (x as readonly Inner[]) : Object.values(x as Readonly<Record<string, Inner>>);
  return list.map((t) => new SymbolicTensor(t));
}
