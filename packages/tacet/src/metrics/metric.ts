/**
 * What a metric is: sums kept in variables by the program, and a result that
 * the host computes from them. Source: keras/src/metrics/metric.py.
 */
import { Variable, type StaticShape, type Tensor, type TypedArray } from "@tacet/compiler";
import { floatx, type Floatx } from "../floatx.ts";
import { autoName } from "../naming.ts";
import { oneOf, text, type Kinds } from "../options.ts";

export interface MetricOptions {
  /** The key in logs. Default: Keras's name of the metric. */
  readonly name?: string | undefined;
  /** The type of its sums. Default `setFloatx`'s. */
  readonly dtype?: Floatx | undefined;
}

/** What the options of every metric may be; a metric's own table begins with these. */
export const metricKinds: Kinds<MetricOptions> = { name: text, dtype: oneOf("float32", "float64") };

export abstract class Metric {
  name: string;
  readonly dtype: Floatx;
  readonly #variables: Variable[] = [];
  constructor({ name, dtype = floatx() }: MetricOptions = {}) {
    this.name = name ?? autoName(new.target.name);
    this.dtype = dtype;
  }
  /** Whether a better model has more or less of it, where that is known: what callbacks with `mode: "auto"` ask. */
  get direction(): "up" | "down" | undefined {
    return undefined;
  }
  /** The sums, in the order of creation. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }
  protected addVariable(name: string, shape: StaticShape = []): Variable {
    const variable = new Variable({ name, shape, dtype: this.dtype, trainable: false });
    this.#variables.push(variable);
    return variable;
  }
  /** Inside a step: adds a batch to the sums. Most take targets, predictions and weights; `Mean` takes values and weights. */
  abstract updateState(first: Tensor, second?: Tensor, sampleWeight?: Tensor): void;
  /** The metric, from the sums as they are or as they were copied (`variables` in order). */
  abstract result(states?: readonly TypedArray[]): number;
  /** Sets the sums to 0, from the host. */
  resetState(): void {
    for (const variable of this.#variables) variable.write(0);
  }
}
