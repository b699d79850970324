/**
 * Contractions of many shapes, stored each way. Data are small whole numbers:
 * sums of their products are exact in any order, so that a misplaced element
 * cannot hide in a tolerance; two cases with arbitrary data hold the rounding.
 */
import { batch, type DType, type Extent, type Shape } from "../../core/index.ts";
import { build, type ContractSpec, type Node } from "../../ir/index.ts";
import { between, normal, type Draft, type Fill } from "../draft.ts";
import { define, fill, map, matmul, spreadLast, sumAll, type Case } from "./case.ts";

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
