/**
 * What a metric is: sums kept in variables by the program, and a result that
 * the host computes from them. Source: keras/src/metrics/metric.py.
 */
import {
  formatShape,
  isStatic,
  TacetError,
  Variable,
  type StaticShape,
  type Tensor,
  type TypedArray,
} from "@tacet/compiler";
import { floatx, type Floatx } from "../floatx.ts";
import { autoName } from "../naming.ts";
import { oneOf, text, type Kinds } from "../options.ts";

/** The types that sums may have; counts of classes are integers. */
export type MetricType = Floatx | "int32";
export interface OptionsOfType<T extends MetricType> {
  /** The key in logs. Default: Keras's name of the metric. */
  readonly name?: string | undefined;
  /** The type of its sums. Default `setFloatx`'s. */
  readonly dtype?: T | undefined;
}
export type MetricOptions = OptionsOfType<Floatx>;

/** What the options of every metric may be; a metric's own table begins with these. */
export const metricKinds: Kinds<MetricOptions> = { name: text, dtype: oneOf("float32", "float64") };

/** A number, or a list of them where a metric keeps classes or thresholds apart. */
export type MetricResult = number | readonly number[];

export abstract class Metric {
  name: string;
  readonly dtype: MetricType;
  readonly #variables: Variable[] = [];
  constructor({ name, dtype = floatx() }: OptionsOfType<MetricType> = {}) {
    this.name = name ?? autoName(new.target.name);
    this.dtype = dtype;
  }
  /** Whether a better model has more or less of it, where that is known: what callbacks with `mode: "auto"` ask. */
  get direction(): "up" | "down" | undefined {
    return undefined;
  }
  /** Whether it is of values, and not of targets and predictions: such a metric has no place in `compile`. */
  readonly ofValues: boolean = false;
  /** The sums, in the order of creation. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }
  protected addVariable(name: string, shape: StaticShape = []): Variable {
    const variable = new Variable({ name, shape, dtype: this.dtype, trainable: false });
    this.#variables.push(variable);
    return variable;
  }
  /** The variable of this name, made when it is first asked for: where the shape is known from the first batch only. */
  protected variableOf(name: string, shape: StaticShape): Variable {
    return this.#variables.find((v) => v.name === name) ?? this.addVariable(name, shape);
  }
  /** Inside a step: adds a batch to the sums. Most take targets, predictions and weights; `Mean` takes values and weights. */
  abstract updateState(first: Tensor, second?: Tensor, sampleWeight?: Tensor): void;
  /** The metric, from the sums as they are or as they were copied (`variables` in order). */
  abstract result(states?: readonly TypedArray[]): MetricResult;
  /** Sets the sums to 0, from the host. */
  resetState(): void {
    for (const variable of this.#variables) variable.write(0);
  }
}

/** A result in the type of the sums. */
export const rounded = (value: number, dtype: MetricType): number => (dtype === "float64" ? value : Math.fround(value));

/** The columns of predictions [n, d]. @throws TacetError for another rank */
export function requireRank2(metric: Metric, predictions: Tensor): number {
  const [, columns] = predictions.shape;
  if (predictions.rank === 2 && columns !== undefined && isStatic(columns)) return columns;
  throw new TacetError(
    `Metric "${metric.name}": expected an output of rank 2, [n, d], received ${formatShape(predictions.shape)}. Flatten it first.`,
  );
}
