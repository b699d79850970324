/**
 * The three steps of a model, each traced into one graph: training (forward,
 * loss with every penalty, metrics, gradients, updates), testing (the same
 * without the last two) and prediction. What may change while a model trains
 * is a variable of the graph, never a constant in it.
 *
 * Source: keras/src/backend/jax/trainer.py, keras/src/trainers/trainer.py.
 */
import { traceStep, type DType, type InputSpec, type StaticShape, type Tensor, type TracedStep } from "@tacet/compiler";
import { floatx } from "../floatx.ts";
import { outside, withContext } from "../layers/context.ts";
import { withBatch } from "../layers/layer.ts";
import type { Tensors } from "../layers/tensors.ts";
import type { Compiled } from "./compile.ts";
import type { AnyNetwork, StepData } from "./network.ts";

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

/** A batch as a step's tensors. */
function stepData(network: AnyNetwork, signature: Signature, tensors: readonly Tensor[]): StepData<Tensors, Tensors> {
  const { x, y, weights } = signature;
  const byOutput = (given: readonly Tensor[]): Tensors | undefined =>
    given.length === 0
      ? undefined
      : // Outputs without a loss may have no targets.
        network.arrangeOutputs(network.outputNames.map((_, i) => given[signature.outputs.indexOf(i)]!));
  return {
    x: network.arrangeInputs(tensors.slice(0, x.length)),
    y: byOutput(tensors.slice(x.length, x.length + y.length)),
    sampleWeight: byOutput(tensors.slice(x.length + y.length, x.length + y.length + weights.length)),
  };
}

export function traceTrainStep(network: AnyNetwork, compiled: Compiled, signature: Signature): TracedStep {
  return traceStep(specs(network, signature), (tensors) => {
    const data = stepData(network, signature, tensors);
    compiled.logBook.record("train", () => network.runStep("trainStep", data));
    return [];
  });
}

export function traceTestStep(network: AnyNetwork, compiled: Compiled, signature: Signature): TracedStep {
  return traceStep(specs(network, signature), (tensors) => {
    const data = stepData(network, signature, tensors);
    compiled.logBook.record("test", () => network.runStep("testStep", data));
    return [];
  });
}

export function tracePredictStep(network: AnyNetwork, x: readonly StaticShape[]): TracedStep {
  return traceStep(specs(network, { x, y: [], outputs: [], weights: [] }), (tensors) =>
    withContext(outside(), () => network.forward(tensors, { training: false })),
  );
}
