/** Shows metrics one batch: what their tests use. */
import { flatten } from "@tacet/compiler";
import type { Metric } from "../metrics/metric.ts";
import { createStep } from "./step.ts";

type Rows = readonly number[] | readonly (readonly number[])[];

/** The metric, after targets, predictions and weights of some rows. */
export function updated<M extends Metric>(metric: M, ...operands: readonly (Rows | undefined)[]): M {
  const given = operands.filter((rows) => rows !== undefined).map((rows) => flatten(rows));
  const n = given[0]!.shape[0]!;
  const step = createStep(
    given.map(({ shape }) => ({ shape: [{ batch: 1 }, ...shape.slice(1)] })),
    ([a, b, c]) => (metric.updateState(a!, b, c), []),
  );
  step(n, ...given.map(({ data }) => data));
  return metric;
}
