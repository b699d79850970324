/**
 * NumPy's legacy `RandomState`: what Keras shuffles rows with, and what scikit-learn makes data with.
 *
 * Source: numpy/random/mtrand.pyx and src/legacy/legacy-distributions.c.
 */
import { TacetError } from "@tacet/compiler";
import { correctlyRoundedLog } from "./exactMath.ts";
import { MersenneTwister } from "./mersenneTwister.ts";

export class RandomState {
  readonly #twister = new MersenneTwister();
  #spareNormal: number | undefined;

  /** @param seed a whole number in 0 … 2^32 - 1 */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** `RandomState.seed(seed)` */
  seed(seed: number): void {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new TacetError(`A random state must be a whole number from 0 to 2^32 - 1. Received: ${seed}.`);
    }
    this.#twister.initGenrand(seed);
    this.#spareNormal = undefined;
  }

  /** `permutation(n)`: 0 … n - 1 in random order. */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    this.shuffle(order);
    return order;
  }

  /** `shuffle(values)`, in place. */
  shuffle<E>(values: { [index: number]: E; readonly length: number }): void {
    const twister = this.#twister;
    for (let i = values.length - 1; i > 0; i--) {
      const j = twister.nextInterval(i);
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
  }

  /** `random_sample()`: uniform over [0, 1). */
  random(): number {
    return this.#twister.nextDouble();
  }

  /** `uniform(low, high)` */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#twister.nextDouble();
  }

  /** `randint(low, high)`: `low` included, `high` not. */
  randint(low: number, high: number): number {
    if (!(high > low)) throw new TacetError(`randint needs low < high. Received: low ${low}, high ${high}.`);
    return low + this.#twister.nextInterval(high - 1 - low);
  }

  /** `normal(mean, stddev)`: Marsaglia's polar method, which makes two and keeps the second for the next call. */
  normal(mean = 0, stddev = 1): number {
    return mean + stddev * this.#gauss();
  }

  /** `choice(values, size, replace)` without probabilities. */
  choice(values: readonly number[], size: number, replace: boolean): number[] {
    if (replace) return Array.from({ length: size }, () => values[this.randint(0, values.length)]!);
    if (size > values.length) {
      throw new TacetError(`choice without replacement cannot take ${size} of ${values.length} values.`);
    }
    return Array.from(this.permutation(values.length).subarray(0, size), (i) => values[i]!);
  }

  #gauss(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    let x1: number, x2: number, r2: number;
    do {
      x1 = 2 * this.#twister.nextDouble() - 1;
      x2 = 2 * this.#twister.nextDouble() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    // V8's Math.log is one ulp off in some places
    const f = Math.sqrt((-2 * correctlyRoundedLog(r2)) / r2);
    this.#spareNormal = f * x1;
    return f * x2;
  }
}
