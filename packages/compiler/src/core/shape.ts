/**
 * Shapes whose extents are whole numbers, or whole multiples of the one
 * symbolic extent of a program: its batch size n, known at run time only.
 */
import { CompilerError } from "./errors.ts";

/** The extent c·n, where n is the number of rows in the running batch. */
export interface BatchExtent {
  readonly batch: number;
}
export type Extent = number | BatchExtent;
export type Shape = readonly Extent[];
export type StaticShape = readonly number[];

/** The batch size n itself. */
export const batch: BatchExtent = Object.freeze({ batch: 1 });

export const isStatic = (e: Extent): e is number => typeof e === "number";
export const isStaticShape = (s: Shape): s is StaticShape => s.every(isStatic);
export const sameExtent = (a: Extent, b: Extent): boolean =>
  isStatic(a) ? a === b : !isStatic(b) && a.batch === b.batch;
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((e, i) => sameExtent(e, b[i]!));

/** The value of an extent when the batch has n rows. */
export const extentAt = (e: Extent, n: number): number => (isStatic(e) ? e : e.batch * n);
export const shapeAt = (s: Shape, n: number): number[] => s.map((e) => extentAt(e, n));

export function multiplyExtents(a: Extent, b: Extent): Extent {
  if (isStatic(a)) return isStatic(b) ? a * b : scale(b, a);
  if (isStatic(b)) return scale(a, b);
  throw new CompilerError("a shape has the batch on two axes: its size would grow with the square of the batch");
}
const scale = (e: BatchExtent, c: number): Extent => (c === 0 ? 0 : { batch: e.batch * c });

/** The number of elements. */
export const sizeOf = (s: Shape): Extent => s.reduce<Extent>(multiplyExtents, 1);

/** Row-major strides in elements; those of axes left of the batch are multiples of n. */
export function stridesOf(s: Shape): Extent[] {
  const strides: Extent[] = new Array<Extent>(s.length);
  let stride: Extent = 1;
  for (let i = s.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride = multiplyExtents(stride, s[i]!);
  }
  return strides;
}

export const formatExtent = (e: Extent): string => (isStatic(e) ? String(e) : e.batch === 1 ? "n" : `${e.batch}n`);
export const formatShape = (s: Shape): string => `[${s.map(formatExtent).join(", ")}]`;
