/**
 * What an element of a Dataset is made of: arrays, in a tuple (a JavaScript array) or under names. How to take rows out
 * of arrays, and to put rows together into arrays.
 * Source: tensorflow/python/data/util/nest.py, for what a structure is.
 */
import {
  flatten,
  formatShape,
  isStaticShape,
  layouts,
  literalData,
  sameShape,
  TacetError,
  Tensor,
  tensor,
  type DType,
  type NestedNumbers,
  type StaticShape,
  type TypedArray,
} from "@tacet/compiler";
import { show } from "../options.ts";

/** One array: nested arrays of numbers count as one. */
export type Leaf = Tensor | TypedArray | NestedNumbers | number | boolean;
/** Arrays in lists and under names. */
export type Structure = Leaf | readonly Structure[] | { readonly [name: string]: Structure };
/** The structure with a Tensor for each array. */
export type Tensors<T> = T extends Leaf ? Tensor : { -readonly [K in keyof T]: Tensors<T[K]> };
/** The same of an element, where the outermost array is always a tuple: [x, y] of numbers too. */
export type ElementTensors<T> = T extends Tensor | TypedArray | number | boolean
  ? Tensor
  : { -readonly [K in keyof T]: Tensors<T[K]> };

/** Numbers in row-major order. */
interface Flat {
  readonly data: ArrayLike<number>;
  readonly shape: StaticShape;
  readonly dtype: DType;
}

const isPlain = (x: unknown): x is { readonly [name: string]: unknown } =>
  typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Object.prototype;
/** Whether an array holds numbers only, however nested. */
const isNumbers = (x: unknown): boolean =>
  Array.isArray(x) ? x.length === 0 || isNumbers(x[0]) : typeof x === "number" || typeof x === "boolean";

/**
 * Takes the arrays out of a structure: into `leaves`, with their places in messages, and returns the structure with
 * their indices.
 * @param tuple whether an array of numbers is a tuple of them
 */
function takeApart(structure: unknown, tuple: boolean, where: string, leaves: [leaf: Leaf, where: string][]): unknown {
  if (Array.isArray(structure) && (tuple || !isNumbers(structure))) {
    return structure.map((member: unknown, i) => takeApart(member, false, `${where}[${i}]`, leaves));
  }
  if (isPlain(structure)) {
    const members = Object.entries(structure);
    return Object.fromEntries(members.map(([name, m]) => [name, takeApart(m, false, `${where}.${name}`, leaves)]));
  }
  return leaves.push([structure as Leaf, where]) - 1;
}
/** A structure of indices with what `f` makes of each. */
function putTogether(places: unknown, f: (place: number) => unknown): unknown {
  if (typeof places === "number") return f(places);
  if (Array.isArray(places)) return places.map((p) => putTogether(p, f));
  return Object.fromEntries(Object.entries(places as object).map(([name, p]) => [name, putTogether(p, f)]));
}

/**
 * A promise only where it has to be computed first.
 * @throws TacetError for what is no array of numbers
 */
function read(leaf: Leaf, where: string): Flat | Promise<Flat> {
  if (leaf instanceof Tensor) {
    const { shape, dtype } = leaf;
    if (isStaticShape(shape)) {
      const data = literalData(leaf);
      return data ? { data, shape, dtype } : leaf.data().then((computed) => ({ data: computed, shape, dtype }));
    }
  } else if (ArrayBuffer.isView(leaf) && !(leaf instanceof DataView)) {
    return { data: leaf, shape: [leaf.length], dtype: dtypeOf(leaf) };
  } else if (isNumbers(leaf)) {
    return { ...flatten(leaf), dtype: "float64" };
  }
  throw new TacetError(`Dataset: expected ${where} to hold numbers, received ${show(leaf)}.`);
}
function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  return data instanceof Uint32Array ? "uint32" : "int32";
}

const sizeOf = (shape: StaticShape): number => shape.reduce((a, b) => a * b, 1);

/** The rows of a structure's first array, as far as they are known without computing it. */
export function rowsOf(structure: unknown): number | undefined {
  if (Array.isArray(structure)) return isNumbers(structure) ? structure.length : rowsOf(structure[0]);
  if (isPlain(structure)) return rowsOf(Object.values(structure)[0]);
  if (!(structure instanceof Tensor)) return (structure as Partial<ArrayLike<number>> | null)?.length;
  const [rows] = structure.shape;
  return typeof rows === "number" ? rows : undefined;
}

/** Many rows under a structure: what `fromTensorSlices` takes apart. */
export interface Slices {
  readonly rows: number;
  /** Row `i` of every array, in their structure. */
  readonly row: (i: number) => unknown;
}
/**
 * Of one structure, or of a tuple of several.
 * @throws TacetError unless all arrays have the same number of rows, at least one
 */
export async function slicesOf(...given: readonly unknown[]): Promise<Slices> {
  const tuple = given.length > 1;
  const leaves: [Leaf, string][] = [];
  const places = takeApart(tuple ? given : given[0], tuple, "slices", leaves);
  const arrays = await Promise.all(leaves.map(async ([leaf, where]) => read(leaf, where)));
  const rows = arrays[0]?.shape[0] ?? 0;
  const takers = arrays.map(({ data, shape, dtype }, k) => {
    if (shape[0] !== rows || rows === 0) {
      throw new TacetError(
        `Dataset: expected arrays with the same number of rows, at least one; received shape ${formatShape(shape)} for ${leaves[k]![1]} beside ${rows} rows.`,
      );
    }
    const inner = shape.slice(1);
    const width = sizeOf(inner);
    const part = ArrayBuffer.isView(data)
      ? (i: number) => (data as TypedArray).subarray(i * width, (i + 1) * width)
      : (i: number) => Array.prototype.slice.call(data, i * width, (i + 1) * width) as number[];
    return (i: number): Tensor => tensor(part(i), inner, dtype);
  });
  return { rows, row: (i) => putTogether(places, (place) => takers[place]!(i)) };
}

/** Elements on top of each other: every array gets a first axis of their number. */
export async function stack(elements: readonly unknown[]): Promise<unknown> {
  const columns: Leaf[][] = [];
  const names: string[] = [];
  let places: unknown;
  let form = "";
  elements.forEach((element, i) => {
    const leaves: [Leaf, string][] = [];
    const found = takeApart(element, true, "element", leaves);
    if (i === 0) {
      places = found;
      form = JSON.stringify(found);
      for (const [, where] of leaves) names.push(where);
    } else if (JSON.stringify(found) !== form) {
      throw new TacetError(
        `Dataset: batch expects elements of one structure, received ${show(elements[0])} and ${show(element)}.`,
      );
    }
    leaves.forEach(([leaf], k) => (columns[k] ??= []).push(leaf));
  });
  const stacked = await Promise.all(columns.map((leaves, k) => stackLeaves(names[k]!, leaves)));
  return putTogether(places, (place) => stacked[place]!);
}
async function stackLeaves(where: string, leaves: readonly Leaf[]): Promise<Tensor> {
  const flat: Flat[] = [];
  for (const leaf of leaves) {
    const asked = read(leaf, where);
    flat.push(asked instanceof Promise ? await asked : asked);
  }
  const { shape, dtype } = flat[0]!;
  const size = sizeOf(shape);
  const data = layouts[dtype].allocate(size * flat.length);
  flat.forEach((row, i) => {
    if (!sameShape(row.shape, shape)) {
      throw new TacetError(
        `Dataset: batch expects arrays of one shape, received ${formatShape(shape)} and ${formatShape(row.shape)} for ${where}. Pad them, or make batches of one.`,
      );
    }
    data.set(row.data, i * size);
  });
  return tensor(data, [flat.length, ...shape], dtype);
}
