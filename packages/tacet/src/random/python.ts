/**
 * Python's `random.Random`, as far as Keras draws seeds from it.
 *
 * Source: CPython's Lib/random.py (`_randbelow_with_getrandbits`) and Modules/_randommodule.c.
 */
import { MersenneTwister } from "./mersenneTwister.ts";

export class PythonRandom {
  readonly #twister = new MersenneTwister();

  constructor(seed: number) {
    this.seed(seed);
  }

  /** `random.seed(seed)`: the sign is dropped, as CPython does. */
  seed(seed: number): void {
    const words: number[] = [];
    for (let rest = Math.abs(seed); rest > 0; rest = Math.floor(rest / 4294967296)) words.push(rest % 4294967296);
    this.#twister.initByArray(words.length > 0 ? words : [0]);
  }

  /** `random.randint(low, high)`, both ends included; fewer than 2^32 values. */
  randint(low: number, high: number): number {
    const count = high - low + 1;
    const unused = Math.clz32(count);
    for (;;) {
      const value = this.#twister.nextUint32() >>> unused;
      if (value < count) return low + value;
    }
  }
}
