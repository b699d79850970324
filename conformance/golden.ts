/**
 * Reads goldens: numbers that real Keras, NumPy and scikit-learn gave, written by `conformance/generate`, and
 * compares tacet's with them.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { tensor, type Tensor } from "tacet";

/** An array as the goldens hold it: little-endian bytes in base64. */
export interface Encoded {
  readonly dtype: "float32" | "float64" | "int32" | "uint32" | "bool";
  readonly shape: readonly number[];
  readonly data: string;
}
export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** One case of a subject; each kind of check knows its own fields. */
export interface Case {
  readonly name: string;
}
export interface Golden {
  readonly subject: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly cases: readonly Case[];
}

export const goldensFolder = resolve(import.meta.dirname, "goldens");

export function readGolden(subject: string, folder = goldensFolder): Golden {
  const path = join(folder, `${subject}.json`);
  if (!existsSync(path))
    throw new Error(`There are no goldens of ${subject} (${path}): make them with "npm run goldens".`);
  return JSON.parse(readFileSync(path, "utf8")) as Golden;
}

export function decode({ dtype, data }: Encoded): Numbers {
  const bytes = new Uint8Array(Buffer.from(data, "base64")).buffer;
  switch (dtype) {
    case "float32":
      return new Float32Array(bytes);
    case "float64":
      return new Float64Array(bytes);
    case "int32":
      return new Int32Array(bytes);
    case "uint32":
      return new Uint32Array(bytes);
    case "bool":
      return new Uint8Array(bytes);
  }
}

/** The form that `decode` reads. */
export function encode(values: readonly number[], shape: readonly number[], dtype: Encoded["dtype"]): Encoded {
  const arrays = {
    float32: Float32Array,
    float64: Float64Array,
    int32: Int32Array,
    uint32: Uint32Array,
    bool: Uint8Array,
  };
  return { dtype, shape, data: Buffer.from(arrays[dtype].from(values).buffer).toString("base64") };
}

export const decodeTensor = (encoded: Encoded): Tensor =>
  tensor(Array.from(decode(encoded)), encoded.shape, encoded.dtype);

/** Equality of every number; zeros of both signs are one. */
export function expectExact(received: ArrayLike<number>, expected: Encoded, what: string): void {
  const numbers = decode(expected);
  checkLength(received, numbers, what);
  for (let i = 0; i < numbers.length; i++) {
    if (received[i] === numbers[i] || (Number.isNaN(received[i]) && Number.isNaN(numbers[i]))) continue;
    throw new Error(`${what}[${i}] of ${numbers.length}: expected exactly ${numbers[i]}, received ${received[i]}`);
  }
}

/** Within `bound`, relative to numbers above 1. */
export function expectClose(received: ArrayLike<number>, expected: Encoded, bound: number, what: string): void {
  const numbers = decode(expected);
  checkLength(received, numbers, what);
  const errors = Array.from(numbers, (e, i) => errorOf(received[i]!, e));
  const worst = errors.reduce((a, b, i) => (b > errors[a]! ? i : a), 0);
  if (errors.length === 0 || errors[worst]! <= bound) return;
  throw new Error(
    `${what}[${worst}] of ${numbers.length}: expected ${numbers[worst]} within ${bound}, received ${received[worst]} ` +
      `(off by ${errors[worst]!.toExponential(2)}; ${errors.filter((e) => !(e <= bound)).length} numbers are off)`,
  );
}

/** Within `bound`, relative to the largest number of the array where that is below 1. */
export function expectNear(received: ArrayLike<number>, expected: Encoded, bound: number, what: string): void {
  const largest = Math.max(...Array.from(decode(expected), Math.abs));
  expectClose(received, expected, bound * Math.min(1, largest), what);
}

function errorOf(received: number, expected: number): number {
  if (Object.is(received, expected) || received === expected) return 0;
  const error = Math.abs(received - expected) / Math.max(1, Math.abs(expected));
  return Number.isNaN(error) ? Infinity : error;
}

function checkLength(received: ArrayLike<number>, expected: Numbers, what: string): void {
  if (received.length !== expected.length) {
    throw new Error(`${what}: expected ${expected.length} numbers, received ${received.length}`);
  }
}

/** Equality of shapes, the batch resolved. */
export function expectShape(received: readonly unknown[], expected: Encoded, what: string): void {
  if (received.length !== expected.shape.length || received.some((e, i) => e !== expected.shape[i])) {
    throw new Error(`${what}: expected shape [${expected.shape.join(", ")}], received [${received.join(", ")}]`);
  }
}
