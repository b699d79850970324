/**
 * Runs batches and keeps the process alive: short jobs run straight through,
 * without a promise; long ones in calls of about ten milliseconds, with turns
 * of the event loop in between. A step that is begun is always finished, so
 * that weights are whole whenever anybody else gets to see them.
 */
import type { BoundProgram } from "@tacet/compiler";
import type { Feed } from "./feed.ts";
import { turn, turnIsDue, type Turnstile } from "./turn.ts";

export interface Job {
  readonly bound: BoundProgram;
  readonly feed: Feed;
  readonly order: Int32Array | undefined;
  /** Rows order[begin..end). */
  readonly begin: number;
  readonly end: number;
  readonly batchSize: number;
  /** Called after each call of the program, with the first row that is still to run. */
  readonly onCall?: ((next: number) => void) | undefined;
}

export class Runner {
  readonly #signal: AbortSignal | undefined;
  readonly #turnstile: Turnstile;
  #batchesPerCall = 1;
  #job: Job | undefined;
  #next = 0;
  #inside = false;

  constructor(turnstile: Turnstile, signal?: AbortSignal) {
    this.#turnstile = turnstile;
    this.#signal = signal;
  }

  /** Begins a job; true where it ran to its end. Else `await finish()`. */
  start(job: Job): boolean {
    this.#job = job;
    this.#next = job.begin;
    return this.#advance();
  }
  /** Ends the job that `start` began. */
  async finish(): Promise<void> {
    const job = this.#job!;
    for (;;) {
      await turn();
      if (this.#inside) {
        this.#inside = !job.feed.resume(job.bound);
        if (this.#inside) continue;
        job.onCall?.(this.#next);
      }
      if (this.#signal?.aborted) throw this.#signal.reason;
      while (this.#turnstile.contended(false)) await this.#turnstile.giveWay();
      if (this.#advance()) return;
    }
  }
  /** Runs a job whole. */
  async run(job: Job): Promise<void> {
    if (!this.start(job)) await this.finish();
    if (turnIsDue()) await turn();
  }
  /** @throws the reason of the signal, once it is aborted */
  checkSignal(): void {
    if (this.#signal?.aborted) throw this.#signal.reason;
  }

  #advance(): boolean {
    const { bound, feed, order, end, batchSize, onCall } = this.#job!;
    let before = performance.now();
    while (this.#next < end) {
      const begin = this.#next;
      const stop = Math.min(end, begin + this.#batchesPerCall * batchSize);
      this.#next = stop;
      if (!feed.run(bound, order, begin, stop, batchSize)) {
        this.#inside = true;
        this.#batchesPerCall = Math.max(1, this.#batchesPerCall >> 1);
        return false;
      }
      onCall?.(stop);
      const now = performance.now();
      if (now - before < 5) this.#batchesPerCall = Math.min(1 << 16, this.#batchesPerCall * 2);
      else if (now - before > 10) this.#batchesPerCall = Math.max(1, this.#batchesPerCall >> 1);
      if (stop < end && turnIsDue()) return false;
      before = now;
    }
    return true;
  }
}
