/**
 * Training. Where no callback needs the host, an epoch is a call of the
 * training program, a call of the validation program and a few reads of metric
 * memory; hooks make the host take part in batches or epochs.
 *
 * Source: keras/src/backend/jax/trainer.py (fit), trainers/epoch_iterator.py.
 */
import { TacetError, type Session } from "@tacet/compiler";
import { History, ProgbarLogger, type CallbackModel } from "../callbacks/index.ts";
import { holdEngine, session as currentSession } from "../engine.ts";
import { anything, checkOptions, oneOf, shareBelow1, wholeFrom, type Kinds } from "../options.ts";
import { warn } from "../warn.ts";
import {
  columnsOf,
  prepareFor,
  readData,
  rowCountOf,
  signatureOf,
  splitData,
  weighClasses,
  type Arrays,
  type ClassWeight,
  type HostData,
} from "./columns.ts";
import type { Compiled, Reader } from "./compile.ts";
import { createFeed, warnOfNaN, type Feed } from "./feed.ts";
import { Hooks, runKinds, type RunOptions } from "./hooks.ts";
import type { Network } from "./network.ts";
import type { BoundStep } from "./programs.ts";
import { Runner } from "./runner.ts";
import { turn, turnIsDue } from "./turn.ts";
import { RowOrder, type Shuffle } from "./shuffle.ts";
import { testStep, trainRevision, trainStep } from "./steps.ts";

export interface FitOptions extends RunOptions {
  /** The epoch to end before, counted from 0. Default 1. */
  epochs?: number | undefined;
  /** [x, y] or [x, y, sampleWeight], measured after each epoch. */
  validationData?: readonly [x: Arrays, y: Arrays, sampleWeight?: Arrays] | undefined;
  /** The share of the last rows to validate with, taken before any shuffle. Default 0. */
  validationSplit?: number | undefined;
  /** Default: `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Whether rows come in a new order each epoch; "batch" shuffles inside each batch only. Default true. */
  shuffle?: Shuffle | undefined;
  /** Weights of the loss by class. */
  classWeight?: ClassWeight | undefined;
  /** Weights of the loss by row. */
  sampleWeight?: Arrays | undefined;
  /** The epoch to begin with. Default 0. */
  initialEpoch?: number | undefined;
  /** Batches an epoch; the next epoch goes on where the last ended. Default: all. */
  stepsPerEpoch?: number | undefined;
}
const kinds: Kinds<FitOptions> = {
  ...runKinds,
  epochs: wholeFrom(0),
  validationData: {
    what: "[x, y] or [x, y, sampleWeight]",
    test: (x) => Array.isArray(x) && (x.length === 2 || x.length === 3),
  },
  validationSplit: shareBelow1,
  validationBatchSize: wholeFrom(1),
  shuffle: oneOf(true, false, "batch"),
  classWeight: anything,
  sampleWeight: anything,
  initialEpoch: wholeFrom(0),
  stepsPerEpoch: wholeFrom(1),
};

export type Trainable = Network & CallbackModel;

export async function fit(
  model: Trainable,
  compiled: Compiled,
  x: Arrays,
  y: Arrays | undefined,
  options: FitOptions,
): Promise<History> {
  const settings = checked(options);
  settings.signal?.throwIfAborted();
  compiled.checkTrainable();
  if (model.training) {
    throw new TacetError(
      `Model "${model.name}": fit was called while another fit of the same model runs. Await the first.`,
    );
  }
  model.training = true;
  const release = holdEngine();
  try {
    const run = await FitRun.prepare(model, compiled, x, y, settings);
    try {
      return await run.run();
    } finally {
      run.release();
    }
  } finally {
    release();
    model.training = false;
  }
}

type Settings = ReturnType<typeof checked>;
function checked(options: FitOptions) {
  const { batchSize = 32 } = checkOptions("fit", options, kinds);
  return {
    ...options,
    batchSize,
    epochs: options.epochs ?? 1,
    initialEpoch: options.initialEpoch ?? 0,
    validationSplit: options.validationSplit ?? 0,
    validationBatchSize: options.validationBatchSize ?? batchSize,
    verbose: options.verbose ?? 1,
    shuffle: options.shuffle ?? true,
  };
}

/** Rows on their way into a program, with the program. */
interface Side {
  readonly feed: Feed;
  readonly data: HostData;
  readonly batchSize: number;
  step: BoundStep;
}

class FitRun {
  readonly #model: Trainable;
  readonly #compiled: Compiled;
  readonly #settings: Settings;
  readonly #session: Session;
  readonly #training: Side;
  readonly #validation: Side | undefined;
  readonly #order: RowOrder;
  readonly #hooks: Hooks;
  readonly #runner: Runner;
  readonly #progress: ProgbarLogger | undefined;
  readonly #history: History;
  readonly #stepsPerEpoch: number;
  #revision: number;
  #readers: Reader[] = [];
  /** The first row of the next batch. */
  #cursor = 0;
  /** Whether NaN has been warned of, in the data or in the loss. */
  #warned: boolean;
  #warnedOfEnd = false;

  private constructor(
    model: Trainable,
    compiled: Compiled,
    settings: Settings,
    session: Session,
    order: RowOrder,
    training: Side,
    validation: Side | undefined,
    warned: boolean,
  ) {
    this.#warned = warned;
    this.#model = model;
    this.#revision = trainRevision(model, compiled);
    this.#compiled = compiled;
    this.#settings = settings;
    this.#session = session;
    this.#training = training;
    this.#validation = validation;
    this.#order = order;
    const batches = Math.ceil(training.feed.rows / training.batchSize);
    this.#stepsPerEpoch = settings.stepsPerEpoch ?? batches;
    const params = { verbose: settings.verbose, epochs: settings.epochs, steps: this.#stepsPerEpoch };
    this.#hooks = new Hooks(settings.callbacks, model, params);
    this.#runner = new Runner(model.turnstile, settings.signal);
    const given = this.#hooks.callbacks;
    this.#history = given.find((c) => c instanceof History) ?? new History();
    this.#progress = given.find((c) => c instanceof ProgbarLogger);
    if (!this.#progress && settings.verbose !== 0) {
      this.#progress = new ProgbarLogger();
      this.#progress.setParams(params);
    }
  }

  static async prepare(
    model: Trainable,
    compiled: Compiled,
    x: Arrays,
    y: Arrays | undefined,
    settings: Settings,
  ): Promise<FitRun> {
    const { validationData, validationSplit, sampleWeight, classWeight } = settings;
    const all = await readData(model, { x, y, sampleWeight });
    const [part, held] = validationSplit > 0 && !validationData ? splitData(all, validationSplit) : [all, undefined];
    // Classes weigh in training only.
    const data = classWeight ? weighClasses(part, classWeight) : part;
    const validationSet = validationData
      ? await readData(
          model,
          { x: validationData[0], y: validationData[1], sampleWeight: validationData[2] },
          "validationData ",
        )
      : held;
    const unbuilt = !model.built || compiled.unbuilt;
    prepareFor(model, data);
    if (validationSet) prepareFor(model, validationSet);

    const rows = rowCountOf(data);
    const batchSize = Math.min(settings.batchSize, rows);
    const order = new RowOrder(rows, batchSize, settings.shuffle);
    const session = currentSession();
    const feeds: Feed[] = [];
    try {
      // Tracing finds what doesn't fit before any memory is taken.
      const step = trainStep(model, compiled, session, signatureOf(data), batchSize);
      const valSize = validationSet ? Math.min(settings.validationBatchSize, rowCountOf(validationSet)) : 0;
      const valStep = validationSet && testStep(model, compiled, session, signatureOf(validationSet), valSize);
      compiled.checkTargets(data.y);
      if (validationSet) compiled.checkTargets(validationSet.y, "validationData ");
      const columns = columnsOf(model, data);
      const valColumns = validationSet ? columnsOf(model, validationSet, "validationData ") : [];
      const warned = await warnOfNaN([...columns, ...valColumns]);
      const feed = await createFeed(session, columns);
      feeds.push(feed);
      const training: Side = { feed, data, batchSize, step };
      let validation: Side | undefined;
      if (validationSet && valStep) {
        const valFeed = await createFeed(session, valColumns);
        feeds.push(valFeed);
        validation = { feed: valFeed, data: validationSet, batchSize: valSize, step: valStep };
      }
      // Only now can nothing fail any more: what failed before leaves the next fit to draw as the first.
      if (unbuilt) order.discard();
      compiled.built = true;
      return new FitRun(model, compiled, settings, session, order, training, validation, warned);
    } catch (error) {
      for (const feed of feeds) feed.release();
      throw error;
    }
  }

  release(): void {
    this.#training.feed.release();
    this.#validation?.feed.release();
  }

  async run(): Promise<History> {
    const { initialEpoch, epochs } = this.#settings;
    const { turnstile } = this.#model;
    this.#model.stopTraining = false;
    this.#model.history = this.#history;
    await turnstile.enter("metrics");
    try {
      await this.#call("onTrainBegin");
      let logs: Record<string, number>;
      try {
        logs = await this.#runEpochs(initialEpoch, epochs);
      } finally {
        // Whatever ended training, as in Keras.
        if (epochs > 0) this.#compiled.optimizer.finalizeVariableValues();
      }
      await this.#call("onTrainEnd", logs);
    } finally {
      turnstile.leave();
    }
    return this.#history;
  }
  async #runEpochs(initialEpoch: number, epochs: number): Promise<Record<string, number>> {
    const { turnstile } = this.#model;
    this.#readers = this.#compiled.readers();
    const quiet =
      this.#progress === undefined &&
      !this.#hooks.has(
        "onEpochBegin",
        "onEpochEnd",
        "onTrainBatchBegin",
        "onTrainBatchEnd",
        "onTestBegin",
        "onTestEnd",
        "onTestBatchBegin",
        "onTestBatchEnd",
      );
    if (quiet) return this.#runQuietly(initialEpoch, epochs);
    let logs: Record<string, number> = {};
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      logs = await this.#runEpoch(epoch);
      if (this.#stopped) break;
      if (turnIsDue()) await turn();
      while (turnstile.contended(true)) await turnstile.giveWay();
    }
    return logs;
  }

  /** Epochs that nobody watches: two calls and a few reads each. */
  async #runQuietly(initialEpoch: number, epochs: number): Promise<Record<string, number>> {
    if (initialEpoch >= epochs) return {};
    const { turnstile } = this.#model;
    const runner = this.#runner;
    const keys = this.#readers.flatMap(({ key }) => (this.#validation ? [key, `val_${key}`] : [key]));
    for (const key of keys.sort()) this.#values(key);
    const training = this.#readers.map(({ key, read }) => ({ read, values: this.#values(key) }));
    const validation = this.#validation
      ? this.#readers.map(({ key, read }) => ({ read, values: this.#values(`val_${key}`) }))
      : [];
    const loss = this.#values("loss");
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      runner.checkSignal();
      this.#compiled.resetMetrics();
      for (let left = this.#beginEpoch(); left > 0;) {
        const end = this.#stretch(left);
        if (!runner.start(this.#job(this.#training, this.#cursor, end))) await runner.finish();
        left -= this.#advance(end);
        if (this.#exhausted(left)) break;
      }
      for (const { read, values } of training) values.push(read());
      if (this.#validation) {
        this.#compiled.resetMetrics();
        if (!runner.start(this.#job(this.#validation, 0, this.#validation.feed.rows))) await runner.finish();
        for (const { read, values } of validation) values.push(read());
      }
      this.#history.epoch.push(epoch);
      if (!this.#warned) this.#watch(epoch, loss[loss.length - 1]!);
      if (turnIsDue()) await turn();
      while (turnstile.contended(true)) await turnstile.giveWay();
      if (this.#stopped) break;
    }
    return Object.fromEntries(
      Object.entries(this.#history.history).map(([key, values]) => [key, values[values.length - 1]!]),
    );
  }
  #values(key: string): number[] {
    return (this.#history.history[key] ??= []);
  }

  /** An epoch with callbacks or progress. */
  async #runEpoch(epoch: number): Promise<Record<string, number>> {
    const hooks = this.#hooks;
    this.#runner.checkSignal();
    this.#compiled.resetMetrics();
    await this.#call("onEpochBegin", epoch, {});
    this.#progress?.begin(epoch);
    this.#refresh();
    const byBatch = hooks.has("onTrainBatchBegin", "onTrainBatchEnd");
    const { batchSize } = this.#training;
    let done = 0;
    const total = this.#beginEpoch();
    for (let left = total; left > 0;) {
      const whole = this.#stretch(left);
      // Asked to stop before it began, Keras still runs one batch.
      const end = byBatch || this.#stopped ? Math.min(whole, this.#cursor + batchSize) : whole;
      await this.#call("onTrainBatchBegin", done, {});
      const start = this.#cursor;
      const base = done;
      const onCall =
        this.#progress &&
        ((next: number) => this.#progress?.progress(base + Math.ceil((next - start) / batchSize), () => this.#logs()));
      if (!this.#runner.start({ ...this.#job(this.#training, start, end), onCall })) await this.#runner.finish();
      const batches = this.#advance(end);
      done += batches;
      left -= batches;
      if (hooks.has("onTrainBatchEnd")) await this.#call("onTrainBatchEnd", done - 1, this.#logs());
      if (byBatch) {
        this.#runner.checkSignal();
        if (turnIsDue()) await turn();
      }
      if (this.#stopped || this.#exhausted(left)) break;
    }
    const logs = this.#logs();
    if (!this.#warned) this.#watch(epoch, logs.loss ?? 0);
    if (this.#validation) {
      for (const [key, value] of Object.entries(await this.#validate(this.#validation))) logs[`val_${key}`] = value;
    }
    // Keras's order: the alphabet's (`val_…` come before `weighted_…`), then what callbacks add.
    const shown = Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
    await this.#call("onEpochEnd", epoch, shown);
    this.#refresh();
    this.#history.record(epoch, shown);
    this.#progress?.end(shown);
    return logs;
  }

  async #validate(side: Side): Promise<Record<string, number>> {
    const hooks = this.#hooks;
    await this.#call("onTestBegin");
    this.#compiled.resetMetrics();
    const { rows } = side.feed;
    if (hooks.has("onTestBatchBegin", "onTestBatchEnd")) {
      for (let begin = 0, batch = 0; begin < rows; begin += side.batchSize, batch++) {
        await this.#call("onTestBatchBegin", batch, {});
        await this.#runner.run(this.#job(side, begin, Math.min(rows, begin + side.batchSize)));
        await this.#call("onTestBatchEnd", batch, this.#logs());
      }
    } else if (!this.#runner.start(this.#job(side, 0, rows))) await this.#runner.finish();
    const logs = this.#logs();
    await this.#call("onTestEnd", logs);
    return logs;
  }

  /** Calls a hook with the way free for a `predict` or `evaluate` inside it. */
  async #call(
    hook: Parameters<Hooks["call"]>[0],
    ...args: Parameters<Hooks["call"]> extends [unknown, ...infer A] ? A : never
  ): Promise<void> {
    if (!this.#hooks.has(hook)) return;
    await this.#model.turnstile.outside("metrics", () => this.#hooks.call(hook, ...args));
  }

  get #stopped(): boolean {
    return this.#model.stopTraining;
  }
  #logs(): Record<string, number> {
    const logs: Record<string, number> = {};
    for (const { key, read } of this.#readers) logs[key] = read();
    return logs;
  }
  #job(side: Side, begin: number, end: number) {
    const order = side === this.#training ? this.#order.order : undefined;
    return { bound: side.step.bound, feed: side.feed, order, begin, end, batchSize: side.batchSize };
  }

  /** Draws a new order where the last is used up; returns the batches of the epoch. */
  #beginEpoch(): number {
    if (this.#cursor === 0) this.#order.next();
    return this.#stepsPerEpoch;
  }
  /** The end of the rows that can run in one go: `batches` of them, or what is left of the data. */
  #stretch(batches: number): number {
    return Math.min(this.#training.feed.rows, this.#cursor + batches * this.#training.batchSize);
  }
  /** Moves on to `end`; returns the batches that were run. */
  #advance(end: number): number {
    const batches = Math.ceil((end - this.#cursor) / this.#training.batchSize);
    this.#cursor = end < this.#training.feed.rows ? end : 0;
    return batches;
  }
  /** Whether an epoch of which `left` batches are missing has to end: the data ran out. */
  #exhausted(left: number): boolean {
    if (left <= 0 || this.#cursor !== 0) return false;
    if (!this.#warnedOfEnd) {
      this.#warnedOfEnd = true;
      warn(
        `fit: the data ran out ${left} batches before the end of an epoch of stepsPerEpoch ${this.#stepsPerEpoch}; such epochs are shorter.`,
      );
    }
    return true;
  }

  /** Traces the steps again where a callback changed the model's structure. */
  #refresh(): void {
    const revision = trainRevision(this.#model, this.#compiled);
    if (this.#revision === revision) return;
    this.#revision = revision;
    const training = this.#training;
    training.step = trainStep(
      this.#model,
      this.#compiled,
      this.#session,
      signatureOf(training.data),
      training.batchSize,
    );
    const validation = this.#validation;
    if (validation)
      validation.step = testStep(
        this.#model,
        this.#compiled,
        this.#session,
        signatureOf(validation.data),
        validation.batchSize,
      );
    this.#readers = this.#compiled.readers();
  }

  #watch(epoch: number, loss: number): void {
    if (!Number.isNaN(loss)) return;
    this.#warned = true;
    warn(
      `Model "${this.#model.name}": the loss is NaN in epoch ${epoch + 1}; training goes on. Lower the learning rate, or stop with callbacks.terminateOnNaN().`,
    );
  }
}
