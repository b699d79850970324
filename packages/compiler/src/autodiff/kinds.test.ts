/** The pullback of each kind of node against central differences, and ties by hand. */
import { describe, expect, test } from "vitest";
import { evaluateNode, evaluateWith } from "../backends/reference/index.ts";
import { build, type Kind, type Node, type Reducer } from "../ir/index.ts";
import { checkGradient, type GradientInput } from "../testing/gradient.ts";
import { createRandom } from "../testing/random.ts";
import { gradients } from "./index.ts";

const sum = (x: Node): Node => build.reduce("add", x, [...x.shape.keys()]);
/** A scalar that weighs every element differently and is curved, so that a misplaced cotangent shows. */
function weigh(x: Node): Node {
  const random = createRandom(x.shape.length);
  const size = x.shape.reduce<number>((n, e) => n * (e as number), 1);
  const weight = build.literal(
    Float64Array.from({ length: size }, () => random.normal()),
    x.shape as number[],
    "float64",
  );
  return sum(build.map("mul", [weight, build.map("sin", [x])]));
}
function input(shape: readonly number[], seed = 1): GradientInput {
  const random = createRandom(seed);
  return { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) };
}
const indices = (values: number[], shape: number[]): Node => build.literal(Int32Array.from(values), shape, "int32");
type Check = readonly [name: string, f: (x: Node[]) => Node, inputs: readonly GradientInput[]];

const windows = [
  { axis: 1, size: 2, stride: 2, dilation: 3 },
  { axis: 0, size: 3, stride: 1, dilation: 1 },
];
const contraction = (batch: [number, number][], pairs: [number, number][]) => (x: Node[]) =>
  build.contract(x[0]!, x[1]!, { batch, contract: pairs });
const checks: Readonly<Record<Exclude<Kind, "scan" | "cond" | "project" | "map">, readonly Check[] | undefined>> = {
  constant: undefined,
  literal: undefined,
  parameter: [["itself", ([x]) => x!, [input([3])]]],
  extent: undefined,
  iota: undefined,
  random: undefined,
  argReduce: undefined,
  reduce: (["add", "mul", "max", "min"] satisfies Reducer[]).flatMap((fn): Check[] => [
    [`${fn} of rows`, ([x]) => build.reduce(fn, x!, [1]), [input([3, 4])]],
    [`${fn} of outer axes`, ([x]) => build.reduce(fn, x!, [0, 2]), [input([2, 3, 2])]],
    [`${fn} of all`, ([x]) => build.reduce(fn, x!, [0, 1]), [input([2, 3])]],
  ]),
  argSort: undefined,
  cumulate: (["add", "mul", "max", "min"] satisfies Reducer[]).flatMap((fn): Check[] => [
    [`${fn} along rows`, ([x]) => build.cumulate(fn, x!, 1), [input([3, 5])]],
    [`${fn} along an outer axis, reversed`, ([x]) => build.cumulate(fn, x!, 1, true), [input([2, 4, 3])]],
  ]),
  contract: [
    ["matrix product", contraction([], [[1, 0]]), [input([2, 3]), input([3, 4], 2)]],
    ["transposed left", contraction([], [[0, 0]]), [input([3, 2]), input([3, 4], 2)]],
    ["transposed right", contraction([], [[1, 1]]), [input([2, 3]), input([4, 3], 2)]],
    ["batch", contraction([[0, 0]], [[2, 1]]), [input([2, 3, 2]), input([2, 2, 3], 2)]],
    [
      "batch in other places",
      contraction(
        [
          [1, 2],
          [2, 0],
        ],
        [[0, 1]],
      ),
      [input([3, 2, 2, 2]), input([2, 3, 2, 2], 2)],
    ],
    [
      "two axes, crossed",
      contraction(
        [],
        [
          [1, 2],
          [3, 0],
        ],
      ),
      [input([2, 3, 2, 2]), input([2, 2, 3], 2)],
    ],
    ["outer", contraction([], []), [input([2]), input([3], 2)]],
    [
      "all axes",
      contraction(
        [],
        [
          [0, 1],
          [1, 0],
        ],
      ),
      [input([2, 3]), input([3, 2], 2)],
    ],
  ],
  reshape: [["reshape", ([x]) => build.reshape(x!, [3, 2, 2]), [input([4, 3])]]],
  permute: [["permute", ([x]) => build.permute(x!, [2, 0, 1]), [input([2, 3, 4])]]],
  broadcast: [
    ["new axes", ([x]) => build.broadcast(x!, [2, 3, 4], [1]), [input([3])]],
    ["grown axes", ([x]) => build.broadcast(x!, [2, 3, 4], [1, 2]), [input([1, 4])]],
    ["an axis of 1 kept", ([x]) => build.broadcast(x!, [2, 1, 4], [1, 2]), [input([1, 4])]],
  ],
  slice: [
    ["slice", ([x]) => build.slice(x!, [1, 0], [2, 3]), [input([4, 3])]],
    ["strided", ([x]) => build.slice(x!, [1, 0], [2, 2], [3, 2]), [input([6, 4])]],
    ["empty", ([x]) => build.map("add", [sum(build.slice(x!, [1, 0], [0, 2])), sum(x!)]), [input([3, 4])]],
  ],
  pad: [["pad", ([x, v]) => build.pad(x!, v!, [1, 0], [0, 2], [2, 1]), [input([2, 3]), input([], 2)]]],
  flip: [["flip", ([x]) => build.flip(x!, [0, 2]), [input([2, 3, 4])]]],
  window: [["window", ([x]) => build.window(x!, windows), [input([4, 8])]]],
  overlapAdd: [["overlapAdd", ([x]) => build.overlapAdd(x!, [4, 8], windows), [input([2, 3, 2, 3])]]],
  concat: [["concat", ([x, y]) => build.concat([x!, y!, x!], 1), [input([2, 3]), input([2, 1], 2)]]],
  gather: [
    [
      "rows, some twice, some outside",
      ([x]) => build.gather(x!, indices([2, 0, 2, -1, 7, 1], [2, 3])),
      [input([4, 2])],
    ],
  ],
  scatterAdd: [
    [
      "rows, some twice, some outside",
      ([x]) => build.scatterAdd(indices([2, 0, 2, -1, 7, 1], [2, 3]), x!, 4),
      [input([2, 3, 2])],
    ],
  ],
};

const all = Object.entries(checks).flatMap(([kind, list]) =>
  (list ?? []).map(([name, f, inputs]) => ({ title: `${kind}: ${name}`, f, inputs })),
);
describe("relative error under 1e-6 in float64", () => {
  test.each(all)("$title", ({ f, inputs }) => {
    checkGradient((x) => weigh(f(x)), inputs);
  });
  test.each(all)("$title, second derivative", ({ f, inputs }) => {
    checkGradient(
      (x) =>
        gradients(weigh(f(x)), x)
          .map(weigh)
          .reduce((a, b) => build.map("add", [a, b])),
      inputs,
    );
  });
});

const gradientOf = (f: (x: Node) => Node, values: number[]): number[] => {
  const x = build.literal(Float64Array.from(values), [values.length], "float64");
  return Array.from(evaluateNode(gradients(f(x), [x])[0]!));
};
describe("kinks are JAX's", () => {
  test("max and min of equal elements share evenly", () => {
    expect(gradientOf((x) => build.reduce("max", x, [0]), [1, 3, 3, 2])).toEqual([0, 0.5, 0.5, 0]);
    expect(gradientOf((x) => build.reduce("min", x, [0]), [1, 1, 1, 2])).toEqual([1 / 3, 1 / 3, 1 / 3, 0]);
  });
  test("a product with zeros", () => {
    expect(gradientOf((x) => build.reduce("mul", x, [0]), [2, 0, 3])).toEqual([0, 6, 0]);
    expect(gradientOf((x) => build.reduce("mul", x, [0]), [2, 0, 0])).toEqual([0, 0, 0]);
    expect(gradientOf((x) => build.reduce("mul", x, [0]), [2, 4, 3])).toEqual([12, 6, 8]);
  });
});

test("running folds at zeros and ties", () => {
  const running =
    (fn: "mul" | "max" | "min", reverse = false) =>
    (x: Node) =>
      sum(build.cumulate(fn, x, 0, reverse));
  // 2 + 2x + 6x + 24x at x = 0; the second zero stops everything behind it.
  expect(gradientOf(running("mul"), [2, 0, 3, 4])).toEqual([1, 32, 0, 0]);
  expect(gradientOf(running("mul"), [2, 0, 3, 0])).toEqual([1, 8, 0, 0]);
  expect(gradientOf(running("mul", true), [5, 0, 2])).toEqual([0, 12, 1]);
  // Of equal elements the latest one takes over.
  expect(gradientOf(running("max"), [3, 1, 3, 2])).toEqual([2, 0, 2, 0]);
  expect(gradientOf(running("min", true), [1, 1, 2, 1])).toEqual([1, 1, 0, 2]);
});

test("gather from a table of the batch and scatterAdd to one, by rows counted when running", () => {
  const x = build.parameter("input", "x", [{ batch: 2 }], "float64");
  const read = build.gather(x, indices([1, 9, 1], [3]));
  const put = build.scatterAdd(indices([9, 3], [2]), build.slice(read, [0], [2]), { batch: 2 });
  const [dx] = gradients(build.map("add", [sum(read), sum(put)]), [x]);
  // Row 9 is read from the last one, 3; put at 9 it is lost.
  expect(Array.from(evaluateWith([dx!], new Map([[x, Float64Array.of(1, 2, 3, 4)]]), { n: 2 })[0]!)).toEqual([
    0, 2, 0, 2,
  ]);
});

test("an independent node gets zeros, in its shape and dtype, and a shared one the sum", () => {
  const x = build.parameter("input", "x", [2], "float64");
  const y = build.parameter("input", "y", [{ batch: 3 }, 2], "float32");
  const [dx, dy] = gradients(sum(build.map("mul", [x, x])), [x, y]);
  expect(dy).toMatchObject({ dtype: "float32", shape: [{ batch: 3 }, 2] });
  const [first, second] = evaluateWith([dx!, dy!], new Map([[x, Float64Array.of(2, 3)]]), { n: 1 });
  expect(Array.from(first!)).toEqual([4, 6]);
  expect(Array.from(second!)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a graph of 100,000 nodes in a row is walked without recursion", () => {
  const x = build.parameter("input", "x", [], "float64");
  let y: Node = x;
  for (let i = 0; i < 100_000; i++) y = build.map("add", [y, x]);
  expect(gradients(y, [x])).toHaveLength(1);
});
