/** Loss and metrics on data. Source: keras/src/backend/jax/trainer.py (evaluate). */
import { ProgbarLogger } from "../callbacks/index.ts";
import { session as currentSession } from "../engine.ts";
import { anything, checkOptions, type Kinds } from "../options.ts";
import { columnsOf, prepareFor, readData, rowCountOf, signatureOf, type Arrays } from "./columns.ts";
import type { Compiled } from "./compile.ts";
import { createFeed } from "./feed.ts";
import type { Trainable } from "./fit.ts";
import { Hooks, runKinds, type RunOptions } from "./hooks.ts";
import { Runner } from "./runner.ts";
import { testStep } from "./steps.ts";

export interface EvaluateOptions extends RunOptions {
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
}
const kinds: Kinds<EvaluateOptions> = { ...runKinds, sampleWeight: anything };

/** The values by key, as `fit` reports them. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  x: Arrays,
  y: Arrays | undefined,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { verbose = 1, batchSize: wanted = 32 } = checkOptions("evaluate", options, kinds);
  options.signal?.throwIfAborted();
  const data = await readData(model, { x, y, sampleWeight: options.sampleWeight });
  prepareFor(model, data);
  const rows = rowCountOf(data);
  const batchSize = Math.min(wanted, rows);
  const session = currentSession();
  const { turnstile } = model;
  await turnstile.enter("metrics");
  try {
    const { bound } = testStep(model, compiled, session, signatureOf(data), batchSize);
    compiled.checkTargets(data.y);
    compiled.built = true;
    const feed = await createFeed(session, columnsOf(model, data));
    const restore = model.training ? compiled.keepMetrics() : undefined;
    try {
      const params = { verbose, epochs: 1, steps: Math.ceil(rows / batchSize) };
      const hooks = new Hooks(options.callbacks, model, params);
      const call = async (...[hook, ...args]: Parameters<Hooks["call"]>): Promise<void> => {
        if (hooks.has(hook)) await turnstile.outside("metrics", () => hooks.call(hook, ...args));
      };
      const progress = new ProgbarLogger();
      progress.setParams(params);
      const runner = new Runner(turnstile, options.signal);
      await call("onTestBegin");
      compiled.resetMetrics();
      progress.begin();
      const byBatch = hooks.has("onTestBatchBegin", "onTestBatchEnd");
      const onCall = (next: number): void => progress.progress(Math.ceil(next / batchSize), () => compiled.logs());
      for (let begin = 0, batch = 0; begin < rows; batch++) {
        const end = byBatch ? Math.min(rows, begin + batchSize) : rows;
        await call("onTestBatchBegin", batch, {});
        await runner.run({ bound, feed, order: undefined, begin, end, batchSize, onCall });
        if (byBatch) await call("onTestBatchEnd", batch, compiled.logs());
        begin = end;
      }
      const logs = compiled.logs();
      progress.end(logs);
      await call("onTestEnd", logs);
      return logs;
    } finally {
      restore?.();
      feed.release();
    }
  } finally {
    turnstile.leave();
  }
}
