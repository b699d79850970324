/** Loops whose steps call layers: what those add to the loss, and report, leaves the loop with its results. */
import { ops, type Tensor } from "@tacet/compiler";
import { currentContext, outside, withContext } from "../context.ts";

export interface Steps {
  /** What is carried along, after the last step. */
  readonly carries: readonly Tensor[];
  /** What the steps put out, each stacked along a new first axis. */
  readonly outputs: readonly Tensor[];
}

/** Of more steps than this a gradient keeps the states at about every √length-th, and computes those between them again. */
const stepsKept = 1000;

/**
 * Runs `body` over the slices of `sequences` along their first axis; it gives the next carries, and outputs to be
 * stacked. Each penalty that a layer adds in it is summed over the steps, each metric is that of all.
 */
export function scanLayers(
  body: (carries: readonly Tensor[], slices: readonly Tensor[]) => Steps,
  initial: readonly Tensor[],
  sequences: readonly Tensor[],
  options: { readonly reverse?: boolean } = {},
): Steps {
  const context = currentContext() ?? outside();
  const gathered = { ...context, penalties: [], metrics: [] } satisfies typeof context;
  const { penalties, metrics }: typeof context = gathered;
  let width = 0;
  const [carries, stacks] = ops.scan<readonly Tensor[], readonly Tensor[], readonly Tensor[]>(
    (before, slices) => {
      const step = withContext(gathered, () => body(before, slices));
      width = step.outputs.length;
      return [step.carries, [...step.outputs, ...[...penalties, ...metrics].map(({ value }) => value)]];
    },
    initial,
    sequences,
    { ...options, checkpoint: sequences.some((x) => (x.shape[0] as number) > stepsKept) },
  );
  const values = stacks.slice(width);
  context.penalties.push(...penalties.map((penalty, i) => ({ ...penalty, value: values[i]!.sum() })));
  context.metrics.push(...metrics.map((metric, i) => ({ ...metric, value: values[penalties.length + i]! })));
  return { carries, outputs: stacks.slice(0, width) };
}

/** [n, t, …] → [t, n, …], and back. */
export const timeFirst = (x: Tensor): Tensor => x.transpose([1, 0, ...[...x.shape.keys()].slice(2)]);
