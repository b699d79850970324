/** Allocation inside one WebAssembly memory: first fit, neighbours merged, 64-byte aligned. */
import { TacetError } from "../core/index.ts";

export const pageBytes = 65536;
/** What 32-bit addresses reach. */
export const maxBytes = 65536 * pageBytes;
const alignment = 64;
/** Space behind every block: a vector may be read a little past the end. */
const slack = 64;

interface Free {
  readonly at: number;
  readonly bytes: number;
}

export class Heap {
  readonly memory: WebAssembly.Memory;
  /** What the memory holds now; it changes when memory grows. (Asking the memory itself each time is slow.) */
  buffer: ArrayBuffer;
  /** Sorted by address, never adjacent. */
  #free: Free[];
  readonly #used = new Map<number, number>();
  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: maxBytes / pageBytes });
    this.buffer = this.memory.buffer;
    // Address 0 stays free: a null pointer then never is a buffer.
    this.#free = [{ at: alignment, bytes: 16 * pageBytes - alignment }];
  }
  get bytesUsed(): number {
    return [...this.#used.values()].reduce((a, b) => a + b, 0);
  }
  /** The address of `bytes` bytes, zeroed. Throws TacetError where memory cannot grow that far. */
  allocate(bytes: number): number {
    const size = Math.ceil((bytes + slack) / alignment) * alignment;
    let i = this.#free.findIndex((f) => f.bytes >= size);
    if (i < 0) {
      this.#grow(size);
      i = this.#free.findIndex((f) => f.bytes >= size);
    }
    const { at, bytes: available } = this.#free[i]!;
    if (available === size) this.#free.splice(i, 1);
    else this.#free[i] = { at: at + size, bytes: available - size };
    this.#used.set(at, size);
    new Uint8Array(this.buffer, at, size).fill(0);
    return at;
  }
  release(at: number): void {
    const bytes = this.#used.get(at);
    if (bytes === undefined) return;
    this.#used.delete(at);
    const next = this.#free.findIndex((f) => f.at > at);
    this.#free.splice(next < 0 ? this.#free.length : next, 0, { at, bytes });
    this.#merge();
  }
  #merge(): void {
    const merged: Free[] = [];
    for (const f of this.#free) {
      const last = merged[merged.length - 1];
      if (last && last.at + last.bytes === f.at)
        merged[merged.length - 1] = { at: last.at, bytes: last.bytes + f.bytes };
      else merged.push(f);
    }
    this.#free = merged;
  }
  #grow(bytes: number): void {
    const before = this.buffer.byteLength;
    const last = this.#free[this.#free.length - 1];
    const tail = last && last.at + last.bytes === before ? last.bytes : 0;
    const pages = Math.ceil((bytes - tail) / pageBytes);
    if (before + pages * pageBytes > maxBytes) throw tooLarge(bytes, this.bytesUsed);
    try {
      this.memory.grow(pages);
    } catch {
      throw tooLarge(bytes, this.bytesUsed);
    }
    this.buffer = this.memory.buffer;
    this.#free.push({ at: before, bytes: pages * pageBytes });
    this.#merge();
  }
}
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
const tooLarge = (wanted: number, used: number) =>
  new TacetError(
    `Out of memory: ${mebibytes(wanted)} more are needed, ${mebibytes(used)} are in use, and WebAssembly reaches 4096 MB. Use a smaller batch size or model, or release models that are done (clearSession).`,
  );
