/** What the makers of data share: options, random rows in random order, products of matrices. */
import { tensor, type Tensor } from "@tacet/compiler";
import { anything, finite, flag, list, wholeFrom, type Kind, type Kinds } from "../options.ts";
import { fusedMultiplyAdd } from "../random/exactMath.ts";
import { RandomState } from "../random/numpy.ts";
import { drawSeed } from "../random/seeds.ts";

export interface SampleOptions {
  /** Whether the rows come in random order; true unless given. */
  readonly shuffle?: boolean | undefined;
  /** A whole number that makes the data repeatable; drawn (see `setRandomSeed`) where it is left out. */
  readonly randomState?: number | undefined;
}
/** What the options of every maker may be. The random state is checked where it is used. */
export const sampleKinds: Kinds<SampleOptions> = { shuffle: flag, randomState: anything };

/** Either of two kinds. */
export const either = (a: Kind, b: Kind): Kind => ({
  what: `${a.what}, or ${b.what}`,
  test: (x) => a.test(x) || b.test(x),
});
/** A list whose members are of a kind, as many as `length` says where it is given. */
export const listOf = (kind: Kind, what: string, length?: number): Kind => ({
  what,
  test: (x) =>
    list.test(x) &&
    (x as readonly unknown[]).every(kind.test) &&
    (x as unknown[]).length === (length ?? (x as unknown[]).length),
});
export const numbers = listOf(finite, "a list of finite numbers");
/** Numbers of points: all, or those of both shapes. */
export const pairOrCount = (least: number): Kind => either(wholeFrom(least), listOf(wholeFrom(0), "two of them", 2));
/** The points of the first and of the second shape. */
export const halves = (nSamples: number | readonly [number, number]): readonly [first: number, second: number] =>
  typeof nSamples === "number" ? [Math.floor(nSamples / 2), nSamples - Math.floor(nSamples / 2)] : nSamples;

export const randomStateOf = (seed: number | undefined): RandomState => new RandomState(seed ?? drawSeed());
/** `n` numbers, one call each. */
export const draw = (n: number, next: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => next(i));

/** 0 … n - 1, in random order where `shuffle` says so. */
export function rowOrder(n: number, state: RandomState, shuffle: boolean): Int32Array {
  return shuffle ? state.permutation(n) : Int32Array.from({ length: n }, (_, i) => i);
}
/** The rows, or with `columns` the columns too, in another order. */
export function reorder(x: Float64Array, width: number, rows: Int32Array, columns?: Int32Array): Float64Array {
  return draw(
    rows.length * width,
    (i) => x[rows[Math.floor(i / width)]! * width + (columns?.[i % width] ?? i % width)]!,
  );
}
export const reorderLabels = (y: Int32Array, rows: Int32Array): Int32Array => rows.map((row) => y[row]!);

/** a [rows, inner] times b [inner, columns]. Every step is rounded once, as the kernels of BLAS do it. */
export function product(a: Float64Array, b: Float64Array, inner: number, columns: number): Float64Array {
  return draw((a.length / inner) * columns, (i) => {
    const [row, column] = [Math.floor(i / columns) * inner, i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum = fusedMultiplyAdd(a[row + k]!, b[k * columns + column]!, sum);
    return sum;
  });
}

/** `x` float64 [n, width], `y` int32 [n]. */
export const classes = (x: Float64Array, y: Int32Array): { x: Tensor; y: Tensor } => ({
  x: tensor(x, [y.length, x.length / y.length], "float64"),
  y: tensor(y, [y.length], "int32"),
});
