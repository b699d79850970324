/** The steps of a model as bound programs, traced when they are first needed. */
import type { Session, StaticShape } from "@tacet/compiler";
import { flattenLayers } from "../layers/layer.ts";
import type { Compiled } from "./compile.ts";
import type { AnyNetwork } from "./network.ts";
import type { BoundStep } from "./programs.ts";
import { signatureKey, tracePredictStep, traceTestStep, traceTrainStep, type Signature } from "./step.ts";

/** What keys of steps that depend on `compile` begin with. */
export const compiledPrefix = "compiled/";

/** Tells the layers how many rows the batches of a step have: those that are stateful keep states for as many. */
export function fixRows(network: AnyNetwork, rows: number): void {
  for (const layer of flattenLayers(network)) layer.fixRows(rows);
}

/** Counts changes of what a training step records. */
export const trainRevision = (network: AnyNetwork, compiled: Compiled): number =>
  network.revision + compiled.optimizer.revision;

export const trainStep = (
  network: AnyNetwork,
  compiled: Compiled,
  session: Session,
  signature: Signature,
  batchSize: number,
): BoundStep => {
  fixRows(network, batchSize);
  return network.programs.get(
    session,
    `${compiledPrefix}train/${signatureKey(signature)}`,
    trainRevision(network, compiled),
    batchSize,
    () => compiled.attempt(() => traceTrainStep(network, compiled, signature)),
  );
};

export const testStep = (
  network: AnyNetwork,
  compiled: Compiled,
  session: Session,
  signature: Signature,
  batchSize: number,
): BoundStep => {
  fixRows(network, batchSize);
  return network.programs.get(
    session,
    `${compiledPrefix}test/${signatureKey(signature)}`,
    network.revision,
    batchSize,
    () => compiled.attempt(() => traceTestStep(network, compiled, signature)),
  );
};

export const predictStep = (
  network: AnyNetwork,
  session: Session,
  x: readonly StaticShape[],
  batchSize: number,
): BoundStep => {
  fixRows(network, batchSize);
  return network.programs.get(session, `predict/${JSON.stringify(x)}`, network.revision, batchSize, () =>
    tracePredictStep(network, x),
  );
};
