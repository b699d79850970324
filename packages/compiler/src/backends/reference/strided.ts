/**
 * Walks over row-major arrays by strides. All views of the graph are one of
 * two copies: out of a strided array (permute, broadcast, slice, flip, window)
 * or into one (pad, concat, overlapAdd).
 */
import type { TypedArray } from "../../core/index.ts";

export interface Strided {
  readonly offset: number;
  readonly strides: readonly number[];
}
export const product = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** Calls `run` for each run along the last axis, in row-major order, with where it starts by the strides. */
export function forEachRun(
  shape: readonly number[],
  { offset, strides }: Strided,
  run: (start: number, length: number, stride: number) => void,
): void {
  if (shape.includes(0)) return;
  const last = shape.length - 1;
  if (last < 0) {
    run(offset, 1, 0);
    return;
  }
  const index = new Array<number>(last).fill(0);
  let start = offset;
  for (;;) {
    run(start, shape[last]!, strides[last]!);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      start += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      start -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Reads `shape` elements by the strides of `from` into the dense `out`. */
export function copyFrom<T extends TypedArray>(from: TypedArray, at: Strided, shape: readonly number[], out: T): T {
  let i = 0;
  forEachRun(shape, at, (start, length, stride) => {
    for (let k = 0, j = start; k < length; k++, j += stride) out[i++] = from[j]!;
  });
  return out;
}
/** Writes the dense `from` into `out` by strides. */
export function copyInto(from: TypedArray, shape: readonly number[], out: TypedArray, at: Strided): void {
  let i = 0;
  forEachRun(shape, at, (start, length, stride) => {
    for (let k = 0, j = start; k < length; k++, j += stride) out[j] = from[i++]!;
  });
}
/** Adds the dense `from` to `out` by strides. */
export function addInto(from: TypedArray, shape: readonly number[], out: TypedArray, at: Strided): void {
  let i = 0;
  forEachRun(shape, at, (start, length, stride) => {
    for (let k = 0, j = start; k < length; k++, j += stride) out[j] = out[j]! + from[i++]!;
  });
}
