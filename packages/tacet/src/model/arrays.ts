/**
 * What `fit`, `evaluate` and `predict` accept as data, brought to one form: a
 * flat array and its shape, rows first.
 * Source: keras/src/trainers/data_adapters/array_data_adapter.py.
 */
import {
  flatten,
  formatShape,
  isStaticShape,
  literalData,
  TacetError,
  Tensor,
  type NestedNumbers,
  type StaticShape,
  type TypedArray,
} from "@tacet/compiler";

import { finite, show } from "../options.ts";

/** Numbers by rows: a Tensor, nested arrays, or a flat array of one number a row. */
export type ArrayInput = Tensor | TypedArray | NestedNumbers;

/** Data on the host, row-major; the first axis counts rows. */
export interface HostArray {
  readonly data: ArrayLike<number>;
  readonly shape: StaticShape;
  readonly floating: boolean;
}

/** @throws TacetError naming `what` where the numbers have no one shape, or no rows. */
export async function toHost(input: ArrayInput, what: string): Promise<HostArray> {
  const array = await read(input, what);
  const [rows] = array.shape;
  if (rows === undefined)
    throw new TacetError(`${what}: expected an array of rows, received a single number. Wrap it: [value].`);
  if (array.shape.reduce((a, b) => a * b, 1) === 0) {
    throw new TacetError(
      `${what}: expected at least one row of at least one number, received shape ${formatShape(array.shape)}: the data is empty.`,
    );
  }
  return array;
}

async function read(input: ArrayInput, what: string): Promise<HostArray> {
  if (input instanceof Tensor) {
    if (!isStaticShape(input.shape))
      throw new TacetError(`${what}: expected data, received a symbolic tensor of shape ${formatShape(input.shape)}.`);
    const data = literalData(input) ?? (await input.data());
    return { data, shape: input.shape, floating: isFloatArray(data) };
  }
  if (ArrayBuffer.isView(input) && "length" in input)
    return { data: input, shape: [input.length], floating: isFloatArray(input) };
  if (!Array.isArray(input)) {
    throw new TacetError(
      `${what}: expected a Tensor, a typed array or nested arrays of numbers, received ${show(input)}.`,
    );
  }
  try {
    const { data, shape } = flatten(input as NestedNumbers);
    return { data, shape, floating: true };
  } catch (error) {
    throw new TacetError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const isFloatArray = (data: TypedArray): boolean => data instanceof Float32Array || data instanceof Float64Array;

/** The numbers of one row. */
export const rowSize = (array: HostArray): number => array.shape.slice(1).reduce((a, b) => a * b, 1);
export const rowsOf = (array: HostArray): number => array.shape[0]!;

/** Rows `begin` to `end`, sharing memory where the array is typed. */
export function sliceRows(array: HostArray, begin: number, end: number): HostArray {
  const size = rowSize(array);
  const { data } = array;
  const part = ArrayBuffer.isView(data)
    ? (data as TypedArray).subarray(begin * size, end * size)
    : Array.prototype.slice.call(data, begin * size, end * size);
  return { ...array, data: part as ArrayLike<number>, shape: [end - begin, ...array.shape.slice(1)] };
}

/** @throws TacetError unless all arrays have as many rows as the first. */
export function checkRows(arrays: readonly { readonly name: string; readonly array: HostArray }[]): number {
  const [first, ...rest] = arrays;
  const rows = rowsOf(first!.array);
  for (const { name, array } of rest) {
    if (rowsOf(array) === rows) continue;
    throw new TacetError(
      `${name}: expected ${rows} rows, as many as ${first!.name} has, received ${rowsOf(array)} (shape ${formatShape(array.shape)}). Give one entry for each row.`,
    );
  }
  return rows;
}

/** One weight a row, by the class its target names; classes that are not listed weigh 1. */
export function classWeights(y: HostArray, weights: Readonly<Record<number, number>>): HostArray {
  const rows = rowsOf(y);
  const size = rowSize(y);
  checkClassWeight(y, weights);
  const data = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let label = y.data[i * size]!;
    if (size > 1) {
      label = 0;
      for (let k = 1; k < size; k++) if (y.data[i * size + k]! > y.data[i * size + label]!) label = k;
    }
    data[i] = weights[roundHalfEven(label)] ?? 1;
  }
  return { data, shape: [rows], floating: true };
}
function checkClassWeight(y: HostArray, weights: unknown): void {
  const entries = typeof weights === "object" && weights !== null ? Object.entries(weights) : undefined;
  const wrong = entries?.find(([name, weight]) => !/^-?\d+$/.test(name) || !finite.test(weight));
  if (!entries || weights instanceof Map || ArrayBuffer.isView(weights) || wrong) {
    throw new TacetError(
      `classWeight: expected an object of finite numbers by class such as { 0: 1, 1: 2.5 }, received ${wrong ? `${wrong[0]}: ${show(wrong[1])}` : show(weights)}.`,
    );
  }
  if (y.shape.length <= 2) return;
  throw new TacetError(
    `classWeight: expected targets of one class a row, [n], [n, 1] or one-hot [n, classes], received shape ${formatShape(y.shape)}. Use sampleWeight.`,
  );
}
const roundHalfEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
