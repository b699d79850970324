/**
 * What an optimizer is: slots beside each weight, and an update of both from a
 * gradient, recorded inside a step. Source: keras/src/optimizers/base_optimizer.py.
 */
import { formatShape, ops, sameShape, TacetError, Variable, type DType, type Tensor } from "@tacet/compiler";
import { LiveNumber } from "../liveNumber.ts";
import { magnitude, show, text, type Kinds } from "../options.ts";

export interface OptimizerOptions {
  /** A finite number from 0. */
  readonly learningRate?: number | undefined;
  readonly name?: string | undefined;
}

/** What the options of every optimizer may be; an optimizer's own table begins with these. */
export const optimizerKinds: Kinds<OptimizerOptions> = { learningRate: magnitude, name: text };

export abstract class Optimizer {
  readonly name: string;
  /** Steps taken: an int32 scalar. */
  readonly iterations: Variable;
  readonly #learningRate: LiveNumber;
  readonly #slots = new Map<Variable, Map<string, Variable>>();

  constructor(name: string, learningRate: number) {
    this.name = name;
    this.#learningRate = new LiveNumber("learning_rate", this.#checkedRate(learningRate));
    this.iterations = new Variable({ name: "iterations", shape: [], dtype: "int32", trainable: false });
  }
  /** Live: set by a callback, it counts from the next step on. */
  get learningRate(): number {
    return this.#learningRate.value;
  }
  set learningRate(value: number) {
    this.#learningRate.value = this.#checkedRate(value);
  }
  /** Iterations, learning rate, then the slots in the order of the weights: Keras's order. */
  get variables(): Variable[] {
    return [
      this.iterations,
      this.#learningRate.variable("float32"),
      ...[...this.#slots.values()].flatMap((slots) => [...slots.values()]),
    ];
  }

  /** Inside a step: moves each weight by its gradient, and counts the step. */
  apply(gradients: readonly Tensor[], weights: readonly Variable[]): void {
    if (gradients.length !== weights.length)
      throw new TacetError(
        `Optimizer "${this.name}": expected one gradient a weight, received ${gradients.length} for ${weights.length}.`,
      );
    if (this.#slots.size > 0 && weights.length > 0 && !weights.some((weight) => this.#slots.has(weight))) {
      throw new TacetError(
        `Optimizer "${this.name}": expected the weights it has trained before, received those of another model ("${weights[0]!.name}", …). Make an optimizer for each model.`,
      );
    }
    weights.forEach((weight, i) => {
      const gradient = gradients[i]!.cast(weight.dtype);
      if (!sameShape(gradient.shape, weight.shape))
        throw new TacetError(
          `Optimizer "${this.name}": weight "${weight.name}" of shape ${formatShape(weight.shape)} received a gradient of shape ${formatShape(gradient.shape)}.`,
        );
      this.updateStep(gradient, weight, this.#learningRate.tensor(weight.dtype));
    });
    this.iterations.assign(this.iterations.tensor.add(1));
  }
  /** Assigns a weight and its slots; the learning rate is a scalar of the weight's type. */
  protected abstract updateStep(gradient: Tensor, weight: Variable, learningRate: Tensor): void;

  /** The weight's slot of this name: zeros of its shape and type at first. */
  protected slot(weight: Variable, name: string): Variable {
    let slots = this.#slots.get(weight);
    if (!slots) this.#slots.set(weight, (slots = new Map<string, Variable>()));
    let slot = slots.get(name);
    if (!slot) {
      slot = new Variable({
        name: `${weight.name}/${name}`,
        shape: weight.shape,
        dtype: weight.dtype,
        trainable: false,
      });
      slots.set(name, slot);
    }
    return slot;
  }
  /**
   * Writes a slot and gives what it now holds. Magnitudes under the smallest
   * normal number become 0: arithmetic on denormals is slow by a factor of 40.
   */
  protected store(slot: Variable, value: Tensor): Tensor {
    const flushed = ops.flushDenormals(value);
    slot.assign(flushed);
    return flushed;
  }
  /** base ^ (steps taken, this one included), rounded once. */
  protected powerOfStep(base: number, dtype: DType): Tensor {
    // In double precision: 1 - base^t cancels, and would show an error in the last place of a float32 power.
    const held = dtype === "float32" ? Math.fround(base) : base;
    const step = this.iterations.tensor.add(1).cast("float64");
    return ops.power(ops.full([], held, "float64"), step).cast(dtype);
  }
  #checkedRate(value: unknown): number {
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
    throw new TacetError(
      `Optimizer "${this.name}": expected learningRate to be a finite number from 0, received ${show(value)}.`,
    );
  }
  getConfig(): Record<string, unknown> {
    return { name: this.name, learning_rate: this.learningRate };
  }
}
