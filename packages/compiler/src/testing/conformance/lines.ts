/** What walks along one axis: running folds and sorts, on short lines and long ones, of every type. */
import { batch, type DType, type Shape } from "../../core/index.ts";
import { build, gatherAlong, scatterAddAlong, type Accumulator } from "../../ir/index.ts";
import { between, eighths, type Fill } from "../draft.ts";
import { define, map, type Case } from "./case.ts";

const accumulators: readonly Accumulator[] = ["add", "mul", "max", "min"];
/** Powers of two near 1, so that products stay exact. */
const powers: Fill = (random) => random.pick([0.5, 1, 2, -1]);
const shapes: readonly Shape[] = [[7], [batch, 17], [3, batch, 5], [40, 2], [1, 4], [batch], [0, 3]];

export const cumulateCases: readonly Case[] = [
  ...accumulators.flatMap((fn) => [
    define(`cumulate ${fn}: along each axis, both ways`, (draft) =>
      shapes.flatMap((shape) => {
        const x = draft.input(shape, "float32", fn === "mul" ? powers : eighths);
        return shape.flatMap((_, axis) => [build.cumulate(fn, x, axis), build.cumulate(fn, x, axis, true)]);
      })), // prettier-ignore
    define(`cumulate ${fn} of integers and doubles, of a map`, (draft) => [
      ...(["int32", "uint32"] as const).map((dtype) => build.cumulate(fn, draft.input([batch, 9], dtype), 1)),
      build.cumulate(fn, draft.input([4, batch], "float64", powers), 0, true),
      map("neg", build.cumulate(fn, map("neg", draft.input([batch, 9], "float32", powers)), 1)),
    ]),
  ]),
  define("cumulate max and min: a NaN stays", (draft) => {
    const x = draft.input([batch, 9], "float32", (random) => random.pick([NaN, 1, 2, 3, 4, 5, Infinity, -Infinity]));
    return [build.cumulate("max", x, 1), build.cumulate("min", x, 1, true)];
  }),
  define("cumulate over several blocks of a long line, which a state takes", (draft) => {
    const x = draft.state([2, 150_000], "float32", eighths);
    draft.update(x, build.cumulate("add", x, 1));
    return [build.cumulate("max", x, 1, true)];
  }, { batches: [1] }), // prettier-ignore
];

const few: Fill = (random) => random.integer(0, 6);
const floats: Fill = (random) => random.pick([NaN, 0, -0, 1, 2, 3, Infinity, -Infinity, -1.5]);
/** Values that order, and many of them equal. */
const fills: { readonly [D in DType]: Fill } = {
  float32: floats,
  float64: floats,
  int32: (random) => random.pick([0, 1, -1, 2147483647, -2147483648]),
  uint32: (random) => random.pick([0, 1, 2147483648, 4294967295]),
  bool: between(0, 2),
};
export const argSortCases: readonly Case[] = [
  ...[false, true].flatMap((descending) => [
    define(`argSort ${descending ? "descending" : "ascending"}: equal elements keep their order`, (draft) =>
      shapes.flatMap((shape) => {
        const x = draft.input(shape, "float32", few);
        return shape.map((_, axis) => build.argSort(x, axis, descending));
      })), // prettier-ignore
    define(`argSort ${descending ? "descending" : "ascending"} of each type: zeros are equal, NaN is the largest`, (draft) =>
      (Object.keys(fills) as DType[]).flatMap((dtype) => {
        const x = draft.input([batch, 50], dtype, fills[dtype]);
        return [build.argSort(x, 1, descending), build.argSort(x, 1, descending, 7)];
      })), // prettier-ignore
    define(`argSort ${descending ? "descending" : "ascending"}: the first few of short and long lines`, (draft) => {
      const x = draft.input([batch, 300], "float32", eighths);
      const y = draft.input([70, batch], "float32");
      return [
        ...[0, 1, 2, 32, 33, 299, 300].map((count) => build.argSort(x, 1, descending, count)),
        ...[1, 40].map((count) => build.argSort(y, 0, descending, count)),
      ];
    }),
  ]),
  define("argSort of long lines, in several calls", (draft) => [
    build.argSort(draft.input([3, 70_000]), 1),
    build.argSort(draft.input([20_000, 2], "float64"), 0, true, 5),
  ], { batches: [1] }), // prettier-ignore
  define("argSort of a map, at whose places elements are read, then put back", (draft) => {
    const x = draft.input([batch, 40], "float32", eighths);
    const places = build.argSort(map("neg", x), 1);
    const sorted = gatherAlong(x, places, 1);
    const columns = build.argSort(x, 0);
    return [
      map("abs", sorted),
      scatterAddAlong(places, sorted, 1, 40),
      gatherAlong(x, columns, 0),
      scatterAddAlong(columns, x, 0, batch),
    ];
  }),
];
