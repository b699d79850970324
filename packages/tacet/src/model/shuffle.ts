/**
 * The order of rows in each epoch, drawn from NumPy's global generator exactly
 * when Keras draws: one permutation when an epoch's first batch is read, and
 * with `shuffle: "batch"` one for each batch.
 *
 * Source: keras/src/trainers/data_adapters/array_data_adapter.py.
 */
import { shuffleState } from "../random/all.ts";

export type Shuffle = boolean | "batch";

export class RowOrder {
  /** Rows by position; undefined where they come as they are. */
  readonly order: Int32Array | undefined;
  readonly #rows: number;
  readonly #batchSize: number;
  readonly #shuffle: Shuffle;

  constructor(rows: number, batchSize: number, shuffle: Shuffle) {
    this.#rows = rows;
    this.#batchSize = batchSize;
    this.#shuffle = shuffle;
    this.order = shuffle === false ? undefined : new Int32Array(rows);
  }

  /** Draws the order of the epoch that begins. */
  next(): void {
    const { order } = this;
    if (!order) return;
    if (this.#shuffle !== "batch") {
      this.#permute(order, 0);
      return;
    }
    for (let start = 0; start < this.#rows; start += this.#batchSize) {
      this.#permute(order.subarray(start, Math.min(this.#rows, start + this.#batchSize)), start);
    }
  }

  /** Draws what Keras draws and throws away when it builds the loss and metrics from a first batch. */
  discard(): void {
    if (this.order)
      this.#permute(
        this.#shuffle === "batch" ? this.order.subarray(0, Math.min(this.#rows, this.#batchSize)) : this.order,
        0,
      );
  }

  #permute(rows: Int32Array, first: number): void {
    for (let i = 0; i < rows.length; i++) rows[i] = first + i;
    shuffleState().shuffle(rows);
  }
}
