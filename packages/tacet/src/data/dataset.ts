/**
 * Data that comes bit by bit: from arrays, generators, files or sockets, in batches, in random order, without all of it
 * being in memory. `fit`, `evaluate` and `predict` take a Dataset of batches in place of arrays.
 *
 * Names and meanings are those of TensorFlow's tf.data (tensorflow/python/data/ops/dataset_ops.py).
 */
import { TacetError } from "@tacet/compiler";
import { callable, checkOptions, flag, show, wholeFrom, type Kind, type Kinds } from "../options.ts";
import { RandomState } from "../random/numpy.ts";
import { drawSeed } from "../random/seeds.ts";
import { batched, filtered, mapped, prefetched, repeated, shuffled, skipped, taken } from "./operators.ts";
import { rowsOf, slicesOf, type ElementTensors, type Slices, type Structure, type Tensors } from "./structure.ts";

/** What can be read from begin to end. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T> | Iterator<T> | AsyncIterator<T>;

export interface DatasetBatchOptions {
  /** Whether a last, smaller batch is left out. Default false. */
  readonly dropRemainder?: boolean | undefined;
}
export interface ShuffleOptions {
  /** A whole number that makes the order repeatable; drawn (see `setRandomSeed`) where it is left out. */
  readonly seed?: number | undefined;
  /** Whether every pass has an order of its own. Default true. */
  readonly reshuffleEachIteration?: boolean | undefined;
}
const batchKinds: Kinds<DatasetBatchOptions> = { dropRemainder: flag };
const seed: Kind = {
  what: "a whole number from 0 to 2^32 - 1",
  test: (x) => Number.isInteger(x) && (x as number) >= 0 && (x as number) < 2 ** 32,
};
const shuffleKinds: Kinds<ShuffleOptions> = { seed, reshuffleEachIteration: flag };

/**
 * Elements that can be read any number of times, each time from the begin. An element is what the source gives; for a
 * model it is a batch: [x], [x, y] or [x, y, sampleWeight], or x alone, where each is what `fit` takes as such (an
 * array of rows, a list of them, or arrays by name).
 */
export class Dataset<T = unknown> implements AsyncIterable<T> {
  /** The number of elements: Infinity where they don't end, undefined where it isn't known. */
  readonly size: number | undefined;
  readonly #open: () => AsyncIterator<T>;

  private constructor(open: () => AsyncIterator<T>, size: number | undefined) {
    this.#open = open;
    this.size = size;
  }

  /**
   * An element for each row of the arrays, in the structure in which they are given: `fromTensorSlices([x, y])` and
   * `fromTensorSlices(x, y)` give tuples, `fromTensorSlices({ a, b })` objects, `fromTensorSlices(x)` a Tensor each.
   * Nested arrays of numbers are one array; in a tuple, write `tensor(…)` or several arguments.
   * @throws TacetError, when it is read, unless all arrays have the same number of rows
   */
  static fromTensorSlices<const S extends Structure>(slices: S): Dataset<Tensors<S>>;
  static fromTensorSlices<const S extends readonly [Structure, Structure, ...Structure[]]>(
    ...slices: S
  ): Dataset<{ -readonly [K in keyof S]: Tensors<S[K]> }>;
  static fromTensorSlices(...given: readonly Structure[]): Dataset {
    let slices: Promise<Slices> | undefined;
    const open = async function* (): AsyncGenerator {
      const { rows, row } = await (slices ??= slicesOf(...given));
      for (let i = 0; i < rows; i++) yield row(i);
    };
    return new Dataset(open, rowsOf(given[0]));
  }

  /**
   * What `generator` gives: a function, `function*` or `async function*`, that is called for each pass.
   * @param size the number of elements, where it is known
   */
  static fromGenerator<T>(generator: () => AnyIterable<T> | Promise<AnyIterable<T>>, size?: number): Dataset<T> {
    if (!callable.test(generator)) {
      throw new TacetError(
        `Dataset.fromGenerator: expected a function such as function* () { yield [x, y]; }, received ${show(generator)}. For something to iterate over: Dataset.fromIterable.`,
      );
    }
    return new Dataset(async function* () {
      yield* iterate(await generator());
    }, size);
  }

  /**
   * The elements of something to iterate over: an array of them, a set, a stream. What can be iterated over only once,
   * such as a generator object, can be read only once.
   */
  static fromIterable<T>(iterable: Iterable<T> | AsyncIterable<T>): Dataset<T> {
    if (!isIterable(iterable)) {
      throw new TacetError(`Dataset.fromIterable: expected something to iterate over, received ${show(iterable)}.`);
    }
    return new Dataset(() => iterate(iterable), Array.isArray(iterable) ? iterable.length : undefined);
  }

  /** Begins a pass: `for await (const element of dataset) …`. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#open();
  }
  /** All elements in an array. */
  async toArray(): Promise<T[]> {
    const elements: T[] = [];
    for await (const element of this) elements.push(element);
    return elements;
  }

  /**
   * Puts `batchSize` elements on top of each other: every array becomes a Tensor with them along its first axis. The
   * last batch may be smaller.
   * @throws TacetError, when it is read, for elements of different structures or shapes
   */
  batch(batchSize: number, options?: DatasetBatchOptions): Dataset<ElementTensors<T>> {
    this.#check("batch", "batchSize", batchSize, 1);
    const { dropRemainder = false } = checkOptions("Dataset.batch", options, batchKinds);
    const size = this.size === undefined ? undefined : (dropRemainder ? Math.floor : Math.ceil)(this.size / batchSize);
    return new Dataset(() => batched(this, batchSize, dropRemainder) as AsyncGenerator<ElementTensors<T>>, size);
  }

  /**
   * Gives elements in random order: each is drawn from a buffer of `bufferSize`, which the next ones fill up. With as
   * many as the dataset has, every order is equally likely.
   */
  shuffle(bufferSize: number, options?: ShuffleOptions): Dataset<T> {
    this.#check("shuffle", "bufferSize", bufferSize, 1);
    const { seed: given, reshuffleEachIteration = true } = checkOptions("Dataset.shuffle", options, shuffleKinds);
    const first = given ?? drawSeed();
    const seeds = new RandomState(first);
    const next = (): number => (reshuffleEachIteration ? seeds.randint(0, 2 ** 32) : first);
    return new Dataset(() => shuffled(this, bufferSize, new RandomState(next())), this.size);
  }

  /** Replaces each element by what `f` makes of it. */
  map<U>(f: (element: T) => U | Promise<U>): Dataset<U> {
    this.#checkFunction("map", f);
    return new Dataset(() => mapped(this, f), this.size);
  }
  /** Leaves out the elements for which `keep` gives false. */
  filter(keep: (element: T) => boolean | Promise<boolean>): Dataset<T> {
    this.#checkFunction("filter", keep);
    return new Dataset(() => filtered(this, keep), undefined);
  }
  /** Reads it `count` times in a row; without end unless given. */
  repeat(count = Infinity): Dataset<T> {
    if (count !== Infinity) this.#check("repeat", "count", count, 0);
    const size = this.size === 0 || count === 0 ? 0 : this.size === undefined ? undefined : this.size * count;
    return new Dataset(() => repeated(this, count), count === Infinity && size !== 0 ? Infinity : size);
  }
  /** The first `count` elements. */
  take(count: number): Dataset<T> {
    this.#check("take", "count", count, 0);
    return new Dataset(() => taken(this, count), this.size === undefined ? undefined : Math.min(this.size, count));
  }
  /** What follows the first `count` elements. */
  skip(count: number): Dataset<T> {
    this.#check("skip", "count", count, 0);
    return new Dataset(
      () => skipped(this, count),
      this.size === undefined ? undefined : Math.max(0, this.size - count),
    );
  }
  /** Asks for `count` elements before they are needed, so that waiting for a file or a server overlaps with training. */
  prefetch(count: number): Dataset<T> {
    this.#check("prefetch", "count", count, 0);
    return new Dataset(() => prefetched(this, count), this.size);
  }

  #check(method: string, name: string, value: unknown, least: number): void {
    const { what, test } = wholeFrom(least);
    if (!test(value))
      throw new TacetError(`Dataset.${method}: expected ${name} to be ${what}, received ${show(value)}.`);
  }
  #checkFunction(method: string, f: unknown): void {
    if (!callable.test(f)) throw new TacetError(`Dataset.${method}: expected a function, received ${show(f)}.`);
  }
}

const isIterable = (x: unknown): x is Iterable<unknown> | AsyncIterable<unknown> =>
  typeof x === "object" && x !== null && (Symbol.iterator in x || Symbol.asyncIterator in x);

async function* iterate<T>(given: AnyIterable<T>): AsyncGenerator<T> {
  if (isIterable(given)) {
    yield* given as AsyncIterable<T>;
    return;
  }
  if (typeof (given as Iterator<T> | null)?.next !== "function") {
    throw new TacetError(`Dataset.fromGenerator: expected the function to give an iterator, received ${show(given)}.`);
  }
  yield* { [Symbol.asyncIterator]: () => given as AsyncIterator<T> };
}
