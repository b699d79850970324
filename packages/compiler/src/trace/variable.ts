/**
 * Persistent values: weights, optimizer slots, metric sums, seeds, learning
 * rates, coefficients. A program reads a variable at the start of a step and
 * writes what was assigned at its end; the host reads and writes between steps.
 */
import {
  extentAt,
  formatShape,
  layouts,
  sameShape,
  sizeOf,
  TacetError,
  type DType,
  type StaticShape,
  type TypedArray,
} from "../core/index.ts";
import { build, type Buffer, type Node, type ParameterNode, type Session } from "../ir/index.ts";
import { activeTrace } from "./active.ts";
import { ownerOf, setOwner } from "./owners.ts";
import { Tensor } from "./tensor.ts";

export interface VariableOptions {
  readonly name: string;
  readonly shape: StaticShape;
  /** float32 unless given. */
  readonly dtype?: DType;
  /** One number for every element, or all in row-major order; zeros unless given. */
  readonly value?: ArrayLike<number> | number;
  /** True unless given. */
  readonly trainable?: boolean;
}

/** Frees the memory of variables that nobody holds any more, such as those of a model that is gone. */
const abandoned = new FinalizationRegistry<{ readonly session: Session; readonly buffer: Buffer }>(
  ({ session, buffer }) => session.release(buffer),
);

/** The variable that a state parameter stands for. */
export function variableOf(node: Node): Variable | undefined {
  const owner = ownerOf(node);
  return owner instanceof Variable ? owner : undefined;
}

export class Variable {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
  trainable: boolean;
  readonly node: ParameterNode;
  #host: TypedArray | undefined;
  #session: Session | undefined;
  #buffer: Buffer | undefined;

  constructor({ name, shape, dtype = "float32", value = 0, trainable = true }: VariableOptions) {
    this.name = name;
    this.shape = [...shape];
    this.dtype = dtype;
    this.trainable = trainable;
    this.node = build.parameter("state", name, this.shape, dtype);
    setOwner(this.node, this);
    this.#host = layouts[dtype].allocate(this.size);
    this.write(value);
  }
  /** The number of elements. */
  get size(): number {
    return extentAt(sizeOf(this.shape), 1);
  }
  /** Its value in the graph: inside a step, what was last assigned. */
  get tensor(): Tensor {
    return activeTrace()?.valueOf(this) ?? new Tensor(this.node);
  }
  /** Records, inside a step, what the variable holds after it. Shape and type must be its own. */
  assign(value: Tensor): void {
    const trace = activeTrace();
    if (!trace)
      throw new TacetError(`Variable "${this.name}": assign works inside a step only; use write from outside.`);
    if (value.dtype !== this.dtype || !sameShape(value.shape, this.shape))
      throw new TacetError(
        `Variable "${this.name}" is ${this.dtype} ${formatShape(this.shape)}; it cannot be assigned ${value.dtype} ${formatShape(value.shape)}. Cast or reshape it first.`,
      );
    trace.assign(this, value);
  }
  /** A live view of the value; fetch it anew after anything ran. */
  read(): TypedArray {
    return this.#buffer ? this.#buffer.view() : this.#host!;
  }
  /** Replaces the value from the host. */
  write(values: ArrayLike<number> | number): void {
    const view = this.read();
    if (typeof values === "number") {
      // Most are sums that every epoch sets to 0, and \`fill\` is a call into the engine.
      if (view.length === 1) view[0] = values;
      else view.fill(values);
      return;
    }
    if (values.length !== view.length)
      throw new TacetError(
        `Variable "${this.name}" of shape ${formatShape(this.shape)} holds ${view.length} numbers, received ${values.length}.`,
      );
    view.set(values);
  }
  /** The value in the session's memory, moved there on first use; from then on `read` and `write` go there. */
  buffer(session: Session): Buffer {
    if (this.#buffer && this.#session === session) return this.#buffer;
    const buffer = session.buffer(this.shape, this.dtype, this.read());
    if (this.#buffer && this.#session) this.#session.release(this.#buffer);
    abandoned.unregister(this);
    abandoned.register(this, { session, buffer }, this);
    this.#host = undefined;
    this.#session = session;
    this.#buffer = buffer;
    return buffer;
  }
  /** Takes the value out of the session's memory and frees it there. */
  detach(): void {
    if (!this.#buffer || !this.#session) return;
    this.#host = this.#buffer.view().slice();
    this.#session.release(this.#buffer);
    abandoned.unregister(this);
    this.#buffer = undefined;
    this.#session = undefined;
  }
}
