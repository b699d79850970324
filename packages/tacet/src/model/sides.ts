/** What `fit` trains on and validates with: batches of arrays or of Datasets, checked, traced and loaded. */
import { TacetError } from "@tacet/compiler";
import { Dataset } from "../data/dataset.ts";
import { session as currentSession } from "../engine.ts";
import { warn } from "../warn.ts";
import { ArrayBatches, limitOf, type Batches, type Steps } from "./batches.ts";
import { readData, rowCountOf, splitData, weighClasses, type Data, type Given, type HostData } from "./columns.ts";
import type { Compiled } from "./compile.ts";
import { warnOfNaN } from "./feed.ts";
import type { FitSettings } from "./fitOptions.ts";
import type { Trainable } from "./network.ts";
import { RowOrder } from "./shuffle.ts";
import { testStep, trainStep } from "./steps.ts";
import { StreamBatches } from "./stream.ts";

/** Batches, and how many of them an epoch or a validation takes; Infinity where only the end of the data tells. */
export interface Side {
  readonly batches: Batches;
  readonly limit: number;
}
export interface Sides {
  readonly training: Side;
  readonly validation: Side | undefined;
  /** Whether NaN was found, and warned of. */
  readonly warned: boolean;
}

/** The steps of a compiled model, for data that trains or measures it. */
export function stepsOf(model: Trainable, compiled: Compiled, kind: "train" | "test"): Steps {
  const step = kind === "train" ? trainStep : testStep;
  return {
    model,
    bind: (signature, batchSize) => step(model, compiled, currentSession(), signature, batchSize),
    check: (data, where) => compiled.checkTargets(data.y, data.outputs, where),
    targets: true,
    use: "metrics",
  };
}

/** Batches of what `evaluate` or `predict` was given. */
export async function openBatches(
  steps: Steps,
  { x, y, sampleWeight }: { readonly x: Data; readonly y?: Given["y"]; readonly sampleWeight?: Given["sampleWeight"] },
  batchSize: number,
  signal: AbortSignal | undefined,
): Promise<Batches> {
  if (!(x instanceof Dataset)) {
    return new ArrayBatches(steps, await readData(steps.model, { x, y, sampleWeight }), batchSize);
  }
  checkDatasetAlone({ y, sampleWeight });
  return StreamBatches.open(steps, x, { signal });
}

/** Says that the data ended before as many batches as were asked for. */
export function warnOfEnd(missing: number, method: string, option: string, limit: number): void {
  // Where only the end of the data tells how many there are, it comes as it should.
  if (missing !== Infinity) warn(`${method}: the data ran out ${missing} batches short of ${option} ${limit}.`);
}

/** @throws TacetError for what stands beside a Dataset and has to be in its batches */
function checkDatasetAlone(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === 0) continue;
    throw new TacetError(
      `${name}: expected none beside a Dataset, whose batches are [x, y] or [x, y, sampleWeight]. Put it into the batches, or give arrays.`,
    );
  }
}

/** Reads, traces and loads both sides; nothing is held where it fails. */
export async function prepareSides(
  model: Trainable,
  compiled: Compiled,
  x: Data,
  y: Given["y"],
  settings: FitSettings,
): Promise<Sides> {
  const unbuilt = !model.built || compiled.unbuilt;
  const opened: Batches[] = [];
  try {
    const { training, held, order } = await openTraining(model, compiled, x, y, settings);
    opened.push(training);
    const validation = await openValidation(model, compiled, settings, held);
    if (validation) opened.push(validation);
    const limits = [
      limitOf(training, settings.stepsPerEpoch, "fit: stepsPerEpoch"),
      validation ? limitOf(validation, settings.validationSteps, "fit: validationSteps") : 0,
    ] as const;
    // Tracing finds what doesn't fit before any memory is taken.
    for (const batches of opened) batches.trace();
    const warned = await warnOfNaN(opened.flatMap((batches) => batches.columns()));
    for (const batches of opened) await batches.load(currentSession());
    // Only now can nothing fail any more: what failed before leaves the next fit to draw as the first.
    if (unbuilt) order?.discard();
    compiled.built = true;
    return {
      training: { batches: training, limit: limits[0] },
      validation: validation && { batches: validation, limit: limits[1] },
      warned,
    };
  } catch (error) {
    for (const batches of opened) await batches.release();
    throw error;
  }
}

async function openTraining(
  model: Trainable,
  compiled: Compiled,
  x: Data,
  y: Given["y"],
  settings: FitSettings,
): Promise<{ training: Batches; held?: HostData | undefined; order?: RowOrder }> {
  const { validationData, validationSplit, sampleWeight, classWeight, batchSize, shuffle, signal } = settings;
  const steps = stepsOf(model, compiled, "train");
  // Classes weigh in training only.
  const weigh = (data: HostData): HostData => (classWeight ? weighClasses(data, classWeight) : data);
  if (x instanceof Dataset) {
    checkDatasetAlone({ y, sampleWeight, validationSplit });
    return { training: await StreamBatches.open(steps, x, { weigh, signal }) };
  }
  const all = await readData(model, { x, y, sampleWeight });
  const [part, held] = validationSplit > 0 && !validationData ? splitData(all, validationSplit) : [all, undefined];
  const order = new RowOrder(rowCountOf(part), Math.min(batchSize, rowCountOf(part)), shuffle);
  return { training: new ArrayBatches(steps, weigh(part), batchSize, "", order), held, order };
}

async function openValidation(
  model: Trainable,
  compiled: Compiled,
  { validationData, validationBatchSize, signal }: FitSettings,
  held: HostData | undefined,
): Promise<Batches | undefined> {
  const steps = stepsOf(model, compiled, "test");
  const where = "validationData ";
  if (validationData instanceof Dataset) return StreamBatches.open(steps, validationData, { where, signal });
  if (!validationData) return held && new ArrayBatches(steps, held, validationBatchSize);
  const [x, y, sampleWeight] = validationData;
  return new ArrayBatches(steps, await readData(model, { x, y, sampleWeight }, where), validationBatchSize, where);
}
