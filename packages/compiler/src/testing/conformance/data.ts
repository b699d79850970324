/** Leaves (constants, literals, parameters, extents, indices, random bits), and what moves rows about: concat, gather, scatterAdd. */
import { batch, dtypes, layouts, type Shape } from "../../core/index.ts";
import { build } from "../../ir/index.ts";
import { between, eighths, type Fill } from "../draft.ts";
import { define, fill, map, value, type Case } from "./case.ts";

const anyWord: Fill = (random) => random.integer(0, 2 ** 32);

export const constantCases: readonly Case[] = [
  define("constants of each dtype, alone and spread", () =>
    dtypes.flatMap((d) => [value(1, d), build.fill(value(d === "bool" ? 1 : 3, d), [2, 3])]),
  ),
  define(
    "NaN, infinities, -0 and the ends of integers",
    () =>
      [NaN, Infinity, -Infinity, -0, 2 ** -149]
        .map((x) => build.fill(value(x), [5]))
        .concat(
          [-2147483648, 2147483647].map((x) => value(x, "int32")),
          [value(4294967295, "uint32")],
        ),
    { tolerance: { signedZero: true } },
  ),
  define("constants spread over the batch", () => [
    build.fill(value(2.5), [batch, 3]),
    map("add", build.fill(value(1), [batch]), build.fill(value(2), [batch])),
  ]),
];
export const literalCases: readonly Case[] = [
  define("literals of each dtype", (draft) =>
    dtypes.map((d) =>
      build.literal(
        layouts[d].allocate(21).map((_: number, i: number) => (d === "bool" ? i % 2 : draft.random.integer(0, 99))),
        [3, 7],
        d,
      ),
    ),
  ),
  define("a large literal, used with data", (draft) => {
    const table = build.literal(
      Float32Array.from({ length: 5000 }, (_, i) => eighths(draft.random, i)),
      [50, 100],
      "float32",
    );
    const x = draft.input([batch, 50], "float32", eighths);
    return [build.contract(x, table, { batch: [], contract: [[1, 0]] }), build.reduce("max", table, [0])];
  }),
];
export const parameterCases: readonly Case[] = [
  define("an input, a state and a constant as outputs themselves, and one output twice", (draft) => {
    const [x, s] = [draft.input([batch, 3]), draft.state([4])];
    const y = map("neg", x);
    return [x, s, value(2), y, y];
  }),
  define("parameters of each dtype", (draft) =>
    dtypes.flatMap((d) => [draft.input([batch, 2], d), draft.state([3], d)]),
  ),
  define("views of parameters as outputs", (draft) => {
    const [x, s] = [draft.input([batch, 4]), draft.state([2, 6])];
    return [
      build.permute(x, [1, 0]),
      build.reshape(x, [{ batch: 4 }]),
      build.reshape(s, [12]),
      build.slice(s, [0, 3], [2, 3]),
    ];
  }),
];
export const extentCases: readonly Case[] = [
  define("extents in each number type", () =>
    (["float32", "float64", "int32", "uint32"] as const).flatMap((d) => [
      build.extent(batch, d),
      build.extent({ batch: 12 }, d),
    ]),
  ),
  define("a mean over the batch", (draft) => {
    const x = draft.input([batch, 3], "float32", eighths);
    return [map("div", build.reduce("add", x, [0]), build.fill(build.extent(batch, "float32"), [3]))];
  }),
];
export const iotaCases: readonly Case[] = [
  define("indices along each axis, in each number type", () =>
    (["float32", "float64", "int32", "uint32"] as const).flatMap((d) =>
      ([[5], [batch, 3], [2, 3, 17]] satisfies Shape[]).flatMap((s) => s.map((_, axis) => build.iota(s, axis, d))),
    ),
  ),
  define("indices by themselves, and as doubles where padding chooses between bools", (draft) => {
    const inside = build.pad(build.fill(value(1, "bool"), [batch, 17]), value(0, "bool"), [0, 3], [0, 13]);
    const chosen = map(
      "select",
      inside,
      draft.input([batch, 33], "float64", eighths),
      build.iota([batch, 33], 1, "float64"),
    );
    return [build.permute(build.iota([2, batch], 1, "float64"), [0, 1]), chosen, build.reduce("add", chosen, [1])];
  }),
  define("a one-hot encoding: indices equal to a label", (draft) => {
    const labels = draft.input([batch], "int32", between(0, 10));
    const equal = map("eq", build.broadcast(labels, [batch, 10], [0]), build.iota([batch, 10], 1, "int32"));
    return [build.map("cast", [equal], "float32"), equal];
  }),
];
export const randomCases: readonly Case[] = [
  define("random bits of many shapes", (draft) => {
    const key = draft.state([2], "uint32", anyWord);
    return ([[1], [3], [4, 5], [1001], [batch], [batch, 7], [3, batch, 2]] satisfies Shape[]).map((s) =>
      build.random(key, s),
    );
  }),
  define("random bits through views keep their element's index", (draft) => {
    const bits = build.random(draft.state([2], "uint32", anyWord), [batch, 6]);
    return [build.permute(bits, [1, 0]), build.slice(bits, [0, 2], [batch, 3]), build.reduce("add", bits, [1])];
  }),
  define("uniform floats and a dropout mask", (draft) => {
    const key = draft.state([2], "uint32", anyWord);
    const x = draft.input([batch, 33], "float32", eighths);
    const bits = build.random(key, x.shape);
    const mantissa = map("or", map("shr", bits, fill(9, bits)), fill(0x3f800000, bits));
    const uniform = map("sub", build.map("bitcast", [mantissa], "float32"), fill(1, x));
    const kept = map("lt", uniform, fill(0.75, x));
    return [
      uniform,
      map("select", kept, map("mul", x, fill(4 / 3, x)), fill(0, x)),
      map("fma", uniform, fill(0.1, x), fill(-0.05, x)),
    ];
  }),
  define("loops long enough to run in parts: elements, rows, sums of rows and of columns", (draft) => {
    const key = draft.state([2], "uint32", anyWord);
    const state = draft.state([140003], "uint32", anyWord);
    draft.update(state, map("xor", state, build.random(key, state.shape)));
    const [rows, columns, batches] = [
      [1500, 97],
      [130, 1101],
      [batch, 4099],
    ].map((s) => build.random(key, s as Shape));
    return [
      build.permute(rows!, [1, 0]),
      build.reduce("add", rows!, [1]),
      build.reduce("add", columns!, [0]),
      build.reduce("max", columns!, [1]),
      map("add", batches!, build.broadcast(build.reduce("add", batches!, [0]), batches!.shape, [1])),
      build.reduce("min", batches!, [0, 1]),
    ];
  }),
  define("a key that advances: each step draws anew", (draft) => {
    const key = draft.state([2], "uint32", anyWord);
    draft.update(key, map("add", key, build.literal(Uint32Array.of(0, 1), [2], "uint32")));
    return [build.random(key, [batch, 3])];
  }),
];

export const concatCases: readonly Case[] = [
  define("concat along each axis", (draft) => [
    build.concat(
      [1, 17, 3].map((e) => draft.input([e])),
      0,
    ),
    build.concat(
      [4, 1].map((e) => draft.input([batch, e])),
      1,
    ),
    build.concat(
      [2, 3, 5].map((e) => draft.input([e, batch, 3])),
      0,
    ),
    build.concat(
      [2, 300].map((e) => draft.input([3, e, 2])),
      1,
    ),
  ]),
  define("concat of one tensor with itself, of views, of maps, of nothing", (draft) => {
    const x = draft.input([batch, 6]);
    return [
      build.concat([x, x], 1),
      build.concat([build.flip(x, [1]), build.slice(x, [0, 1], [batch, 2], [1, 3]), map("neg", x)], 1),
      build.concat([draft.input([batch, 0]), x], 1),
    ];
  }),
  define("concat in each dtype, then summed", (draft) => [
    ...(["int32", "uint32", "bool", "float64"] as const).map((d) =>
      build.concat(
        [draft.input([batch, 2], d), draft.state([1, 2], d)].map((p, i) =>
          i === 0 ? p : build.broadcast(p, [batch, 2], [0, 1]),
        ),
        1,
      ),
    ),
    build.reduce(
      "add",
      build.concat([draft.input([batch, 5], "float32", eighths), draft.input([batch, 3], "float32", eighths)], 1),
      [1],
    ),
  ]),
];

export const gatherCases: readonly Case[] = [
  define("gather rows: scalars, vectors and matrices by indices of each rank, some outside", (draft) => {
    const index = (shape: Shape) => draft.input(shape, "int32", between(-3, 14));
    return ([[11], [11, 3], [11, 2, 5]] satisfies Shape[]).flatMap((shape) => {
      const table = draft.input(shape);
      return [
        build.gather(table, index([])),
        build.gather(table, index([7])),
        build.gather(table, index([batch])),
        build.gather(table, index([batch, 4])),
      ];
    });
  }),
  define("gather by the ends of int32", (draft) => [
    build.gather(draft.state([5, 2]), build.literal(Int32Array.of(-2147483648, 2147483647, 4, 0), [4], "int32")),
  ]),
  define("gather of integers and bools, from a table that is computed, then mapped", (draft) => {
    const index = draft.input([batch], "int32", between(0, 9));
    const table = map("mul", draft.state([9, 4]), draft.state([9, 4]));
    return [
      build.gather(draft.state([9], "int32"), index),
      build.gather(draft.state([9, 2], "bool"), index),
      map("neg", build.gather(table, index)),
      build.gather(table, build.argReduce("max", draft.input([batch, 9]), 1)),
    ];
  }),
  define("gather from rows of the batch", (draft) => [
    build.gather(draft.input([6, batch], "float32"), draft.state([3], "int32", between(0, 6))),
  ]),
  define("gather rows of a batch, some beyond its end", (draft) => [
    build.gather(draft.input([batch, 3], "float32"), draft.state([2, 4], "int32", between(-2, 40))),
    build.gather(draft.input([{ batch: 2 }], "float32"), draft.input([5], "int32", between(0, 70))),
  ]),
];
export const scatterAddCases: readonly Case[] = [
  define("scatterAdd: sums of rows with equal index, those outside dropped", (draft) => {
    const scatter = (indices: Shape, row: Shape) =>
      build.scatterAdd(
        draft.input(indices, "int32", between(-2, 9)),
        draft.input([...indices, ...row], "float32", eighths),
        7,
      );
    return [
      scatter([batch], []),
      scatter([batch], [5]),
      scatter([batch, 3], [2]),
      scatter([40], [2, 3]),
      scatter([], [4]),
    ];
  }),
  define("scatterAdd of integers, and into a single row", (draft) => [
    build.scatterAdd(draft.input([batch], "int32", between(0, 4)), draft.input([batch, 3], "int32"), 4),
    build.scatterAdd(draft.input([batch], "int32", between(0, 1)), draft.input([batch], "float32", eighths), 1),
  ]),
  define("scatterAdd to rows of a batch, some beyond its end", (draft) => [
    build.scatterAdd(draft.input([20], "int32", between(-2, 40)), draft.input([20, 3], "float32", eighths), batch),
    build.scatterAdd(draft.input([batch, 2], "int32", between(0, 70)), draft.input([batch, 2], "float32", eighths), { batch: 2 }),
  ]), // prettier-ignore
  define("scatterAdd of a map, used in an update", (draft) => {
    const table = draft.state([10, 3], "float32", eighths);
    const gradient = build.scatterAdd(
      draft.input([batch], "int32", between(0, 10)),
      map("neg", draft.input([batch, 3], "float32", eighths)),
      10,
    );
    draft.update(table, map("sub", table, gradient));
    return [build.reduce("add", table, [0])];
  }),
];
