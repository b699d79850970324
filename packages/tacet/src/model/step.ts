/**
 * The three steps of a model, each traced into one graph: training (forward,
 * loss with every penalty, metrics, gradients, updates), testing (the same
 * without the last two) and prediction. What may change while a model trains
 * is a variable of the graph, never a constant in it.
 *
 * Source: keras/src/backend/jax/trainer.py, keras/src/trainers/trainer.py.
 */
import {
  batch,
  build,
  formatShape,
  gradients,
  TacetError,
  Tensor,
  traceStep,
  type DType,
  type InputSpec,
  type Shape,
  type StaticShape,
  type TracedStep,
} from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { withContext, type CallContext } from "../layers/context.ts";
import { withBatch } from "../layers/layer.ts";
import type { Loss } from "../losses/index.ts";
import type { Metric } from "../metrics/index.ts";
import { naming, resultOf } from "../result.ts";
import type { Compiled } from "./compile.ts";
import type { AnyNetwork } from "./network.ts";

/** The rows of a batch: inputs, targets and (none, or one for each target) sample weights. */
export interface Signature {
  readonly x: readonly StaticShape[];
  readonly y: readonly StaticShape[];
  /** Which output each target is of. */
  readonly outputs: readonly number[];
  readonly weights: readonly StaticShape[];
}
export const signatureKey = (signature: Signature): string => JSON.stringify(signature);

/** The batch inputs of a step, in the order in which data is given. */
export function stepInputs(
  network: AnyNetwork,
  { x, y, outputs, weights }: Signature,
): { name: string; row: StaticShape; dtype: DType }[] {
  const inputs = network.modelInputs!;
  const names = network.outputNames;
  const suffix = (i: number): string => (names.length > 1 ? `/${names[outputs[i]!]}` : "");
  return [
    ...x.map((row, i) => ({ name: inputs.length > 1 ? inputs[i]!.name : "x", row, dtype: inputs[i]!.dtype })),
    ...y.map((row, i) => ({ name: `y${suffix(i)}`, row, dtype: floatx() })),
    ...weights.map((row, i) => ({ name: `sampleWeight${suffix(i)}`, row, dtype: floatx() })),
  ];
}
const specs = (network: AnyNetwork, signature: Signature): InputSpec[] =>
  stepInputs(network, signature).map(({ name, row, dtype }) => ({ name, shape: withBatch(row), dtype }));

/** Applies the model, and gathers what its layers add to the loss. */
function forward(
  network: AnyNetwork,
  inputs: readonly Tensor[],
  training: boolean,
): { outputs: Tensor[]; context: CallContext } {
  const context: CallContext = { training, penalties: [], path: [] };
  return { outputs: withContext(context, () => network.forward(inputs, { training })), context };
}

/** Forward pass, loss and metrics; returns the loss and its parts by key. */
function measure(
  network: AnyNetwork,
  compiled: Compiled,
  signature: Signature,
  tensors: readonly Tensor[],
  training: boolean,
): Tensor {
  const { x, y } = signature;
  const inputs = tensors.slice(0, x.length);
  const { outputs, context } = forward(network, inputs, training);
  const [targets, weights] = [0, y.length].map((from) => {
    const given = tensors.slice(x.length + from, x.length + from + y.length);
    return outputs.map((_, i): Tensor | undefined => given[signature.outputs.indexOf(i)]);
  }) as [(Tensor | undefined)[], (Tensor | undefined)[]];
  const resolved = compiled.resolve(
    { names: network.outputNames, named: network.outputsNamed },
    outputs.map((o) => o.shape),
    targets.map((t) => t?.shape),
  );
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
  for (const { kind, path, value, rows } of context.penalties) {
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

  const reported = new Map([["loss", loss]]);
  if (data.length > 1) data.forEach((value, i) => reported.set(resolved.losses[i]!.key, value));
  if (compiled.reportsPenalty) for (const [key, value] of parts) reported.set(key, value);
  compiled.report.update(reported, batch);
  for (const { metric, output, weighted } of resolved.metrics) {
    applyMetric(network, output, metric, targets[output], outputs[output]!, weighted ? weights[output] : undefined);
  }
  return loss;
}
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
  const value = naming(outputAndTargets(network, i, target, output), () => loss.apply(target, output, weight));
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

export function traceTrainStep(network: AnyNetwork, compiled: Compiled, signature: Signature): TracedStep {
  return traceStep(specs(network, signature), (tensors) => {
    const loss = measure(network, compiled, signature, tensors, true);
    const weights = network.weightRecords(true);
    const variables = weights.map((w) => w.variable);
    const { optimizer } = compiled;
    // Before the loss is scaled: by what one of its variables holds, it may be.
    optimizer.build(variables);
    const slopes = gradients(
      optimizer.scaleLoss(loss).node,
      variables.map((v) => v.node),
    );
    optimizer.apply(
      slopes.map((node) => new Tensor(node)),
      variables,
      () => {
        for (const { variable, constraint } of weights)
          if (constraint)
            variable.assign(resultOf(`The constraint of "${variable.name}"`, constraint.call(variable.tensor)));
      },
    );
    return [];
  });
}

export function traceTestStep(network: AnyNetwork, compiled: Compiled, signature: Signature): TracedStep {
  return traceStep(specs(network, signature), (tensors) => {
    measure(network, compiled, signature, tensors, false);
    return [];
  });
}

export function tracePredictStep(network: AnyNetwork, x: readonly StaticShape[]): TracedStep {
  return traceStep(
    specs(network, { x, y: [], outputs: [], weights: [] }),
    (tensors) => forward(network, tensors, false).outputs,
  );
}
