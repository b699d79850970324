/**
 * What makes one stream of elements from another. Each reads no further than it has to, and closes the stream that it
 * reads when it is closed itself.
 */
import type { RandomState } from "../random/numpy.ts";
import { stack } from "./structure.ts";

export async function* batched(source: AsyncIterable<unknown>, size: number, dropRemainder: boolean): AsyncGenerator {
  let waiting: unknown[] = [];
  for await (const element of source) {
    waiting.push(element);
    if (waiting.length < size) continue;
    yield await stack(waiting);
    waiting = [];
  }
  if (waiting.length > 0 && !dropRemainder) yield await stack(waiting);
}

/** Draws each element from a buffer of `size`, whose place the next one takes. */
export async function* shuffled<T>(source: AsyncIterable<T>, size: number, state: RandomState): AsyncGenerator<T> {
  const buffer: T[] = [];
  for await (const element of source) {
    if (buffer.length < size) {
      buffer.push(element);
      continue;
    }
    const at = state.randint(0, size);
    const drawn = buffer[at]!;
    buffer[at] = element;
    yield drawn;
  }
  state.shuffle(buffer);
  yield* buffer;
}

export async function* mapped<T, U>(source: AsyncIterable<T>, f: (element: T) => U | Promise<U>): AsyncGenerator<U> {
  for await (const element of source) yield await f(element);
}
export async function* filtered<T>(
  source: AsyncIterable<T>,
  keep: (element: T) => boolean | Promise<boolean>,
): AsyncGenerator<T> {
  for await (const element of source) if (await keep(element)) yield element;
}

export async function* repeated<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  for (let i = 0; i < count; i++) {
    let any = false;
    for await (const element of source) {
      any = true;
      yield element;
    }
    // Nothing, repeated without end, would never give way.
    if (!any) return;
  }
}

export async function* taken<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  if (count === 0) return;
  let left = count;
  for await (const element of source) {
    yield element;
    if (--left === 0) return;
  }
}
export async function* skipped<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let left = count;
  for await (const element of source) if (left-- <= 0) yield element;
}

/** Asks for `count` elements before they are needed. */
export async function* prefetched<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  try {
    for (;;) {
      while (asked.length <= count) {
        const next = iterator.next();
        // It is thrown where it is awaited; until then nobody has to have seen it.
        next.catch(() => undefined);
        asked.push(next);
      }
      const result = await asked.shift()!;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
