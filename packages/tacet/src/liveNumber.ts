/**
 * A number that programs read anew at every step: a learning rate, a penalty's
 * coefficient. Setting it changes a running program without compiling again.
 */
import { Variable, type DType, type Tensor } from "@tacet/compiler";

export class LiveNumber {
  readonly #name: string;
  readonly #variables = new Map<DType, Variable>();
  #value: number;

  constructor(name: string, value: number) {
    this.#name = name;
    this.#value = value;
  }
  /** As it was set, in double precision. */
  get value(): number {
    return this.#value;
  }
  set value(value: number) {
    this.#value = value;
    for (const variable of this.#variables.values()) variable.write(value);
  }
  /** The number inside a step, as a scalar of this type. */
  tensor(dtype: DType): Tensor {
    return this.variable(dtype).tensor;
  }
  /** The state that holds it, for programs of this type. */
  variable(dtype: DType): Variable {
    let variable = this.#variables.get(dtype);
    if (!variable) {
      variable = new Variable({ name: this.#name, shape: [], dtype, value: this.#value, trainable: false });
      this.#variables.set(dtype, variable);
    }
    return variable;
  }
}
