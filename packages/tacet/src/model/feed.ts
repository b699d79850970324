/**
 * Rows on their way into a program. Data up to 256 MB is converted once and
 * stays in the session's memory, where the program picks the rows of each
 * batch by itself; more is gathered by the host, batch by batch.
 */
import {
  bytesOf,
  formatShape,
  TacetError,
  type BoundProgram,
  type Buffer,
  type DType,
  type Session,
  type TypedArray,
} from "@tacet/compiler";
import { warn } from "../warn.ts";
import { rowSize, rowsOf, type HostArray } from "./arrays.ts";
import { turn, turnIsDue } from "./turn.ts";

/** One batch input: the data, and the type that the program reads. */
export interface Column {
  readonly name: string;
  readonly array: HostArray;
  readonly dtype: DType;
}

export interface Feed {
  readonly rows: number;
  /** Runs rows order[begin..end) in batches. Returns false when the time slice ended first: call `resume` after a turn. */
  run(bound: BoundProgram, order: Int32Array | undefined, begin: number, end: number, batchSize: number): boolean;
  resume(bound: BoundProgram): boolean;
  release(): void;
}

const residentBytes = 256 * 2 ** 20;
const addressableBytes = 4 * 2 ** 30;

/** Puts the columns where they can be fed from, giving the event loop turns meanwhile. */
export async function createFeed(session: Session, columns: readonly Column[]): Promise<Feed> {
  const bytes = columns.reduce((sum, c) => sum + rowsOf(c.array) * rowSize(c.array) * bytesOf(c.dtype), 0);
  for (const { name, array, dtype } of columns) {
    const size = rowSize(array) * bytesOf(dtype);
    if (size > addressableBytes) {
      throw new TacetError(
        `${name}: one row of shape ${formatShape(array.shape.slice(1))} takes ${(size / 2 ** 30).toFixed(1)} GB; expected at most 4 GB, what WebAssembly can address.`,
      );
    }
  }
  if (bytes > residentBytes) return new HostFeed(columns);
  const buffers: Buffer[] = [];
  for (const { array, dtype } of columns) {
    const buffer = session.buffer(array.shape, dtype);
    buffers.push(buffer);
    await copy(array.data, () => buffer.view());
  }
  return new ResidentFeed(session, buffers, rowsOf(columns[0]!.array));
}

const chunk = 1 << 20;
/** Runs `work` over stretches of `length` elements, with turns in between, until it returns false. */
export async function inChunks(length: number, work: (begin: number, end: number) => boolean): Promise<void> {
  for (let begin = 0; begin < length; begin += chunk) {
    if (turnIsDue()) await turn();
    if (!work(begin, Math.min(length, begin + chunk))) return;
  }
}
async function copy(data: ArrayLike<number>, view: () => TypedArray): Promise<void> {
  await inChunks(data.length, (begin, end) => {
    const target = view();
    if (ArrayBuffer.isView(data)) target.set((data as TypedArray).subarray(begin, end), begin);
    else for (let i = begin; i < end; i++) target[i] = data[i]!;
    return true;
  });
}
/** The indices of an element, the row's first. */
export function placeOf(array: HostArray, at: number): readonly number[] {
  const place: number[] = [];
  let rest = at;
  for (const extent of array.shape.toReversed()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
/** Warns of NaN, once, saying where; tells whether there is any. */
export async function warnOfNaN(columns: readonly Column[]): Promise<boolean> {
  for (const { name, array } of columns) {
    if (!array.floating) continue;
    const { data } = array;
    let at = -1;
    await inChunks(data.length, (begin, end) => {
      for (let i = begin; i < end; i++) {
        const value = data[i]!;
        if (value === value) continue;
        at = i;
        return false;
      }
      return true;
    });
    if (at < 0) continue;
    warn(
      `${name} holds NaN, first at [${placeOf(array, at).join(", ")}]; the loss will be NaN. Remove such rows or fill them in.`,
    );
    return true;
  }
  return false;
}

class ResidentFeed implements Feed {
  readonly rows: number;
  readonly #session: Session;
  readonly #buffers: readonly Buffer[];
  constructor(session: Session, buffers: readonly Buffer[], rows: number) {
    this.#session = session;
    this.#buffers = buffers;
    this.rows = rows;
  }
  run(bound: BoundProgram, order: Int32Array | undefined, begin: number, end: number, batchSize: number): boolean {
    const data = this.#buffers;
    return bound.pass(order ? { data, order, begin, end, batchSize } : { data, begin, end, batchSize });
  }
  resume(bound: BoundProgram): boolean {
    return bound.resume();
  }
  release(): void {
    for (const buffer of this.#buffers) this.#session.release(buffer);
  }
}

/** Writes each batch into the program's inputs: for data too large to stay, and for single batches. */
export class HostFeed implements Feed {
  readonly rows: number;
  readonly #columns: readonly Column[];
  #next = { order: undefined as Int32Array | undefined, begin: 0, end: 0, batchSize: 1 };
  /** Whether a step of the program stopped inside. */
  #inside = false;
  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.rows = rowsOf(columns[0]!.array);
  }
  run(bound: BoundProgram, order: Int32Array | undefined, begin: number, end: number, batchSize: number): boolean {
    this.#next = { order, begin, end, batchSize };
    return this.#steps(bound);
  }
  resume(bound: BoundProgram): boolean {
    if (this.#inside) this.#inside = !bound.resume();
    return !this.#inside && this.#steps(bound);
  }
  #steps(bound: BoundProgram): boolean {
    const next = this.#next;
    while (next.begin < next.end) {
      const n = Math.min(next.batchSize, next.end - next.begin);
      this.#columns.forEach((column, i) => {
        const size = rowSize(column.array);
        const target = bound.input(i);
        const { data } = column.array;
        for (let k = 0; k < n; k++) {
          const row = next.order ? next.order[next.begin + k]! : next.begin + k;
          if (ArrayBuffer.isView(data))
            target.set((data as TypedArray).subarray(row * size, (row + 1) * size), k * size);
          else for (let j = 0; j < size; j++) target[k * size + j] = data[row * size + j]!;
        }
      });
      next.begin += n;
      this.#inside = !bound.step(n);
      if (this.#inside) return false;
      // The caller counts on control coming back before its slice is over.
      if (next.begin < next.end && turnIsDue()) return false;
    }
    return true;
  }
  release(): void {}
}
