/**
 * Sharing the event loop: turns for timers, progress bars and Ctrl-C while a
 * model runs, and an order among those who want to run it.
 */

/** What runs longer than this without a turn gives the event loop one, in milliseconds. */
const sliceMilliseconds = 15;

type Schedule = (callback: () => void) => void;
const schedule: Schedule = (() => {
  const host = globalThis as { setImmediate?: Schedule };
  if (host.setImmediate) return host.setImmediate;
  // In browsers, setTimeout waits 4 ms once it is nested; a message does not.
  const waiting: (() => void)[] = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    channel.port2.postMessage(0);
  };
})();

let last = -Infinity;
/** Resolves after the event loop has served timers and input. */
export async function turn(): Promise<void> {
  await new Promise<void>((resolve) => schedule(resolve));
  last = performance.now();
}
/** Whether work that knows of turns has gone on for longer than a slice: whoever works in stretches asks between them. */
export const turnIsDue = (): boolean => performance.now() - last > sliceMilliseconds;

/** What a caller of `Turnstile` touches: weights only, or the running sums of metrics too. */
export type Use = "weights" | "metrics";

/**
 * Who runs a model's programs, one at a time. A `predict` that comes while an
 * epoch runs goes in between two batches; an `evaluate`, which starts the
 * metrics again, between two epochs.
 */
export class Turnstile {
  #held = false;
  #first: (() => void) | undefined;
  readonly #waiting: { readonly [U in Use]: (() => void)[] } = { weights: [], metrics: [] };

  async enter(use: Use): Promise<void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting[use].push(resolve));
    this.#held = true;
  }
  /** Runs `body` with the way free for others, such as a `predict` inside a callback; for those who are in. */
  async outside(use: Use, body: () => Promise<void>): Promise<void> {
    this.leave();
    try {
      await body();
    } finally {
      await this.enter(use);
    }
  }
  leave(): void {
    const next = this.#first ?? this.#waiting.weights.shift() ?? this.#waiting.metrics.shift();
    this.#first = undefined;
    if (next) next();
    else this.#held = false;
  }
  /** Whether somebody waits who may go now: at the end of an epoch everybody, inside one those who read weights. */
  contended(epochEnded: boolean): boolean {
    return this.#waiting.weights.length > 0 || (epochEnded && this.#waiting.metrics.length > 0);
  }
  /** Lets one who waits go first. Call it where `contended`. */
  async giveWay(): Promise<void> {
    const next = this.#waiting.weights.shift() ?? this.#waiting.metrics.shift();
    if (!next) return;
    await new Promise<void>((resolve) => {
      this.#first = resolve;
      next();
    });
  }
}
