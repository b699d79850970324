/** What a model puts out for data. Source: keras/src/backend/jax/trainer.py (predict). */
import {
  extentAt,
  formatShape,
  layouts,
  sameShape,
  shapeAt,
  sizeOf,
  TacetError,
  tensor,
  type Tensor,
  type TypedArray,
} from "@tacet/compiler";
import { ProgbarLogger } from "../callbacks/progbarLogger.ts";
import { session as currentSession } from "../engine.ts";
import { checkOptions, wholeFrom, type Kinds } from "../options.ts";
import { ArrayBatches, jobOf, limitOf, type Steps } from "./batches.ts";
import type { Data } from "./columns.ts";
import type { Trainable } from "./network.ts";
import { Hooks, runKinds, type RunOptions } from "./hooks.ts";
import type { BoundStep } from "./programs.ts";
import { Runner } from "./runner.ts";
import { openBatches, warnOfEnd } from "./sides.ts";
import { predictStep } from "./steps.ts";
import { turn, turnIsDue } from "./turn.ts";

export interface PredictOptions extends RunOptions {
  /** Batches to run, the first ones. Default: all. */
  steps?: number | undefined;
}
const kinds: Kinds<PredictOptions> = { ...runKinds, steps: wholeFrom(1) };

/** One tensor for each output, all rows in order. */
export async function predict(model: Trainable, x: Data, options: PredictOptions): Promise<Tensor[]> {
  const { verbose = 1, batchSize = 32, signal } = checkOptions("predict", options, kinds);
  signal?.throwIfAborted();
  const steps: Steps = {
    model,
    bind: (signature, rows) => predictStep(model, currentSession(), signature.x, rows),
    check: () => undefined,
    targets: false,
    use: "weights",
  };
  const batches = await openBatches(steps, { x }, batchSize, signal);
  const { turnstile } = model;
  await turnstile.enter("weights");
  try {
    const limit = limitOf(batches, options.steps, "predict: steps");
    batches.trace();
    await batches.load(currentSession());
    const params = { verbose, epochs: 1, steps: limit === Infinity ? undefined : limit };
    const hooks = new Hooks(options.callbacks, model, params);
    const call = async (...[hook, ...args]: Parameters<Hooks["call"]>): Promise<void> => {
      if (hooks.has(hook)) await turnstile.outside("weights", () => hooks.call(hook, ...args));
    };
    const progress = new ProgbarLogger();
    progress.setParams(params);
    const runner = new Runner(turnstile, signal);
    const gathered = new Outputs(batches instanceof ArrayBatches ? batches.rows : 0);
    await call("onPredictBegin");
    progress.begin();
    batches.begin();
    // The outputs of a batch are overwritten by the next.
    for (let batch = 0; batch < limit; batch++) {
      const piece = await batches.take(1);
      if (!piece) {
        warnOfEnd(limit - batch, "predict", "steps", limit);
        break;
      }
      await call("onPredictBatchBegin", batch, {});
      const onCall = (): void => {
        gathered.add(piece.step, piece.end - piece.begin);
        progress.progress(batch + 1, () => ({}));
      };
      if (!runner.start(jobOf(piece, onCall))) await runner.finish();
      runner.checkSignal();
      if (turnIsDue()) await turn();
      await call("onPredictBatchEnd", batch, {});
    }
    progress.end({});
    await call("onPredictEnd", {});
    return gathered.tensors();
  } finally {
    turnstile.leave();
    await batches.release();
  }
}

type Output = BoundStep["bound"]["program"]["graph"]["outputs"][number];

/** What batches put out, below each other. */
class Outputs {
  readonly #expected: number;
  #parts: { readonly output: Output; data: TypedArray }[] | undefined;
  #rows = 0;

  /** @param expected rows, as far as they are known */
  constructor(expected: number) {
    this.#expected = expected;
  }

  /** The outputs that a step has just written, of this many rows. */
  add({ bound }: BoundStep, rows: number): void {
    const { outputs } = bound.program.graph;
    this.#parts ??= outputs.map((output) => ({ output, data: allocate(output, Math.max(this.#expected, rows)) }));
    this.#parts.forEach((part, i) => {
      const { output } = part;
      if (!sameShape(outputs[i]!.shape, output.shape)) {
        throw new TacetError(
          `predict: expected batches whose outputs have one shape, received ${formatShape(output.shape)} and ${formatShape(outputs[i]!.shape)}.`,
        );
      }
      const width = extentAt(sizeOf(output.shape), 1);
      const needed = this.#rows + rows;
      if (part.data.length < needed * width) {
        const larger = allocate(output, 2 * needed);
        larger.set(part.data);
        part.data = larger;
      }
      part.data.set(bound.output(i).subarray(0, rows * width), this.#rows * width);
    });
    this.#rows += rows;
  }
  tensors(): Tensor[] {
    return this.#parts!.map(({ output: { shape, dtype }, data }) =>
      tensor(data.subarray(0, extentAt(sizeOf(shape), this.#rows)), shapeAt(shape, this.#rows), dtype),
    );
  }
}
const allocate = (output: Output, rows: number): TypedArray =>
  layouts[output.dtype].allocate(extentAt(sizeOf(output.shape), rows));
