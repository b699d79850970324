/**
 * Where randomness starts: the process-wide generators that `setRandomSeed` resets, and the seeds drawn from
 * them when initializers and seed generators are constructed.
 *
 * Source: keras/src/utils/rng_utils.py and keras/src/random/seed_generator.py.
 */
import { TacetError } from "@tacet/compiler";
import { show } from "../options.ts";
import { RandomState } from "./numpy.ts";
import { PythonRandom } from "./python.ts";

const LARGEST_SEED = 0xffffffff;
const entropy = () => Math.floor(Math.random() * 4294967296);
const python = new PythonRandom(entropy());
const numpy = new RandomState(entropy());
const resetHooks: (() => void)[] = [];

/**
 * Makes everything random that follows repeatable: initial weights, dropout masks and shuffles are then those of
 * Keras 3.15 on JAX after `keras.utils.set_random_seed(seed)`.
 *
 * @param seed a whole number from 0 to 2^32 - 1
 * @throws TacetError for anything else
 */
export function setRandomSeed(seed: number): void {
  checkSeed(seed, "setRandomSeed");
  python.seed(seed);
  numpy.seed(seed);
  for (const reset of resetHooks) reset();
}

/** Runs `reset` at every `setRandomSeed`. */
export const onRandomSeed = (reset: () => void): void => void resetHooks.push(reset);

/**
 * A seed for an object constructed without one: 1 … 10^9.
 * @internal
 */
export const drawSeed = (): number => python.randint(1, 1e9);

/**
 * The generator that `fit` shuffles rows with: NumPy's global one.
 * @internal
 */
export const shuffleState = (): RandomState => numpy;

/** @throws TacetError unless the seed fits 32 bits. */
export function checkSeed(seed: number, where: string): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED) return seed;
  throw new TacetError(`${where}: expected a seed that is a whole number from 0 to 2^32 - 1, received ${show(seed)}.`);
}
