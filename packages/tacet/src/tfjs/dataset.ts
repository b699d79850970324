/**
 * TensorFlow.js's datasets on tacet's: elements are numbers, tensors, or lists and objects of them; batches for
 * training are { xs, ys } or [xs, ys]. Source: tfjs-data/src/dataset.ts.
 */
import { Tensor as Inner } from "@tacet/compiler";
import { Dataset as KerasDataset, TacetError } from "../index.ts";
import { Tensor } from "./tensor.ts";

/** An element once it is in a batch. */
export type Batched<T> =
  T extends number | boolean | Tensor | readonly number[] | readonly (readonly number[])[] | ArrayBufferView // prettier-ignore
    ? Tensor
    : T extends object
      ? { [K in keyof T]: Batched<T[K]> }
      : T;
/** Elements by a name or a place. */
export type Container = Readonly<Record<string, unknown>> | readonly unknown[];

export class Dataset<T> implements AsyncIterable<T> {
  readonly inner: KerasDataset<T>;
  constructor(inner: KerasDataset<T>) {
    this.inner = inner;
  }
  /** The number of elements; -1 where it is not known, Infinity where they do not end. */
  get size(): number {
    return this.inner.size ?? -1;
  }
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.inner[Symbol.asyncIterator]();
  }
  /** Something whose `next()` gives element after element. */
  iterator(): Promise<AsyncIterator<T>> {
    return Promise.resolve(this[Symbol.asyncIterator]());
  }
  toArray(): Promise<T[]> {
    return this.inner.toArray();
  }
  async forEachAsync(f: (element: T) => void): Promise<void> {
    for await (const element of this) f(element);
  }
  /** Puts elements on top of each other, into tensors. @param smallLastBatch whether the last may be smaller */
  batch(batchSize: number, smallLastBatch = true): Dataset<Batched<T>> {
    const plain = this.inner.map((element) => replaced(element, Tensor, (t) => t.inner));
    const batches = plain.batch(batchSize, { dropRemainder: !smallLastBatch });
    return new Dataset(batches.map((batch) => replaced(batch, Inner, (t) => new Tensor(t)) as Batched<T>));
  }
  shuffle(bufferSize: number, seed?: number | string, reshuffleEachIteration = true): Dataset<T> {
    return new Dataset(this.inner.shuffle(bufferSize, { seed: seed === undefined ? undefined : Number(seed), reshuffleEachIteration })); // prettier-ignore
  }
  map<U>(transform: (element: T) => U): Dataset<U> {
    return new Dataset(this.inner.map(transform));
  }
  mapAsync<U>(transform: (element: T) => Promise<U>): Dataset<U> {
    return new Dataset(this.inner.map(transform));
  }
  filter(predicate: (element: T) => boolean): Dataset<T> {
    return new Dataset(this.inner.filter(predicate));
  }
  /** @param count without end unless given */
  repeat(count?: number): Dataset<T> {
    return new Dataset(this.inner.repeat(count === undefined || count < 0 ? undefined : count));
  }
  take(count: number): Dataset<T> {
    return count < 0 ? this : new Dataset(this.inner.take(count));
  }
  skip(count: number): Dataset<T> {
    return new Dataset(this.inner.skip(count));
  }
  prefetch(bufferSize: number): Dataset<T> {
    return new Dataset(this.inner.prefetch(bufferSize));
  }
  /** These elements, then those of another. */
  concatenate<U>(other: Dataset<U>): Dataset<T | U> {
    const { inner } = this;
    return generated(async function* () {
      yield* inner;
      yield* other.inner;
    });
  }
}
export const generated = <T>(open: () => AsyncIterable<T>, size?: number): Dataset<T> =>
  new Dataset(KerasDataset.fromGenerator(open, size));

/** Tensors of one kind replaced in an element, however deep. */
function replaced<A extends object>(x: unknown, kind: new (inner: never) => A, f: (t: A) => unknown): unknown {
  if (x instanceof kind) return f(x);
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x) || x instanceof Inner) return x;
  if (Array.isArray(x)) return typeof x[0] === "number" ? x : x.map((e) => replaced(e, kind, f));
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, replaced(value, kind, f)]));
}

/** The batches as tacet's `fit` takes them: [x, y]. @throws TacetError, when it is read, for elements of another form */
export const batchesOf = (dataset: Dataset<unknown>): KerasDataset<[unknown, unknown]> =>
  dataset.inner.map((element): [unknown, unknown] => {
    const pair = Array.isArray(element) ? { xs: element[0] as unknown, ys: element[1] as unknown } : element;
    if (typeof pair !== "object" || pair === null || !("xs" in pair) || !("ys" in pair) || pair.ys === undefined)
      throw new TacetError("fitDataset: expected elements { xs, ys } or [xs, ys], and a dataset of batches: call dataset.batch(32)."); // prettier-ignore
    return [replaced(pair.xs, Tensor, (t) => t.inner), replaced(pair.ys, Tensor, (t) => t.inner)];
  });
