/**
 * Reductions and contractions of many shapes. Data are multiples of 1/8 whose
 * sums are exact in any order, so that a misplaced element cannot hide in a
 * tolerance; a few cases with arbitrary data hold the rounding.
 */
import { batch, isStatic, type DType, type Extent, type Shape } from "../../core/index.ts";
import { build, reducers, type ContractSpec, type Node, type Reducer } from "../../ir/index.ts";
import { between, eighths, normal, type Draft, type Fill } from "../draft.ts";
import { define, fill, map, matmul, spreadFirst, spreadLast, sumAll, type Case } from "./case.ts";

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

const sizes = [1, 3, 17, 300];
/** The product [rows, depth] x [depth, columns], its operands stored as they are or transposed. */
function products(draft: Draft, rows: Extent, depth: Extent, columns: Extent, dtype: DType, fill: Fill): Node[] {
  return [false, true].flatMap((left) =>
    [false, true].map((right) => {
      const x = draft.input(left ? [depth, rows] : [rows, depth], dtype, fill);
      const y = draft.input(right ? [columns, depth] : [depth, columns], dtype, fill);
      return build.contract(x, y, { batch: [], contract: [[left ? 0 : 1, right ? 1 : 0]] });
    }),
  );
}
/** Small whole numbers: sums of 300 products stay exact. */
const small: Fill = between(-8, 9);
const general = (name: string, left: Shape, right: Shape, spec: ContractSpec): Case =>
  define(`contract: ${name}`, (draft) => [
    build.contract(draft.input(left, "float32", small), draft.input(right, "float32", small), spec),
  ]);

export const contractCases: readonly Case[] = [
  ...sizes.flatMap((rows) =>
    sizes.flatMap((depth) =>
      sizes.map((columns) =>
        define(
          `contract [${rows}, ${depth}] x [${depth}, ${columns}], stored each way`,
          (draft) => products(draft, rows, depth, columns, "float32", small),
          { batches: [1] },
        ),
      ),
    ),
  ),
  ...sizes.flatMap((a) =>
    sizes.map((b) =>
      define(`contract with the batch: rows, depth or columns by ${a} and ${b}`, (draft) => [
        ...products(draft, batch, a, b, "float32", small),
        ...products(draft, a, batch, b, "float32", small),
        ...products(draft, a, b, batch, "float32", small),
      ]),
    ),
  ),
  ...(
    [
      [1, 257, 1],
      [4, 256, 8],
      [5, 513, 9],
      [8, 1, 16],
      [64, 64, 64],
      [130, 20, 70],
      [7, 1000, 5],
    ] as const
  ).map(([m, k, n]) =>
    define(
      `contract [${m}, ${k}] x [${k}, ${n}], at the edges of blocks`,
      (draft) => products(draft, m, k, n, "float32", small),
      { batches: [1] },
    ),
  ),
  define("contract in float64", (draft) => [
    ...products(draft, 17, 33, 5, "float64", small),
    ...products(draft, batch, 7, 3, "float64", small),
    ...products(draft, 3, batch, 2, "float64", small),
  ]),
  general("a batch axis", [5, 4, 7], [5, 7, 3], { batch: [[0, 0]], contract: [[2, 1]] }),
  general("the batch as batch axis, last on the right", [batch, 4, 7], [7, 3, batch], {
    batch: [[0, 2]],
    contract: [[2, 0]],
  }),
  general("two batch axes, crossed", [2, 5, 4, 6], [5, 6, 2, 3], {
    batch: [
      [1, 0],
      [0, 2],
    ],
    contract: [[3, 1]],
  }),
  general("two contracted axes, crossed", [batch, 4, 5], [5, 3, 4], {
    batch: [],
    contract: [
      [1, 2],
      [2, 0],
    ],
  }),
  general("contracted with the batch too", [batch, 4, 5], [4, batch, 3], {
    batch: [],
    contract: [
      [0, 1],
      [1, 0],
    ],
  }),
  general("several free axes", [2, batch, 5], [3, 5, 4], { batch: [], contract: [[2, 1]] }),
  general("an outer product", [batch, 3], [17], { batch: [], contract: [] }),
  general("a product by elements: only batch axes", [batch, 5], [5, batch], {
    batch: [
      [0, 1],
      [1, 0],
    ],
    contract: [],
  }),
  general("to a scalar", [batch, 9], [batch, 9], {
    batch: [],
    contract: [
      [0, 0],
      [1, 1],
    ],
  }),
  general("attention's two products", [batch, 6, 2, 5], [batch, 6, 2, 5], {
    batch: [
      [0, 0],
      [2, 2],
    ],
    contract: [[3, 3]],
  }),
  general("over nothing", [batch, 0], [0, 3], { batch: [], contract: [[1, 0]] }),
  general("a matrix and a vector", [300, 17], [17], { batch: [], contract: [[1, 0]] }),
  general("two vectors", [300], [300], { batch: [], contract: [[0, 0]] }),
  define("a tensor with itself: x xᵀ and xᵀ x", (draft) => {
    const x = draft.input([17, 9], "float32", small);
    const rows = draft.input([batch, 9], "float32", small);
    return [
      build.contract(x, x, { batch: [], contract: [[1, 1]] }),
      build.contract(x, x, { batch: [], contract: [[0, 0]] }),
      build.contract(rows, rows, { batch: [], contract: [[0, 0]] }),
    ];
  }),
  define("operands read through views", (draft) => {
    const x = draft.input([batch, 12], "float32", small);
    const parts = build.reshape(x, [batch, 3, 4]);
    const w = draft.input([4, 6], "float32", small);
    const strided = build.slice(draft.input([batch, 9], "float32", small), [0, 1], [batch, 4], [1, 2]);
    const padded = build.pad(draft.input([batch, 2], "float32", small), build.constant(3, "float32"), [0, 1], [0, 1]);
    const spread = build.broadcast(draft.input([4], "float32", small), [batch, 4], [1]);
    return [
      matmul(parts, w),
      matmul(strided, w),
      matmul(padded, w),
      matmul(spread, w),
      matmul(build.flip(strided, [1]), build.flip(w, [0, 1])),
      matmul(build.permute(parts, [1, 0, 2]), w),
    ];
  }),
  define("operands that are maps, results mapped and summed", (draft) => {
    const x = draft.input([batch, 17], "float32", small);
    const w = draft.state([17, 20], "float32", small);
    const b = draft.state([20], "float32", small);
    const y = map("add", matmul(map("abs", x), map("neg", w)), spreadLast(b, [batch, 20]));
    const relu = map("max", y, fill(0, y));
    return [relu, build.reduce("add", relu, [0]), build.reduce("max", y, [1]), sumAll(relu)];
  }),
  define("a chain: contract, map, contract", (draft) => {
    const x = draft.input([batch, 2], "float32", small);
    const [w1, w2] = [draft.state([2, 500], "float32", small), draft.state([500, 1], "float32", between(-2, 3))];
    const hidden = matmul(x, w1);
    const relu = map("max", hidden, fill(0, hidden));
    return [matmul(relu, w2), build.reduce("add", map("abs", hidden), [0, 1])];
  }),
  define(
    "contractions of arbitrary data",
    (draft) => sizes.flatMap((depth) => products(draft, 9, depth, 11, "float32", normal)),
    { tolerance: { scaled: 1e-6 }, precision: "float64" },
  ),
  define(
    "contractions of arbitrary data in float64",
    (draft) => sizes.flatMap((depth) => products(draft, 5, depth, 4, "float64", normal)),
    { tolerance: { scaled: 1e-14 } },
  ),
];

/** A convolution, channels last: a window and a contraction. */
export function convolve(x: Node, kernel: Node, stride: number, dilation = 1): Node {
  const spatial = x.shape.length - 2;
  const windows = Array.from({ length: spatial }, (_, i) => ({
    axis: i + 1,
    size: kernel.shape[i] as number,
    stride,
    dilation,
  }));
  const patches = build.window(x, windows);
  // Window offsets come last, the kernel's extents first; channels meet in axis spatial + 1 and spatial.
  const contract = [...windows.map((_, i) => [x.shape.length + i, i] as const), [spatial + 1, spatial] as const];
  return build.contract(patches, kernel, { batch: [], contract });
}
const convolution = (shape: Shape, kernel: readonly number[], stride: number, dilation = 1): Case =>
  define(
    `convolution of [${shape.map((e) => (isStatic(e) ? e : "n")).join(", ")}] by [${kernel.join(", ")}], stride ${stride}, dilation ${dilation}`,
    (draft) => {
      const x = draft.input(shape, "float32", small);
      return [convolve(x, draft.state(kernel, "float32", small), stride, dilation)];
    },
  );
export const convolutionCases: readonly Case[] = [
  convolution([batch, 11, 3], [3, 3, 5], 1),
  convolution([batch, 12, 1], [5, 1, 2], 2),
  convolution([batch, 8, 7, 2], [3, 3, 2, 4], 1),
  convolution([batch, 9, 9, 3], [3, 2, 3, 17], 2),
  convolution([batch, 9, 8, 2], [2, 3, 2, 3], 1, 2),
  convolution([batch, 4, 5, 3, 2], [2, 3, 2, 2, 3], 1),
  define("a padded convolution, then relu and max pooling", (draft) => {
    const x = build.pad(
      draft.input([batch, 6, 6, 2], "float32", small),
      build.constant(0, "float32"),
      [0, 1, 1, 0],
      [0, 1, 1, 0],
    );
    const y = convolve(x, draft.state([3, 3, 2, 4], "float32", small), 1);
    const relu = map("max", y, fill(0, y));
    const pooled = build.window(relu, [
      { axis: 1, size: 2, stride: 2, dilation: 1 },
      { axis: 2, size: 2, stride: 2, dilation: 1 },
    ]);
    return [build.reduce("max", pooled, [4, 5])];
  }),
  define("a transposed convolution: a pad inside, then a convolution", (draft) => {
    const x = build.pad(
      draft.input([batch, 4, 5, 2], "float32", small),
      build.constant(0, "float32"),
      [0, 2, 2, 0],
      [0, 2, 2, 0],
      [0, 1, 1, 0],
    );
    return [convolve(x, build.flip(draft.state([3, 3, 2, 3], "float32", small), [0, 1]), 1)];
  }),
];

export const overlapAddCases: readonly Case[] = [
  define("overlapAdd, strided and dilated", (draft) => {
    const windows = [{ axis: 1, size: 3, stride: 2, dilation: 2 }];
    const counts = build.window(draft.input([batch, 11, 2]), windows).shape;
    return [build.overlapAdd(draft.input(counts, "float32", eighths), [batch, 11, 2], windows)];
  }),
  define("overlapAdd of two axes leaves what no window reached at 0", (draft) => {
    const windows = [
      { axis: 2, size: 2, stride: 3, dilation: 1 },
      { axis: 1, size: 3, stride: 1, dilation: 1 },
    ];
    const counts = build.window(draft.input([batch, 6, 8, 3]), windows).shape;
    const x = draft.input(counts, "float32", eighths);
    return [
      build.overlapAdd(x, [batch, 6, 8, 3], windows),
      sumAll(build.overlapAdd(map("neg", x), [batch, 6, 8, 3], windows)),
    ];
  }),
  define("overlapAdd of a contraction: the input's gradient of a convolution", (draft) => {
    const dy = draft.input([batch, 4, 4, 3], "float32", small);
    const kernel = draft.state([3, 3, 2, 3], "float32", small);
    const windows = [
      { axis: 1, size: 3, stride: 2, dilation: 1 },
      { axis: 2, size: 3, stride: 2, dilation: 1 },
    ];
    const patches = build.contract(dy, kernel, { batch: [], contract: [[3, 3]] });
    return [build.overlapAdd(build.permute(patches, [0, 1, 2, 5, 3, 4]), [batch, 9, 10, 2], windows)];
  }),
  define("overlapAdd of integers", (draft) => {
    const windows = [{ axis: 0, size: 4, stride: 1, dilation: 1 }];
    return [build.overlapAdd(draft.input([7, 4], "int32"), [10], windows)];
  }),
];
