/**
 * The parts of a step: the loss with every penalty, the metrics, and the
 * update of weights. `trainStep` puts them together.
 *
 * Source: keras/src/trainers/trainer.py (compute_loss, compute_metrics).
 */
import { batch, build, formatShape, gradients, TacetError, Tensor, type Shape, type Variable } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import type { CallContext } from "../layers/context.ts";
import { maskOf } from "../layers/mask.ts";
import { restore } from "../layers/within.ts";
import type { Loss } from "../losses/lookup.ts";
import type { Metric } from "../metrics/lookup.ts";
import type { Optimizer } from "../optimizers/lookup.ts";
import { naming, resultOf } from "../result.ts";
import type { Compiled, Resolved } from "./compile.ts";
import type { AnyNetwork } from "./network.ts";

/** What the model gave for a batch, and what it should have given. Targets and weights may be missing for some outputs. */
export interface Measured {
  readonly outputs: readonly Tensor[];
  readonly targets: readonly (Tensor | undefined)[];
  readonly weights: readonly (Tensor | undefined)[];
}
/** A loss, and what is reported of its parts by key. */
export interface MeasuredLoss {
  readonly loss: Tensor;
  readonly parts: ReadonlyMap<string, Tensor>;
}

const resolve = (network: AnyNetwork, compiled: Compiled, { outputs, targets }: Measured): Resolved =>
  compiled.resolve(
    { names: network.outputNames, named: network.outputsNamed },
    outputs.map((o) => o.shape),
    outputs.map((_, i) => targets[i]?.shape),
  );

/** @param call what the layers have added to the loss */
export function measureLoss(
  network: AnyNetwork,
  compiled: Compiled,
  measured: Measured,
  call: CallContext,
): MeasuredLoss {
  const { outputs, targets, weights } = measured;
  const resolved = resolve(network, compiled, measured);
  const parts = new Map<string, Tensor>();
  const terms: Tensor[] = [];
  const add = (key: string, value: Tensor): void => {
    const scalar = value.cast(floatx());
    terms.push(scalar);
    const before = parts.get(key);
    parts.set(key, before ? before.add(scalar) : scalar);
  };

  const data = resolved.losses.map(({ loss, output, weight }) => {
    const value = applyLoss(network, output, loss, targets[output], outputs[output]!, weights[output]);
    add("data_loss", weight ? value.mul(weight) : value);
    return value;
  });
  for (const { kind, path, value, rows } of call.penalties) {
    const divided =
      rows !== undefined && compiled.activityReduction === "batch_mean" ? divideByRows(value, rows) : value;
    add(kind === "activity" ? `penalty/${path}` : `add_loss/${path}`, divided);
  }
  for (const { weight, regularizer, path } of network.regularizedWeights()) {
    const penalty = naming(`Layer "${path}", regularizer of "${weight.name}"`, () =>
      regularizer.call(weight.variable.tensor),
    );
    add(`weight_penalty/${path}`, penalty);
  }
  const [first, ...rest] = terms;
  if (!first) throw noLoss(network);
  const loss = rest.reduce((sum, term) => sum.add(term), first);

  const reported = new Map<string, Tensor>();
  if (data.length > 1) data.forEach((value, i) => reported.set(resolved.losses[i]!.key, value));
  if (compiled.reportsPenalty) for (const [key, value] of parts) reported.set(key, value);
  return { loss, parts: reported };
}

/** Adds a batch to the loss reported, to the metrics of `compile` and to those that layers add. */
export function measureMetrics(
  network: AnyNetwork,
  compiled: Compiled,
  { loss, parts }: MeasuredLoss,
  measured: Measured,
  call: CallContext,
): void {
  const { outputs, targets, weights } = measured;
  compiled.logBook.addLosses(new Map([["loss", loss], ...parts]), batch);
  for (const { key, metric, output, weighted } of resolve(network, compiled, measured).metrics) {
    applyMetric(network, output, metric, targets[output], outputs[output]!, weighted ? weights[output] : undefined);
    compiled.logBook.addMetric(key, metric);
  }
  for (const { name, value } of call.metrics) compiled.logBook.addMean(name, value);
}

/** Moves the weights by their gradients, and projects those with constraints. */
export function applyGradients(
  network: AnyNetwork,
  optimizer: Optimizer,
  slopes: readonly Tensor[],
  variables: readonly Variable[],
): void {
  variables.forEach(restore);
  const constrained = network.weightRecords(true).filter((w) => w.constraint && variables.includes(w.variable));
  optimizer.apply(slopes, variables, () => {
    for (const { variable, constraint } of constrained)
      variable.assign(resultOf(`The constraint of "${variable.name}"`, constraint!.call(variable.tensor)));
  });
}
export const gradientsOf = (loss: Tensor, variables: readonly Variable[]): Tensor[] =>
  gradients(
    loss.node,
    variables.map((v) => v.node),
  ).map((node) => new Tensor(node));

const outputAndTargets = (network: AnyNetwork, i: number, target: Tensor, output: Tensor): string =>
  `Output of layer "${network.outputNames[i]}", of shape ${formatShape(output.shape)}, with targets y of shape ${formatShape(target.shape)}`;

function applyMetric(
  network: AnyNetwork,
  i: number,
  metric: Metric,
  target: Tensor | undefined,
  output: Tensor,
  weight: Tensor | undefined,
): void {
  if (!target) {
    throw new TacetError(
      `Output of layer "${network.outputNames[i]}" has a metric, "${metric.name}": expected targets y for it, received none.`,
    );
  }
  naming(`${outputAndTargets(network, i, target, output)}: Metric "${metric.name}"`, () =>
    metric.updateState(target, output, weight),
  );
}
/** The loss of an output, with errors that name its layer. */
function applyLoss(
  network: AnyNetwork,
  i: number,
  loss: Loss,
  target: Tensor | undefined,
  output: Tensor,
  weight: Tensor | undefined,
): Tensor {
  if (!target) {
    throw new TacetError(
      `Output of layer "${network.outputNames[i]}" has a loss, "${loss.name}": expected targets y for it, received none.`,
    );
  }
  const value = naming(outputAndTargets(network, i, target, output), () =>
    loss.apply(target, output, weight, maskOf(output)),
  );
  if (value.shape.length === 0) return value;
  throw new TacetError(
    `${outputAndTargets(network, i, target, output)}: expected the loss "${loss.name}" to be one number, received shape ${formatShape(value.shape)}. Choose a reduction other than "none".`,
  );
}
const divideByRows = (value: Tensor, rows: Shape[number]): Tensor =>
  // An empty batch has no penalty, rather than 0 / 0.
  rows === 0 ? value.mul(0) : value.div(new Tensor(build.extent(rows, value.dtype)));

export const noLoss = (network: AnyNetwork): TacetError =>
  new TacetError(
    `Model "${network.name}" has no loss: expected a loss in compile, or layers that add penalties; received neither. Call model.compile({ loss: "mse", … }).`,
  );
