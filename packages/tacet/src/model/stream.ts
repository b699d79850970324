/**
 * Batches from a Dataset: one is read, run and forgotten before the next. While it is read, others may run the model,
 * a generator that asks it for predictions among them.
 * Source: keras/src/trainers/data_adapters/generator_data_adapter.py, tf_dataset_adapter.py.
 */
import { formatShape, sameShape, TacetError, Tensor } from "@tacet/compiler";
import type { Dataset } from "../data/dataset.ts";
import { show } from "../options.ts";
import type { Batches, Piece, Steps } from "./batches.ts";
import {
  columnsOf,
  prepareFor,
  readData,
  rowCountOf,
  signatureOf,
  type Arrays,
  type Given,
  type HostData,
} from "./columns.ts";
import { HostFeed, type Column } from "./feed.ts";
import { checkIndices } from "./indices.ts";
import type { AnyNetwork } from "./network.ts";

export interface StreamOptions {
  /** Stands before names in messages. */
  readonly where?: string | undefined;
  /** Done to each batch that was read. */
  readonly weigh?: ((data: HostData) => HostData) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class StreamBatches implements Batches {
  readonly count: number | undefined;
  readonly #steps: Steps;
  readonly #dataset: Dataset;
  readonly #options: StreamOptions;
  #iterator: AsyncIterator<unknown> | undefined;
  /** Whether the iterator has been asked for what it hasn't given yet. */
  #asked = false;
  /** Batches that the iterator gave. */
  #index = 0;
  /** The first batch of all, until it is run. */
  #first: HostData | undefined;
  /** Batches that this epoch took. */
  #taken = 0;

  private constructor(steps: Steps, dataset: Dataset, options: StreamOptions) {
    this.#steps = steps;
    this.#dataset = dataset;
    this.#options = options;
    this.count = dataset.size;
  }
  /** Reads the first batch, from which the model learns what data looks like. */
  static async open(steps: Steps, dataset: Dataset, options: StreamOptions): Promise<StreamBatches> {
    const stream = new StreamBatches(steps, dataset, options);
    try {
      stream.#first = await stream.#read();
      if (!stream.#first) throw stream.#nothing();
      return stream;
    } catch (error) {
      await stream.release();
      throw error;
    }
  }

  columns(): Column[] {
    return columnsOf(this.#steps.model, this.#first!, this.#name(0));
  }
  trace(): void {
    this.#bind(this.#first!, 0);
  }
  refresh(): void {
    // Each batch binds the step by itself.
  }
  load(): Promise<void> {
    return Promise.resolve();
  }
  async rewind(): Promise<void> {
    this.#taken = 0;
    if (!this.#first) await this.#close();
  }
  begin(): void {
    this.#taken = 0;
  }

  async take(): Promise<Piece | undefined> {
    const data = this.#first ?? (await this.#next());
    this.#first = undefined;
    if (!data) return undefined;
    this.#taken++;
    const at = this.#index - 1;
    const rows = rowCountOf(data);
    const step = this.#bind(data, at);
    const columns = columnsOf(this.#steps.model, data, this.#name(at));
    await checkIndices(columns, step.tables);
    const feed = new HostFeed(columns);
    return { step, feed, order: undefined, begin: 0, end: rows, batchSize: rows, batches: 1 };
  }
  #bind(data: HostData, at: number): Piece["step"] {
    prepareFor(this.#steps.model, data);
    const step = this.#steps.bind(signatureOf(data), rowCountOf(data));
    this.#steps.check(data, this.#name(at));
    return step;
  }

  async #next(): Promise<HostData | undefined> {
    let data: HostData | undefined;
    await this.#steps.model.turnstile.outside(this.#steps.use, async () => {
      const goesOn = this.#iterator !== undefined;
      data = await this.#read();
      // Where the last epoch ended with the data, this one begins with it.
      if (!data && goesOn && this.#taken === 0) data = await this.#read();
    });
    if (!data && this.#taken === 0) throw this.#nothing();
    return data;
  }
  async #read(): Promise<HostData | undefined> {
    if (!this.#iterator) {
      this.#iterator = this.#dataset[Symbol.asyncIterator]();
      this.#index = 0;
    }
    this.#asked = true;
    const result = await unlessAborted(this.#iterator.next(), this.#options.signal);
    this.#asked = false;
    if (result.done) {
      this.#iterator = undefined;
      return undefined;
    }
    const at = this.#index++;
    const { x, y, sampleWeight } = unpack(result.value, this.#steps.model, this.#name(at));
    const given = this.#steps.targets ? { x, y, sampleWeight } : { x };
    const data = await readData(this.#steps.model, given, this.#name(at));
    return this.#options.weigh ? this.#options.weigh(data) : data;
  }
  #name(at: number): string {
    return `${this.#options.where ?? ""}batch ${at} `;
  }
  #nothing(): TacetError {
    return new TacetError(
      `${this.#options.where ?? ""}Dataset: expected at least one batch, received none. What can be iterated over only once, such as a generator object, has no second pass: use Dataset.fromGenerator.`,
    );
  }

  async #close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    const closed = iterator?.return?.();
    // It would answer only after what it was asked for, which may be never.
    if (this.#asked) closed?.catch(() => undefined);
    else await closed;
  }
  release(): Promise<void> {
    return this.#close();
  }
}

/** [x], [x, y] or [x, y, sampleWeight], or x alone. */
function unpack(element: unknown, { modelInputs }: AnyNetwork, where: string): Given {
  const parts = (Array.isArray(element) ? element : [element]) as readonly Arrays[];
  const [x, y, sampleWeight] = parts;
  const [input] = modelInputs ?? [];
  const isRow = input && x instanceof Tensor && x.rank === input.shape.length && !sameShape(input.shape, [1]);
  if (parts.length >= 1 && parts.length <= 3 && !isRow) return { x: x!, y, sampleWeight };
  throw new TacetError(
    `${where.trim()}: expected [x], [x, y] or [x, y, sampleWeight], received ${show(element)}${isRow ? ` with one row of shape ${formatShape(x.shape)}` : ""}. Did you mean dataset.batch(32)?`,
  );
}

/** The promise's outcome, unless the signal comes first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the caller's own
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort!);
  }
}
