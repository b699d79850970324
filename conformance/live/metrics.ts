/** How metrics are drawn for the targets that a model has. */
import type { metrics as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec, type TargetKind } from "./tables.ts";

type MetricName = NamesOf<typeof registered.registry>;
interface MetricDraw {
  readonly targets: readonly TargetKind[];
  readonly options?: (d: Draw) => Options;
}
const numeric: MetricDraw = { targets: ["real", "binary", "oneHot"] };

const metrics: Readonly<Record<MetricName, MetricDraw | string>> = {
  binary_accuracy: { targets: ["binary"], options: (d) => d.maybe(0.5, () => ({ threshold: 0.3 })) },
  categorical_accuracy: { targets: ["oneHot"] },
  sparse_categorical_accuracy: { targets: ["labels"] },
  mean_squared_error: numeric,
  mean_absolute_error: numeric,
};
/** Names that choose a metric by the shapes of output and targets. */
const accuracies = ["accuracy", "acc"];

export function drawMetrics(d: Draw, kind: TargetKind, most: number): Spec[] {
  const fitting = drawn(metrics).filter(([, { targets }]) => targets.includes(kind));
  const chosen = d.some(fitting, most).map(([name, { options }]) => spec(d, name, options?.(d) ?? {}));
  return kind !== "real" && d.chance(0.4) ? [d.one(accuracies), ...chosen] : chosen;
}
