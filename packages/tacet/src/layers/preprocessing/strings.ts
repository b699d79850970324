/** Nested arrays of strings: what stands for a tensor of strings, which programs have not. */
import { TacetError, type StaticShape } from "@tacet/compiler";
import { show } from "../../options.ts";

/** A string, or strings nested in arrays of equal lengths. */
export type Strings = string | readonly Strings[];

/** What stands at the places of a shape, in row-major order. */
export interface Flat<T> {
  readonly data: readonly T[];
  readonly shape: StaticShape;
}

/** @throws TacetError for anything but strings, and for rows of unequal lengths */
export function flattenStrings(x: unknown): Flat<string> {
  const data: string[] = [];
  const shape: number[] = [];
  const visit = (level: unknown, depth: number): void => {
    const isFirst = data.length === 0;
    if (Array.isArray(level)) {
      if (isFirst && depth === shape.length) shape.push(level.length);
      if (level.length === shape[depth]) return level.forEach((inner) => visit(inner, depth + 1));
    } else if (typeof level !== "string") {
      throw new TacetError(`expected strings, nested in arrays, received ${show(level)}.`);
    } else if (depth === shape.length) {
      data.push(level);
      return;
    }
    throw new TacetError(
      `expected strings nested in arrays of equal lengths, as the first of [${shape.join(", ")}], received ${show(level)}.`,
    );
  };
  visit(x, 0);
  return { data, shape };
}

/** The nested arrays that `flattenStrings` takes apart. */
export function nestStrings({ data, shape }: Flat<string>): Strings {
  const level = (axis: number, offset: number): Strings => {
    if (axis === shape.length) return data[offset]!;
    const size = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return Array.from({ length: shape[axis]! }, (_, i) => level(axis + 1, offset + i * size));
  };
  return level(0, 0);
}

/** The order of code points, which is that of bytes in UTF-8; JavaScript's own puts 😀 before ｱ. */
export function compareStrings(a: string, b: string): number {
  const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [p, q] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (p !== q) return rank(p) - rank(q);
  }
  return a.length - b.length;
}
