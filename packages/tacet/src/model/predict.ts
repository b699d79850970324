/** What a model puts out for data. Source: keras/src/backend/jax/trainer.py (predict). */
import { extentAt, layouts, shapeAt, sizeOf, tensor, type Tensor } from "@tacet/compiler";
import { ProgbarLogger } from "../callbacks/index.ts";
import { session as currentSession } from "../engine.ts";
import { checkOptions } from "../options.ts";
import { columnsOf, prepareFor, readData, rowCountOf, signatureOf, type Arrays } from "./columns.ts";
import { createFeed } from "./feed.ts";
import type { Trainable } from "./fit.ts";
import { Hooks, runKinds, type RunOptions } from "./hooks.ts";
import { Runner } from "./runner.ts";
import { turn, turnIsDue } from "./turn.ts";
import { predictStep } from "./steps.ts";

export type PredictOptions = RunOptions;

/** One tensor for each output, all rows in order. */
export async function predict(model: Trainable, x: Arrays, options: PredictOptions): Promise<Tensor[]> {
  const { verbose = 1, batchSize: wanted = 32 } = checkOptions("predict", options, runKinds);
  options.signal?.throwIfAborted();
  const data = await readData(model, { x });
  prepareFor(model, data);
  const rows = rowCountOf(data);
  const batchSize = Math.min(wanted, rows);
  const session = currentSession();
  const { turnstile } = model;
  await turnstile.enter("weights");
  try {
    const { bound } = predictStep(model, session, signatureOf(data).x, batchSize);
    const feed = await createFeed(session, columnsOf(model, data));
    try {
      const params = { verbose, epochs: 1, steps: Math.ceil(rows / batchSize) };
      const hooks = new Hooks(options.callbacks, model, params);
      const call = async (...[hook, ...args]: Parameters<Hooks["call"]>): Promise<void> => {
        if (hooks.has(hook)) await turnstile.outside("weights", () => hooks.call(hook, ...args));
      };
      const progress = new ProgbarLogger();
      progress.setParams(params);
      const runner = new Runner(turnstile, options.signal);
      const { outputs } = bound.program.graph;
      const results = outputs.map((o) => layouts[o.dtype].allocate(extentAt(sizeOf(o.shape), rows)));
      await call("onPredictBegin");
      progress.begin();
      // The outputs of a batch are overwritten by the next.
      for (let begin = 0, batch = 0; begin < rows; begin += batchSize, batch++) {
        const end = Math.min(rows, begin + batchSize);
        await call("onPredictBatchBegin", batch, {});
        const onCall = (): void => {
          outputs.forEach((o, i) => {
            const row = extentAt(sizeOf(o.shape), 1);
            results[i]!.set(bound.output(i).subarray(0, (end - begin) * row), begin * row);
          });
          progress.progress(batch + 1, () => ({}));
        };
        const job = { bound, feed, order: undefined, begin, end, batchSize, onCall };
        if (!runner.start(job)) await runner.finish();
        if (turnIsDue()) await turn();
        await call("onPredictBatchEnd", batch, {});
      }
      progress.end({});
      await call("onPredictEnd", {});
      return outputs.map((o, i) => tensor(results[i]!, shapeAt(o.shape, rows), o.dtype));
    } finally {
      feed.release();
    }
  } finally {
    turnstile.leave();
  }
}
