/**
 * MT19937, the generator behind both Python's `random` and NumPy's legacy `RandomState`.
 *
 * The two seed it differently (`initGenrand`, `initByArray`); everything after that is shared.
 * Source: Matsumoto and Nishimura, mt19937ar.c (2002).
 */
const SIZE = 624;
const SHIFT = 397;

export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #position = SIZE;

  /** NumPy's seeding by one 32-bit number. */
  initGenrand(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
    this.#position = SIZE;
  }

  /** Python's seeding by the 32-bit words of a whole number, the lowest first. */
  initByArray(key: ArrayLike<number>): void {
    this.initGenrand(19650218);
    const state = this.#state;
    let i = 1;
    let j = 0;
    const steps = Math.max(SIZE, key.length);
    for (let k = 0; k < steps + SIZE - 1; k++) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      if (k < steps) {
        state[i] = (state[i]! ^ Math.imul(previous, 1664525)) + key[j]! + j;
        j = (j + 1) % key.length;
      } else {
        state[i] = (state[i]! ^ Math.imul(previous, 1566083941)) - i;
      }
      if (++i >= SIZE) {
        state[0] = state[SIZE - 1]!;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  /** Uniform over 0 … 2^32 - 1. */
  nextUint32(): number {
    if (this.#position === SIZE) this.#refill();
    let y = this.#state[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform over [0, 1) in steps of 2^-53; takes two numbers. */
  nextDouble(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform over 0 … `max` by masked rejection; `max` is at most 2^53 - 1. */
  nextInterval(max: number): number {
    if (max <= 0xffffffff) {
      if (max === 0) return 0;
      const mask = 0xffffffff >>> Math.clz32(max);
      for (;;) {
        const value = (this.nextUint32() & mask) >>> 0;
        if (value <= max) return value;
      }
    }
    const mask = 0xffffffff >>> Math.clz32(Math.floor(max / 4294967296));
    for (;;) {
      const high = (this.nextUint32() & mask) >>> 0;
      const value = high * 4294967296 + this.nextUint32();
      if (value <= max) return value;
    }
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i]! & 0x80000000) | (state[i < SIZE - 1 ? i + 1 : 0]! & 0x7fffffff);
      state[i] = state[i < SIZE - SHIFT ? i + SHIFT : i + SHIFT - SIZE]! ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
    }
    this.#position = 0;
  }
}
