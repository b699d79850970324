/** Loss and metrics on data. Source: keras/src/backend/jax/trainer.py (evaluate). */
import { ProgbarLogger } from "../callbacks/progbarLogger.ts";
import { session as currentSession } from "../engine.ts";
import { anything, checkOptions, wholeFrom, type Kinds } from "../options.ts";
import { jobOf, limitOf } from "./batches.ts";
import type { Arrays, Data } from "./columns.ts";
import type { Compiled } from "./compile.ts";
import type { Trainable } from "./network.ts";
import { Hooks, runKinds, type RunOptions } from "./hooks.ts";
import { Runner } from "./runner.ts";
import { openBatches, stepsOf, warnOfEnd } from "./sides.ts";

export interface EvaluateOptions extends RunOptions {
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
  /** Batches to run, the first ones. Default: all. */
  steps?: number | undefined;
}
const kinds: Kinds<EvaluateOptions> = { ...runKinds, sampleWeight: anything, steps: wholeFrom(1) };

/** The values by key, as `fit` reports them. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  x: Data,
  y: Arrays | undefined,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  const { verbose = 1, batchSize = 32, sampleWeight, signal } = checkOptions("evaluate", options, kinds);
  signal?.throwIfAborted();
  const batches = await openBatches(stepsOf(model, compiled, "test"), { x, y, sampleWeight }, batchSize, signal);
  const { turnstile } = model;
  await turnstile.enter("metrics");
  try {
    const limit = limitOf(batches, options.steps, "evaluate: steps");
    batches.trace();
    compiled.built = true;
    await batches.load(currentSession());
    const restore = model.training ? compiled.keepMetrics() : undefined;
    try {
      const params = { verbose, epochs: 1, steps: limit === Infinity ? undefined : limit };
      const hooks = new Hooks(options.callbacks, model, params);
      const call = async (...[hook, ...args]: Parameters<Hooks["call"]>): Promise<void> => {
        if (hooks.has(hook)) await turnstile.outside("metrics", () => hooks.call(hook, ...args));
      };
      const progress = new ProgbarLogger();
      progress.setParams(params);
      const runner = new Runner(turnstile, signal);
      await call("onTestBegin");
      compiled.resetMetrics();
      progress.begin();
      const byBatch = hooks.has("onTestBatchBegin", "onTestBatchEnd");
      batches.begin();
      for (let done = 0; done < limit;) {
        const piece = await batches.take(byBatch ? 1 : limit - done);
        if (!piece) {
          warnOfEnd(limit - done, "evaluate", "steps", limit);
          break;
        }
        await call("onTestBatchBegin", done, {});
        const before = done;
        const onCall = (next: number): void =>
          progress.progress(before + Math.ceil((next - piece.begin) / piece.batchSize), () => compiled.logs("test"));
        await runner.run(jobOf(piece, onCall));
        runner.checkSignal();
        done += piece.batches;
        if (byBatch) await call("onTestBatchEnd", done - 1, compiled.logs("test"));
      }
      const logs = compiled.logs("test");
      progress.end(logs);
      await call("onTestEnd", logs);
      return logs;
    } finally {
      restore?.();
    }
  } finally {
    turnstile.leave();
    await batches.release();
  }
}
