/**
 * Training. Where no callback needs the host, an epoch is a call of the
 * training program, a call of the validation program and a few reads of metric
 * memory; hooks make the host take part in batches or epochs.
 *
 * Source: keras/src/backend/jax/trainer.py (fit), trainers/epoch_iterator.py.
 */
import { TacetError } from "@tacet/compiler";
import { History } from "../callbacks/history.ts";
import { ProgbarLogger } from "../callbacks/progbarLogger.ts";
import { holdEngine } from "../engine.ts";
import { warn } from "../warn.ts";
import { jobOf, type Piece } from "./batches.ts";
import type { Arrays, Data } from "./columns.ts";
import type { Compiled } from "./compile.ts";
import type { Reader, StepKind } from "./logBook.ts";
import { settingsOf, type FitOptions, type FitSettings } from "./fitOptions.ts";
import { Hooks } from "./hooks.ts";
import type { Trainable } from "./network.ts";
import { Runner } from "./runner.ts";
import { prepareSides, warnOfEnd, type Side, type Sides } from "./sides.ts";
import { trainRevision } from "./steps.ts";
import { turn, turnIsDue } from "./turn.ts";

export async function fit(
  model: Trainable,
  compiled: Compiled,
  x: Data,
  y: Arrays | undefined,
  options: FitOptions,
): Promise<History> {
  const settings = settingsOf(options);
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
    const sides = await prepareSides(model, compiled, x, y, settings);
    try {
      return await new FitRun(model, compiled, settings, sides).run();
    } finally {
      await sides.training.batches.release();
      await sides.validation?.batches.release();
    }
  } finally {
    release();
    model.training = false;
  }
}

/** The options that say how many batches an epoch and a validation take. */
type LimitOption = "stepsPerEpoch" | "validationSteps";

class FitRun {
  readonly #model: Trainable;
  readonly #compiled: Compiled;
  readonly #settings: FitSettings;
  readonly #training: Side;
  readonly #validation: Side | undefined;
  readonly #hooks: Hooks;
  readonly #runner: Runner;
  readonly #progress: ProgbarLogger | undefined;
  readonly #history: History;
  #revision: number;
  #readers: Readonly<Record<StepKind, Reader[]>> = { train: [], test: [] };
  /** Whether NaN has been warned of, in the data or in the loss. */
  #warned: boolean;
  readonly #warnedOfEnd = new Set<string>();

  constructor(model: Trainable, compiled: Compiled, settings: FitSettings, sides: Sides) {
    this.#warned = sides.warned;
    this.#model = model;
    this.#revision = trainRevision(model, compiled);
    this.#compiled = compiled;
    this.#settings = settings;
    this.#training = sides.training;
    this.#validation = sides.validation;
    const steps = sides.training.limit === Infinity ? undefined : sides.training.limit;
    const params = { verbose: settings.verbose, epochs: settings.epochs, steps };
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
    this.#readers = { train: this.#compiled.readers("train"), test: this.#compiled.readers("test") };
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
    const validated = this.#validation ? this.#readers.test : [];
    const keys = [...this.#readers.train.map(({ key }) => key), ...validated.map(({ key }) => `val_${key}`)];
    for (const key of keys.sort()) this.#values(key);
    const training = this.#readers.train.map(({ key, read }) => ({ read, values: this.#values(key) }));
    const validation = validated.map(({ key, read }) => ({ read, values: this.#values(`val_${key}`) }));
    const loss = this.#history.history.loss ?? [];
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      runner.checkSignal();
      this.#compiled.resetMetrics();
      this.#training.batches.begin();
      const waiting = this.#pass(this.#training, "stepsPerEpoch");
      if (waiting) await waiting;
      for (const { read, values } of training) values.push(read());
      if (this.#validation) {
        this.#compiled.resetMetrics();
        const rewinding = this.#validation.batches.rewind();
        if (rewinding) await rewinding;
        const validating = this.#pass(this.#validation, "validationSteps");
        if (validating) await validating;
        for (const { read, values } of validation) values.push(read());
      }
      this.#history.epoch.push(epoch);
      if (!this.#warned) this.#watch(epoch, loss.at(-1) ?? 0);
      if (turnIsDue()) await turn();
      while (turnstile.contended(true)) await turnstile.giveWay();
      if (this.#stopped) break;
    }
    return Object.fromEntries(
      Object.entries(this.#history.history).map(([key, values]) => [key, values[values.length - 1]!]),
    );
  }
  /** Runs an epoch's batches, as many in one go as there are; a promise only where something has to be waited for. */
  #pass(side: Side, option: LimitOption): Promise<void> | undefined {
    let left = side.limit;
    while (left > 0) {
      const piece = side.batches.take(left);
      if (piece instanceof Promise) return this.#passOn(side, option, left, piece);
      if (!piece) {
        this.#warnOfEnd(left, option);
        return undefined;
      }
      left -= piece.batches;
      if (!this.#runner.start(jobOf(piece))) return this.#runner.finish().then(() => this.#passOn(side, option, left));
    }
    return undefined;
  }
  /** The rest of `#pass`, with what it waits for. */
  async #passOn(side: Side, option: LimitOption, left: number, taken?: Promise<Piece | undefined>): Promise<void> {
    for (let next = taken; left > 0; next = undefined) {
      const piece = await (next ?? side.batches.take(left));
      if (!piece) return this.#warnOfEnd(left, option);
      await this.#runner.run(jobOf(piece));
      this.#runner.checkSignal();
      left -= piece.batches;
    }
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
    const { batches, limit } = this.#training;
    batches.begin();
    let done = 0;
    while (done < limit) {
      // Asked to stop before it began, Keras still runs one batch.
      let piece = batches.take(byBatch || this.#stopped ? 1 : limit - done);
      if (piece instanceof Promise) piece = await piece;
      if (!piece) {
        this.#warnOfEnd(limit - done, "stepsPerEpoch");
        break;
      }
      await this.#call("onTrainBatchBegin", done, {});
      if (!this.#runner.start(jobOf(piece, this.#showing(piece, done)))) await this.#runner.finish();
      done += piece.batches;
      if (hooks.has("onTrainBatchEnd")) await this.#call("onTrainBatchEnd", done - 1, this.#logs("train"));
      if (done < limit || byBatch) {
        this.#runner.checkSignal();
        if (turnIsDue()) await turn();
      }
      if (this.#stopped) break;
    }
    const logs = this.#logs("train");
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

  /** What draws progress while a piece runs that comes after `done` batches. */
  #showing({ begin, batchSize }: Piece, done: number): ((next: number) => void) | undefined {
    const progress = this.#progress;
    if (!progress) return undefined;
    return (next) => progress.progress(done + Math.ceil((next - begin) / batchSize), () => this.#logs("train"));
  }

  async #validate(side: Side): Promise<Record<string, number>> {
    const hooks = this.#hooks;
    const { batches, limit } = side;
    await this.#call("onTestBegin");
    this.#compiled.resetMetrics();
    await batches.rewind();
    if (hooks.has("onTestBatchBegin", "onTestBatchEnd")) {
      for (let batch = 0; batch < limit; batch++) {
        const piece = await batches.take(1);
        if (!piece) {
          this.#warnOfEnd(limit - batch, "validationSteps");
          break;
        }
        await this.#call("onTestBatchBegin", batch, {});
        await this.#runner.run(jobOf(piece));
        await this.#call("onTestBatchEnd", batch, this.#logs("test"));
      }
    } else await this.#pass(side, "validationSteps");
    const logs = this.#logs("test");
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
  #logs(kind: StepKind): Record<string, number> {
    const logs: Record<string, number> = {};
    for (const { key, read } of this.#readers[kind]) logs[key] = read();
    return logs;
  }

  /** Warns of each side once. */
  #warnOfEnd(missing: number, option: LimitOption): void {
    if (this.#warnedOfEnd.has(option)) return;
    this.#warnedOfEnd.add(option);
    warnOfEnd(missing, "fit", option, (option === "stepsPerEpoch" ? this.#training : this.#validation!).limit);
  }

  /** Traces the steps again where a callback changed the model's structure. */
  #refresh(): void {
    const revision = trainRevision(this.#model, this.#compiled);
    if (this.#revision === revision) return;
    this.#revision = revision;
    this.#training.batches.refresh();
    this.#validation?.batches.refresh();
    this.#readers = { train: this.#compiled.readers("train"), test: this.#compiled.readers("test") };
  }

  #watch(epoch: number, loss: number): void {
    if (!Number.isNaN(loss)) return;
    this.#warned = true;
    warn(
      `Model "${this.#model.name}": the loss is NaN in epoch ${epoch + 1}; training goes on. Lower the learning rate, or stop with callbacks.terminateOnNaN().`,
    );
  }
}
