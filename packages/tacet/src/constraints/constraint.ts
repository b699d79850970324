/** What a constraint is: a projection of a weight, applied after each update. Source: keras/src/constraints/constraints.py. */
import type { Tensor } from "@tacet/compiler";

export abstract class Constraint {
  /** Keras's class name, for configurations. */
  get className(): string {
    return this.constructor.name;
  }
  /** The projected weight, of the same shape. */
  abstract call(weight: Tensor): Tensor;
  /** The options that make an equal constraint. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** A plain function of a weight as constraint. */
export class FunctionConstraint extends Constraint {
  readonly fn: (weight: Tensor) => Tensor;
  constructor(fn: (weight: Tensor) => Tensor) {
    super();
    this.fn = fn;
  }
  override call(weight: Tensor): Tensor {
    return this.fn(weight);
  }
}
