/** TensorFlow.js's `util`. Source: tfjs-core/src/util_base.ts. */
import { random, TacetError } from "../index.ts";

const source = (): InstanceType<typeof random.RandomState> => new random.RandomState(random.drawSeed());
/** Exchanges two entries. */
function swap(object: { [index: number]: unknown }, left: number, right: number): void {
  const kept = object[left];
  object[left] = object[right];
  object[right] = kept;
}
/** Puts arrays of one length into the same random order, in place. `setRandomSeed` decides which. */
function shuffleTogether(...arrays: readonly { [index: number]: unknown; readonly length: number }[]): void {
  const state = source();
  const length = arrays[0]?.length ?? 0;
  if (arrays.some((a) => a.length !== length))
    throw new TacetError(`util.shuffleCombo: expected arrays of one length, received ${arrays.map((a) => a.length).join(" and ")}.`); // prettier-ignore
  for (let i = length - 1; i > 0; i--) {
    const j = state.randint(0, i + 1);
    for (const array of arrays) swap(array, i, j);
  }
}
type Shuffled = unknown[] | Float32Array | Int32Array | Uint8Array | Uint32Array;
const flattened = (x: unknown, into: unknown[]): unknown[] => {
  if (Array.isArray(x)) for (const e of x) flattened(e, into);
  else into.push(x);
  return into;
};

export const util = {
  /** Puts an array into a random order, in place. */
  shuffle: (array: Shuffled): void => shuffleTogether(array),
  /** Puts two arrays into the same random order, in place. */
  shuffleCombo: (array: Shuffled, array2: Shuffled): void => shuffleTogether(array, array2),
  /** The numbers below `n` in a random order. */
  createShuffledIndices(n: number): Uint32Array {
    const indices = Uint32Array.from({ length: n }, (_, i) => i);
    shuffleTogether(indices);
    return indices;
  },
  swap,
  /** @throws TacetError unless `condition` is true */
  assert(condition: boolean, message: string | (() => string)): void {
    if (!condition) throw new TacetError(typeof message === "function" ? message() : message);
  },
  clamp: (min: number, x: number, max: number): number => Math.max(min, Math.min(x, max)),
  sum: (array: readonly number[]): number => array.reduce((a, b) => a + b, 0),
  randUniform: (a: number, b: number): number => source().uniform(a, b),
  distSquared: (a: readonly number[], b: readonly number[]): number => a.reduce((d, x, i) => d + (x - b[i]!) ** 2, 0),
  flatten: (array: unknown): unknown[] => flattened(array, []),
  sizeFromShape: (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1),
  isScalarShape: (shape: readonly number[]): boolean => shape.length === 0,
  arraysEqual: (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean =>
    a.length === b.length && Array.from(a).every((x, i) => x === b[i]),
  isInt: (x: number): boolean => Number.isInteger(x),
  now: (): number => performance.now(),
} as const;
