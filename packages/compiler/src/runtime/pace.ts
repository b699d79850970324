/**
 * Keeps calls short: a step is given a budget of estimated nanoseconds, the
 * estimate is corrected by the clock, and a slice ends after `sliceMilliseconds`.
 */
/** With a kernel begun just before the end, and code that the engine has not optimized yet, still far from 50 ms. */
export const sliceMilliseconds = 10;
/** Estimates this small are summed before the clock is asked. */
const glance = 300_000;
/** The clock is asked after this much at the latest: the first estimates of a process are far too low. */
const largest = 2_000_000;

export class Pace {
  /** Real nanoseconds in an estimated one. */
  #rate = 1;
  #started = 0;
  #since = 0;
  #estimated = 0;
  #elapsed = 0;

  begin(): void {
    this.#started = performance.now();
    this.#since = this.#started;
    this.#estimated = 0;
    this.#elapsed = 0;
  }
  /** What the next step may spend, in estimated nanoseconds. */
  budget(): number {
    const left = (sliceMilliseconds - this.#elapsed) * 1e6 - this.#estimated * this.#rate;
    return Math.max(1, Math.min(largest, Math.round(left / this.#rate)));
  }
  /** Takes note of what a step spent; true when the slice is over. */
  spent(estimate: number): boolean {
    this.#estimated += estimate;
    if (this.#estimated < glance) return false;
    const now = performance.now();
    const real = (now - this.#since) * 1e6;
    this.#rate = Math.min(20, Math.max(0.05, 0.5 * this.#rate + 0.5 * (real / this.#estimated)));
    this.#since = now;
    this.#estimated = 0;
    this.#elapsed = now - this.#started;
    return this.#elapsed >= sliceMilliseconds;
  }
}
