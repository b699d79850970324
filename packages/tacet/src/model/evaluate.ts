/** Loss and metrics on data. Source: keras/src/backend/jax/trainer.py (evaluate). */
import { ProgbarLogger } from "../callbacks/index.ts";
import { session as currentSession } from "../engine.ts";
import { columnsOf, prepareFor, readData, rowCountOf, signatureOf, type Arrays } from "./columns.ts";
import type { Compiled } from "./compile.ts";
import { createFeed } from "./feed.ts";
import type { Trainable, Verbose } from "./fit.ts";
import { Hooks, type CallbackLike } from "./hooks.ts";
import { checkChoice, checkNames, checkWhole } from "./options.ts";
import { Runner } from "./runner.ts";
import { testStep } from "./steps.ts";

export interface EvaluateOptions {
  /** Rows a step. Default 32. */
  batchSize?: number | undefined;
  /** 0 silent, 1 a progress bar, 2 one line. Default 1. */
  verbose?: Verbose | undefined;
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
  callbacks?: CallbackLike | readonly CallbackLike[] | undefined;
  /** Ends it when it is aborted: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}
const optionNames = [
  "batchSize",
  "verbose",
  "sampleWeight",
  "callbacks",
  "signal",
] as const satisfies readonly (keyof EvaluateOptions)[];

/** The values by key, as `fit` reports them. */
export async function evaluate(
  model: Trainable,
  compiled: Compiled,
  x: Arrays,
  y: Arrays | undefined,
  options: EvaluateOptions,
): Promise<Record<string, number>> {
  checkNames("evaluate", options, optionNames);
  const verbose = checkChoice("evaluate", "verbose", options.verbose ?? 1, [0, 1, 2] as const);
  const wanted = checkWhole("evaluate", "batchSize", options.batchSize ?? 32, 1);
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
    const feed = await createFeed(session, columnsOf(model, data), { checkNaN: false });
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
      feed.release();
    }
  } finally {
    turnstile.leave();
  }
}
