/** The mean of a function of targets and predictions. Source: keras/src/metrics/reduction_metrics.py, MeanMetricWrapper. */
import type { Tensor, TypedArray } from "@tacet/compiler";
import { maskOf } from "../layers/mask.ts";
import { applyMask } from "../losses/loss.ts";
import { autoName } from "../naming.ts";
import { callable, checkOptions, required, type Kinds } from "../options.ts";
import { resultOf } from "../result.ts";
import { Mean } from "./mean.ts";
import { Metric, metricKinds, type MetricOptions } from "./metric.ts";

/** Targets and predictions to a value a row. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

export class MeanMetric extends Metric {
  readonly fn: MetricFunction;
  readonly #mean: Mean;
  constructor(fn: MetricFunction, options: MetricOptions = {}) {
    super({ ...options, name: options.name ?? (fn.name || undefined) });
    this.fn = fn;
    this.#mean = new Mean({ dtype: options.dtype });
  }
  override get variables() {
    return this.#mean.variables;
  }
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const weight = applyMask(sampleWeight?.cast(this.dtype), maskOf(yPred), this.dtype, "sum");
    this.#mean.updateState(resultOf("its function", this.fn(yTrue, yPred)), weight);
  }
  override result(states?: readonly TypedArray[]): number {
    return this.#mean.result(states);
  }
  override resetState(): void {
    this.#mean.resetState();
  }
}

export interface MeanMetricWrapperOptions extends MetricOptions {
  /** Targets and predictions to a value a row. */
  readonly fn: MetricFunction;
}
const wrapperKinds: Kinds<MeanMetricWrapperOptions> = { ...metricKinds, fn: required(callable) };
/** The mean of a function; a bare function in `compile` is one under its own name. */
export class MeanMetricWrapper extends MeanMetric {
  constructor(given: MeanMetricWrapperOptions) {
    const { fn, ...options } = checkOptions("meanMetricWrapper", given, wrapperKinds);
    super(fn, { ...options, name: options.name ?? autoName("MeanMetricWrapper") });
  }
}
