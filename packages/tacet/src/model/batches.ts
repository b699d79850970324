/**
 * Batches on their way into a step: where `fit`, `evaluate` and `predict` take them from, whether the data lies in
 * arrays or comes bit by bit from a Dataset (stream.ts).
 * Source: keras/src/trainers/epoch_iterator.py.
 */
import { TacetError, type Session } from "@tacet/compiler";
import { columnsOf, prepareFor, rowCountOf, signatureOf, type HostData } from "./columns.ts";
import { createFeed, type Column, type Feed } from "./feed.ts";
import { checkIndices } from "./indices.ts";
import type { AnyNetwork } from "./network.ts";
import type { BoundStep } from "./programs.ts";
import type { Job } from "./runner.ts";
import type { RowOrder } from "./shuffle.ts";
import type { Signature } from "./step.ts";
import { fixRows } from "./steps.ts";
import type { Use } from "./turn.ts";

/** A kind of step of a model: how it is bound to rows of some shape, and what else they have to be. */
export interface Steps {
  readonly model: AnyNetwork;
  readonly bind: (signature: Signature, batchSize: number) => BoundStep;
  /** Checks what shapes cannot show, once a step is bound; `where` stands before names in messages. */
  readonly check: (data: HostData, where: string) => void;
  /** Whether it takes targets and weights; else a Dataset's are left out. */
  readonly targets: boolean;
  /** What running it touches. */
  readonly use: Use;
}

/** Some batches, to run in one go. */
export interface Piece {
  readonly step: BoundStep;
  readonly feed: Feed;
  readonly order: Int32Array | undefined;
  /** Rows order[begin..end). */
  readonly begin: number;
  readonly end: number;
  readonly batchSize: number;
  readonly batches: number;
}
/** The piece as a job. What ran since it was taken may have bound its step anew. */
export const jobOf = (piece: Piece, onCall?: Job["onCall"]): Job => ({
  bound: piece.step.bound,
  feed: piece.feed,
  order: piece.order,
  begin: piece.begin,
  end: piece.end,
  batchSize: piece.batchSize,
  onCall,
});

export interface Batches {
  /** Those of one pass over the data: undefined where only its end will tell, Infinity where it has none. */
  readonly count: number | undefined;
  /** What is known of the rows before any has run. */
  columns(): Column[];
  /** Builds the model and binds the step: finds what doesn't fit, before any memory is taken. */
  trace(): void;
  /** Brings the data to where it is fed from. */
  load(session: Session): Promise<void>;
  /** Begins an epoch with the first of the data; a promise only where something has to be closed before. */
  rewind(): Promise<void> | undefined;
  /** Begins an epoch, where the last one ended. */
  begin(): void;
  /** The next batches, at most `limit` of them; undefined at the end of the data. */
  take(limit: number): Piece | undefined | Promise<Piece | undefined>;
  /** Binds the step again, where the model has changed. */
  refresh(): void;
  release(): Promise<void>;
}

/**
 * How many batches to run: as many as were asked for, else all.
 * @param option its name, and whose it is: "fit: stepsPerEpoch"
 * @throws TacetError where there is no end to them
 */
export function limitOf(batches: Batches, asked: number | undefined, option: string): number {
  const limit = asked ?? batches.count;
  if (limit !== Infinity) return limit ?? Infinity;
  throw new TacetError(
    `${option}: expected a number of batches for a Dataset that repeats without end, received none.`,
  );
}

/** Batches of arrays, that lie ready: any number of them runs in one go. */
export class ArrayBatches implements Batches {
  readonly count: number;
  readonly #steps: Steps;
  readonly #data: HostData;
  readonly #batchSize: number;
  readonly #order: RowOrder | undefined;
  readonly #where: string;
  #columns: Column[] | undefined;
  #step: BoundStep | undefined;
  #feed: Feed | undefined;
  /** The first row of the next batch. */
  #cursor = 0;
  /** Whether the data has ended in this epoch. */
  #ended = false;

  /** @param order of the rows, drawn anew by each pass */
  constructor(steps: Steps, data: HostData, batchSize: number, where = "", order?: RowOrder) {
    this.#steps = steps;
    this.#data = data;
    this.#batchSize = Math.min(batchSize, rowCountOf(data));
    this.#where = where;
    this.#order = order;
    this.count = Math.ceil(rowCountOf(data) / this.#batchSize);
  }

  get rows(): number {
    return rowCountOf(this.#data);
  }
  columns(): Column[] {
    return (this.#columns ??= columnsOf(this.#steps.model, this.#data, this.#where));
  }
  trace(): void {
    prepareFor(this.#steps.model, this.#data);
    this.refresh();
    this.#steps.check(this.#data, this.#where);
  }
  refresh(): void {
    this.#step = this.#steps.bind(signatureOf(this.#data), this.#batchSize);
    const tail = this.rows % this.#batchSize;
    if (tail > 0) fixRows(this.#steps.model, tail);
  }
  async load(session: Session): Promise<void> {
    await checkIndices(this.columns(), this.#step!.tables);
    this.#feed = await createFeed(session, this.columns());
  }
  rewind(): undefined {
    this.#cursor = 0;
    this.begin();
  }
  begin(): void {
    if (this.#cursor === 0) this.#order?.next();
    this.#ended = false;
  }
  take(limit: number): Piece | undefined {
    if (this.#ended) return undefined;
    const begin = this.#cursor;
    const batchSize = this.#batchSize;
    const end = Math.min(this.rows, begin + limit * batchSize);
    this.#ended = end === this.rows;
    this.#cursor = this.#ended ? 0 : end;
    const batches = Math.ceil((end - begin) / batchSize);
    return { step: this.#step!, feed: this.#feed!, order: this.#order?.order, begin, end, batchSize, batches };
  }
  release(): Promise<void> {
    this.#feed?.release();
    return Promise.resolve();
  }
}
