/** The metric that `compile` is given: an object, a function, or the name of one where names are known. */
import { TacetError } from "@tacet/compiler";
import type { TargetShapes } from "../losses/names.ts";
import { Names, type NameTable } from "../names.ts";
import { show } from "../options.ts";
import { MeanMetric } from "./meanMetric.ts";
import { Metric } from "./metric.ts";
import type { MetricLike } from "./names.ts";

export { Mean } from "./mean.ts";
export { Metric } from "./metric.ts";
export type { MetricLike } from "./names.ts";

interface MetricTable extends NameTable {
  make(name: string, shapes?: TargetShapes): Metric;
  check(name: string): void;
}
export const metricNames = new Names<MetricTable>({
  one: "a metric",
  others: ["a function (yTrue, yPred) => values"],
  example: 'new BinaryAccuracy() from "tacet/core/metrics"',
});

/**
 * The metric that an identifier stands for. A name stays the metric's name, as typed.
 * @param shapes of targets and output, which "accuracy" chooses by
 * @throws TacetError for an unknown name, listing those near it
 */
export function getMetric(identifier: MetricLike, shapes?: TargetShapes): Metric {
  if (identifier instanceof Metric) return identifier;
  if (typeof identifier === "function") return new MeanMetric(identifier);
  if (typeof identifier === "string") return metricNames.for(identifier).make(identifier, shapes);
  throw metricNames.refusal(identifier);
}

/**
 * @internal
 * @throws TacetError where no metric of targets and predictions can come of the identifier, before any shape is known
 */
export function check(identifier: MetricLike): void {
  if (typeof identifier === "string") metricNames.for(identifier).check(identifier);
  else if (!getMetric(identifier).ofValues) return;
  else
    throw new TacetError(
      `metrics: expected metrics of targets and predictions, received ${show(identifier)}, which is of values. Give a function (yTrue, yPred) => values, whose mean is taken.`,
    );
}
