/**
 * States that stay from batch to batch, for layers that are stateful: variables with a row for each row of a batch, which
 * all batches have as many of. Source: keras/src/layers/rnn/rnn.py; Keras on JAX keeps them only between direct calls.
 */
import {
  activeTrace,
  build,
  isStatic,
  Tensor,
  tensor,
  Variable,
  type DType,
  type Shape,
  type StaticShape,
} from "@tacet/compiler";
import { numbersOf } from "../../engine.ts";

export class KeptStates {
  readonly rows: number;
  readonly #variables: readonly Variable[];

  /** @param shapes those of the states, batch first */
  constructor(rows: number, shapes: readonly Shape[], dtype: DType) {
    this.rows = rows;
    this.#variables = shapes.map((shape) => {
      const fixed = [rows, ...shape.slice(1)] as StaticShape;
      return new Variable({ name: "rnn_state", shape: fixed, dtype, trainable: false });
    });
  }
  /** The states, for a batch of this extent. */
  read(x: Tensor): readonly Tensor[] {
    if (activeTrace() === undefined) {
      // What a direct call gives may be asked for after the states have changed.
      return this.#variables.map((v) => tensor(v.read().slice(), v.shape, v.dtype));
    }
    const places = isStatic(x.shape[0]!) ? undefined : rowsOf(x);
    return this.#variables.map((v) => (places ? v.tensor.take(places, 0) : v.tensor));
  }
  /** Keeps them: at the end of the step that is recorded, or now. */
  write(states: readonly Tensor[]): void {
    const tracing = activeTrace() !== undefined;
    const values = states.map((s) =>
      isStatic(s.shape[0]!) ? s : new Tensor(build.scatterAdd(rowsOf(s).node, s.node, this.rows)),
    );
    // All are computed before any of them changes.
    const found = tracing ? [] : values.map((s) => numbersOf(s));
    this.#variables.forEach((variable, i) => {
      if (tracing) variable.assign(values[i]!);
      else variable.write(found[i]!);
    });
  }
  reset(): void {
    for (const variable of this.#variables) variable.write(0);
  }
}
/** The places of a batch's rows, [n]. */
const rowsOf = (x: Tensor): Tensor => new Tensor(build.iota([x.shape[0]!], 0, "int32"));
