/** Mean errors as metrics. Source: keras/src/metrics/regression_metrics.py. */
import type { Tensor } from "@tacet/compiler";
import { checkOptions } from "../options.ts";
import { toSameRank } from "../losses/shapes.ts";
import { MeanMetric } from "./meanMetric.ts";
import { metricKinds, type MetricOptions } from "./metric.ts";

/** Targets in the type of the predictions, of one rank. */
function difference(yTrue: Tensor, yPred: Tensor): Tensor {
  const [t, p] = toSameRank(yTrue.cast(yPred.dtype), yPred);
  return t.sub(p);
}
/** The mean of (t - p)². */
export class MeanSquaredErrorMetric extends MeanMetric {
  constructor(given?: MetricOptions) {
    const options = checkOptions("meanSquaredError", given, metricKinds);
    super((t, p) => difference(t, p).square().mean(-1), { ...options, name: options.name ?? "mean_squared_error" });
  }
  override get direction(): "down" {
    return "down";
  }
}
/** The mean of |t - p|. */
export class MeanAbsoluteErrorMetric extends MeanMetric {
  constructor(given?: MetricOptions) {
    const options = checkOptions("meanAbsoluteError", given, metricKinds);
    super((t, p) => difference(t, p).abs().mean(-1), { ...options, name: options.name ?? "mean_absolute_error" });
  }
  override get direction(): "down" {
    return "down";
  }
}
