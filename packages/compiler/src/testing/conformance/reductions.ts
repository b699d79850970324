/**
 * Reductions over every choice of axes, and of many lengths. Data are multiples of 1/8 whose
 * sums are exact in any order, so that a misplaced element cannot hide in a
 * tolerance; a few cases with arbitrary data hold the rounding.
 */
import { batch, type DType, type Shape } from "../../core/index.ts";
import { build, reducers, type Node, type Reducer } from "../../ir/index.ts";
import { between, eighths, type Fill } from "../draft.ts";
import { define, fill, map, spreadFirst, spreadLast, sumAll, type Case } from "./case.ts";

const subsets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank - 1 }, (_, m) =>
    Array.from({ length: rank }, (__, i) => i).filter((i) => ((m + 1) >> i) & 1),
  );
const powersOfTwo: Fill = (random) => random.pick([1, -1, 2, 0.5]);
const reducedFill = (fn: Reducer, dtype: DType): Fill | undefined =>
  dtype !== "float32" && dtype !== "float64" ? undefined : fn === "mul" ? powersOfTwo : eighths;

function reduceCase(fn: Reducer, dtype: DType): Case {
  const shapes: Shape[] = [[300], [batch, 17], [3, 17, 4], [5, batch, 3], [batch, 2, 1, 19]];
  return define(`reduce ${fn} of ${dtype} over every choice of axes`, (draft) =>
    shapes.flatMap((shape) => {
      const x = draft.input(shape, dtype, reducedFill(fn, dtype));
      return subsets(shape.length).map((axes) => build.reduce(fn, x, axes));
    }), { batches: fn === "mul" ? [6, 1] : [32, 6, 1] }); // prettier-ignore
}
const reduceDtypes = (fn: Reducer): readonly DType[] =>
  fn === "and" || fn === "or" ? ["bool"] : ["float32", "float64", "int32", "uint32"];
const long: readonly number[] = [1, 2, 15, 16, 17, 31, 33, 255, 256, 257, 1000, 4097];

export const reduceCases: readonly Case[] = [
  ...(Object.keys(reducers) as Reducer[]).flatMap((fn) => reduceDtypes(fn).map((dtype) => reduceCase(fn, dtype))),
  define("sums of many lengths, of rows and of columns", (draft) =>
    long.flatMap((n) => [
      build.reduce("add", draft.input([n, 3], "float32", eighths), [0]),
      build.reduce("add", draft.input([3, n], "float32", eighths), [1]),
    ]),
  ),
  define("folds of long expressions, of many lengths, with what else is computed on the way", (draft) =>
    [1, 3, 4, 18, 33, 257, batch].flatMap((n) => {
      const dtypes = ["float32", "float64", "int32"] as const;
      return dtypes.flatMap((dtype) => {
        const x = draft.input([2, n], dtype, dtype === "int32" ? undefined : eighths);
        let y: Node = x;
        for (let i = 0; i < 45; i++) y = map("sub", fill(i % 7, x), map("abs", y));
        return [build.reduce("add", y, [1]), build.reduce("max", map("add", y, x), [1]), y, sumAll(y)];
      });
    }), { batches: [39, 6] }), // prettier-ignore
  define("reductions over nothing", (draft) => [
    build.reduce("add", draft.input([0, 3]), [0]),
    build.reduce("max", draft.input([2, 0]), [1]),
    build.reduce("mul", draft.input([batch, 0]), [1]),
    build.reduce("min", draft.input([0], "int32"), [0]),
  ]),
  define("NaN and infinities in sums and maxima", (draft) => {
    const x = draft.input([batch, 19], "float32", (random) =>
      random.pick([NaN, Infinity, -Infinity, 1, 2, 3, -4, 5, 6, 7, 8, -9, 10, 11]),
    );
    return (["max", "min", "add"] as const).flatMap((fn) => [
      build.reduce(fn, x, [0]),
      build.reduce(fn, x, [1]),
      build.reduce(fn, x, [0, 1]),
    ]);
  }),
  define("several reductions of one operand", (draft) => {
    const x = draft.input([batch, 33], "float32", eighths);
    return [
      build.reduce("add", x, [1]),
      build.reduce("max", x, [1]),
      build.reduce("add", map("mul", x, x), [1]),
      build.reduce("min", x, [0]),
      sumAll(map("abs", x)),
    ];
  }),
  define(
    "sums of arbitrary data",
    (draft) => long.map((n) => sumAll(draft.input([n], "float32", (random) => random.uniform()))),
    { tolerance: { relative: 1e-6 }, precision: "float64" },
  ),
  define("softmax over the last axis", (draft) => {
    const x = draft.input([batch, 10]);
    const shifted = map("sub", x, spreadFirst(build.reduce("max", x, [1]), x.shape));
    const e = map("exp", shifted);
    return [map("div", e, spreadFirst(build.reduce("add", e, [1]), x.shape))];
  }, { tolerance: { relative: 2e-6 }, precision: "float64" }), // prettier-ignore
  define("mean and variance over the batch, then normalized", (draft) => {
    const x = draft.input([batch, 4, 7]);
    const n = build.fill(build.map("mul", [build.extent(batch, "float32"), build.constant(4, "float32")]), [7]);
    const mean = map("div", build.reduce("add", x, [0, 1]), n);
    const centered = map("sub", x, spreadLast(mean, x.shape));
    const variance = map("div", build.reduce("add", map("mul", centered, centered), [0, 1]), n);
    return [map("div", centered, map("sqrt", map("add", spreadLast(variance, x.shape), fill(1e-3, x)))), mean, variance];
  }, { tolerance: { scaled: 3e-6 }, precision: "float64" }), // prettier-ignore
];

const few: Fill = (random) => random.integer(0, 6);
export const argReduceCases: readonly Case[] = (["max", "min"] as const).flatMap((fn) => [
  define(`argReduce ${fn}: ties go to the first, along each axis`, (draft) =>
    ([[7], [batch, 17], [3, batch, 5], [300, 2], [1, 4]] satisfies Shape[]).flatMap((shape) => {
      const x = draft.input(shape, "float32", few);
      return shape.map((_, axis) => build.argReduce(fn, x, axis));
    })), // prettier-ignore
  define(`argReduce ${fn}: the first NaN wins`, (draft) => {
    const x = draft.input([batch, 9], "float32", (random) => random.pick([NaN, 1, 2, 3, Infinity, -Infinity]));
    return [build.argReduce(fn, x, 0), build.argReduce(fn, x, 1)];
  }),
  define(`argReduce ${fn} of columns, at whose places another operand is read`, (draft) => {
    const places = build.argReduce(fn, draft.input([batch, 17], "uint32", between(0, 9)), 0);
    return [build.gather(draft.input([40], "float32", eighths), places), build.argReduce(fn, draft.input([3, 1]), 1)];
  }),
  define(`argReduce ${fn} of integers and of doubles, of a map`, (draft) => [
    build.argReduce(fn, draft.input([batch, 11], "int32", between(-3, 4)), 1),
    build.argReduce(
      fn,
      draft.input([batch, 11], "uint32", (random) => random.pick([0, 1, 2 ** 31, 2 ** 32 - 1])),
      1,
    ),
    build.argReduce(fn, draft.input([batch, 11], "float64", few), 1),
    build.argReduce(fn, map("neg", draft.input([batch, 11], "float32", few)), 1),
  ]),
]);
