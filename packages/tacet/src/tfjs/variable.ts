/**
 * What changes: `tf.variable`, and the weights of layers as TensorFlow.js shows them.
 * Source: tfjs-core/src/tensor.ts (Variable), tfjs-layers/src/variables.ts (LayerVariable).
 */
import { activeTrace, build, formatShape, TacetError, Tensor as Inner, Variable as State } from "@tacet/compiler";
import { formatOf } from "./shapes.ts";
import { tensor, Tensor, type Shape, type TensorLike } from "./tensor.ts";
import type { DataType } from "./ops/index.ts";

const numbersOf = (state: State): Inner => new Inner(build.literal(state.read().slice(), state.shape, state.dtype));
function write(state: State, value: TensorLike, what: string): void {
  const given = value instanceof Tensor ? value : tensor(value);
  if (given.size !== state.size || formatOf(given.shape) !== formatOf(state.shape))
    throw new TacetError(`${what}: expected a tensor of shape ${formatShape(state.shape)}, received ${formatOf(given.shape)}.`); // prettier-ignore
  state.write(given.dataSync());
}

let named = 0;
/** A tensor that `assign` and optimizers change. */
export class Variable extends Tensor {
  readonly state: State;
  readonly name: string;
  constructor(initialValue: Tensor, trainable = true, name = `Variable_${++named}`) {
    super(initialValue.inner);
    this.name = name;
    this.state = new State({ name, shape: initialValue.shape, dtype: initialValue.dtype, trainable, value: initialValue.dataSync() }); // prettier-ignore
  }
  /** Inside a step what is to be differentiated, else the numbers now. */
  override get inner(): Inner {
    return activeTrace() ? this.state.tensor : numbersOf(this.state);
  }
  get trainable(): boolean {
    return this.state.trainable;
  }
  /** Replaces the value by one of the same shape. */
  assign(newValue: Tensor): void {
    write(this.state, newValue, `Variable "${this.name}"`);
  }
}
/** A tensor that can change. */
export const variable = (initialValue: TensorLike, trainable = true, name?: string, dtype?: DataType): Variable =>
  new Variable(tensor(initialValue, undefined, dtype), trainable, name);

/** A weight of a layer. */
export class LayerVariable {
  readonly state: State;
  constructor(state: State) {
    this.state = state;
  }
  get name(): string {
    return this.state.name;
  }
  get originalName(): string {
    return this.state.name;
  }
  get shape(): Shape {
    return this.state.shape;
  }
  get dtype(): DataType {
    return this.state.dtype as DataType;
  }
  get trainable(): boolean {
    return this.state.trainable;
  }
  get val(): Tensor {
    return this.read();
  }
  /** The value now. */
  read(): Tensor {
    return new Tensor(numbersOf(this.state));
  }
  /** Replaces the value by one of the same shape. */
  write(value: TensorLike): this {
    write(this.state, value, `The weight "${this.name}"`);
    return this;
  }
}
