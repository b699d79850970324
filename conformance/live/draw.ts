/** Random choices that follow from one seed: how a program is drawn again. */
import type { Options } from "./tables.ts";

/** Source: mulberry32, Tommy Ettinger, public domain. */
export class Draw {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
    // The first numbers of seeds in a row resemble each other.
    for (let i = 0; i < 8; i++) this.next();
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }
  one<T>(options: readonly T[]): T {
    const chosen = options[this.whole(0, options.length - 1)];
    if (chosen === undefined) throw new Error("There is nothing to choose from.");
    return chosen;
  }
  /** Up to `most` different ones, in their order. */
  some<T>(options: readonly T[], most: number): T[] {
    const wanted = this.whole(0, Math.min(most, options.length));
    let left = wanted;
    return options.filter((_, i) => {
      const taken = this.chance(left / (options.length - i));
      if (taken) left -= 1;
      return taken;
    });
  }
  /** An object of the entries, in their order or in the other. */
  byName<T>(entries: readonly (readonly [name: string, value: T])[]): Readonly<Record<string, T>> {
    return Object.fromEntries(this.chance(0.5) ? entries : [...entries].reverse());
  }
  uniform(low: number, high: number): number {
    return low + this.next() * (high - low);
  }
  /** Mean 0, variance 1, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
  /** As many as asked, each drawn anew. */
  list<T>(count: number, draw: () => T): T[] {
    return Array.from({ length: count }, draw);
  }
  /** The options, some of the time: `{...d.maybe(0.3, () => ({ seed: 1 }))}`. */
  maybe(p: number, draw: () => Options): Options {
    return this.chance(p) ? draw() : {};
  }
}
