/**
 * Numbers that Keras's own unit tests expect, as `generate/observed` restated them: the form of the files beside this
 * one, and how near is near enough, which is what each of Keras's tests says.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { flatten, type DType } from "@tacet/compiler";

export const families = [
  "losses",
  "metrics",
  "optimizers",
  "schedules",
  "regularizers",
  "constraints",
  "activations",
  "initializers",
  "layers",
] as const;
export type Family = (typeof families)[number];

type Nested = number | boolean | string | readonly Nested[];
/** Nested lists are float32; numbers that JSON has not are strings. */
export type Values = Nested | { readonly dtype: DType; readonly shape?: readonly number[]; readonly data: Nested };
/** Keras's name of a class or a function, and options under tacet's names. */
export type Spec = Readonly<Record<string, unknown>> & { readonly name: string };
export interface Expectation {
  readonly expected: Nested;
  /** Default 1e-6. */
  readonly rtol?: number;
  /** Default 1e-6. */
  readonly atol?: number;
  readonly through?: Through;
}
/** What the test takes of a result before it looks at it, one after the other. */
export type Through = readonly (
  "shape" | "mean" | "std" | "var" | "max" | "min" | "sum" | readonly ["at", ...number[]]
)[];
/** Some object, what it is given, and what must come of it; each kind of check knows its own fields. */
export type Fact = Readonly<Record<string, unknown>>;
export interface KerasTest {
  /** Keras's module, class and method. */
  readonly test: string;
  readonly facts: readonly Fact[];
}
export interface Observed {
  readonly family: Family;
  readonly keras: string;
  readonly taken: readonly KerasTest[];
  readonly left: readonly { readonly test: string; readonly why: string }[];
}

export const readFamily = (family: Family): Observed =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, `${family}.json`), "utf8")) as Observed;

export interface Read {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: number[];
}
export function read(values: Values): Read {
  if (typeof values === "object" && "data" in values) {
    const { shape, data } = flatten(asNumbers(values.data));
    return { shape: values.shape ?? shape, dtype: values.dtype, data: Array.from(data) };
  }
  const { shape, data } = flatten(asNumbers(values));
  return { shape, dtype: "float32", data: Array.from(data) };
}
type Numbers = readonly (number | Numbers)[];
function asNumbers(values: Nested): number | Numbers {
  if (typeof values === "object") return values.map(asNumbers);
  return Number(values === "inf" || values === "-inf" ? values.replace("inf", "Infinity") : values);
}

interface Result {
  readonly shape: readonly unknown[];
  readonly data: ArrayLike<number>;
}
function taken({ shape, data }: Result, how: Through[number]): Result {
  if (how === "shape") return { shape: [shape.length], data: shape.map(Number) };
  const numbers = Array.from(data);
  if (typeof how === "object") {
    let [rest, begin, size] = [shape, 0, numbers.length];
    for (const index of how.slice(1) as number[]) {
      size /= Number(rest[0]);
      begin += size * (index < 0 ? index + Number(rest[0]) : index);
      rest = rest.slice(1);
    }
    return { shape: rest, data: numbers.slice(begin, begin + size) };
  }
  return { shape: [], data: [reductions[how](numbers)] };
}
const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
const mean = (x: readonly number[]): number => sum(x) / x.length;
const variance = (x: readonly number[]): number => mean(x.map((v) => (v - mean(x)) ** 2));
const reductions = {
  sum,
  mean,
  var: variance,
  std: (x: readonly number[]) => Math.sqrt(variance(x)),
  max: (x: readonly number[]) => Math.max(...x),
  min: (x: readonly number[]) => Math.min(...x),
} as const;

/** @throws Error where a number is farther off than the test allows; a scalar stands for every number, as in NumPy */
export function expectFact(result: Result, { expected, rtol = 1e-6, atol = 1e-6, through = [] }: Expectation): void {
  const received = through.reduce(taken, result);
  const wanted = read(expected);
  const [many, scalar] = [received.shape.length > 0, wanted.shape.length === 0];
  if (many && !scalar && received.shape.join() !== wanted.shape.join())
    throw new Error(`expected shape [${wanted.shape.join(", ")}], received [${received.shape.join(", ")}]`);
  const count = Math.max(received.data.length, wanted.data.length);
  for (let i = 0; i < count; i++) {
    const a = Number(received.data[many ? i : 0]);
    const b = wanted.data[scalar ? 0 : i]!;
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= atol + rtol * Math.abs(b)) continue;
    throw new Error(`number ${i} of ${count}: expected ${b} within ${atol} and a relative ${rtol}, received ${a}`);
  }
}
