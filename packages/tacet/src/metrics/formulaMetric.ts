/**
 * Metrics that are the mean of a formula of targets and predictions, with the formula's options: most share theirs with
 * a loss. Source: keras/src/metrics/reduction_metrics.py, MeanMetricWrapper.
 */
import { complete, type Complete, type Formula } from "../losses/formula.ts";
import { toSameRank } from "../losses/shapes.ts";
import { checkOptions, type Kinds } from "../options.ts";
import { MeanMetric } from "./meanMetric.ts";
import { metricKinds, type MetricOptions } from "./metric.ts";

export type Direction = "up" | "down";

/** A metric with options of its own. */
export abstract class FormulaMetric<F extends object> extends MeanMetric {
  readonly options: Complete<F>;
  constructor(
    factory: string,
    name: string,
    compute: Formula<F>,
    kinds: Kinds<F>,
    given: (F & MetricOptions) | undefined,
  ) {
    const options = checkOptions<F & MetricOptions>(factory, given, { ...metricKinds, ...kinds } as Kinds<
      F & MetricOptions
    >);
    const own = complete(compute.defaults, options);
    super(
      (yTrue, yPred) => {
        const [t, p] = toSameRank(yTrue.cast(yPred.dtype), yPred);
        return compute(t, p, own);
      },
      { ...options, name: options.name ?? name },
    );
    this.options = own;
  }
}

/**
 * The class of the metric.
 * @param factory what a user calls, in error messages
 * @param name Keras's name of the metric
 */
export function metricClass<F extends object>(
  factory: string,
  name: string,
  compute: Formula<F>,
  direction: Direction,
  kinds: Kinds<F>,
): new (options?: F & MetricOptions) => FormulaMetric<F> {
  return class extends FormulaMetric<F> {
    constructor(options?: F & MetricOptions) {
      super(factory, name, compute, kinds, options);
    }
    override get direction(): Direction {
      return direction;
    }
  };
}
