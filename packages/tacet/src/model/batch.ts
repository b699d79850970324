/** Single steps on a batch that the caller chose. Source: keras/src/backend/jax/trainer.py (train_on_batch, test_on_batch). */
import { session as currentSession } from "../engine.ts";
import { anything, checkOptions, type Kinds } from "../options.ts";
import {
  columnsOf,
  prepareFor,
  readData,
  rowCountOf,
  signatureOf,
  weighClasses,
  type Arrays,
  type ClassWeight,
} from "./columns.ts";
import type { Compiled } from "./compile.ts";
import { HostFeed } from "./feed.ts";
import { checkIndices } from "./indices.ts";
import type { Trainable } from "./network.ts";
import { Runner } from "./runner.ts";
import { testStep, trainStep } from "./steps.ts";

export interface BatchOptions {
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
  /** Weights of the loss by class; in training only. */
  classWeight?: ClassWeight | undefined;
}
const kinds: Kinds<BatchOptions> = { sampleWeight: anything, classWeight: anything };
/** Classes weigh in training only. */
const testKinds: Kinds<Omit<BatchOptions, "classWeight">> = { sampleWeight: anything };

/** One step on all rows; the values by key, of these rows alone. */
export async function runBatch(
  model: Trainable,
  compiled: Compiled,
  kind: "train" | "test",
  x: Arrays,
  y: Arrays | undefined,
  options: BatchOptions,
): Promise<Record<string, number>> {
  checkOptions(`${kind}OnBatch`, options, kind === "train" ? kinds : testKinds);
  if (kind === "train") compiled.checkTrainable();
  const given = await readData(model, { x, y, sampleWeight: options.sampleWeight });
  const data = options.classWeight ? weighClasses(given, options.classWeight) : given;
  prepareFor(model, data);
  const rows = rowCountOf(data);
  const { turnstile } = model;
  await turnstile.enter("metrics");
  try {
    const { bound, tables } = (kind === "train" ? trainStep : testStep)(
      model,
      compiled,
      currentSession(),
      signatureOf(data),
      rows,
    );
    compiled.checkTargets(data.y, data.outputs);
    const columns = columnsOf(model, data);
    await checkIndices(columns, tables);
    compiled.built = true;
    const feed = new HostFeed(columns);
    const restore = model.training ? compiled.keepMetrics() : undefined;
    try {
      compiled.resetMetrics();
      await new Runner(turnstile).run({ bound, feed, order: undefined, begin: 0, end: rows, batchSize: rows });
      return compiled.logs(kind);
    } finally {
      restore?.();
    }
  } finally {
    turnstile.leave();
  }
}
