/** Each local rule: what it makes of a graph, written down, and what it must leave alone. */
import { describe, expect, test } from "vitest";
import { batch, type Shape } from "../core/index.ts";
import { build, printGraph, verifyGraph, type Graph, type Node, type ScalarPrimitive } from "../ir/index.ts";
import { graphKey, simplify } from "./index.ts";

const map = (fn: ScalarPrimitive, ...x: Node[]): Node => build.map(fn, x);
const value = (v: number, like: Node): Node => build.fill(build.constant(v, like.dtype), like.shape);
const scalar = (v: number): Node => build.constant(v, "float32");

const inputs = {
  x: build.parameter("input", "x", [4, 6], "float32"),
  y: build.parameter("input", "y", [4, 6], "float32"),
  row: build.parameter("input", "row", [6], "float32"),
  s: build.parameter("input", "s", [], "float32"),
  t: build.parameter("input", "t", [], "float32"),
  c: build.parameter("input", "c", [4, 6], "bool"),
  i: build.parameter("input", "i", [4, 6], "int32"),
  image: build.parameter("input", "image", [batch, 4, 6, 3], "float32"),
  w: build.parameter("input", "w", [6, 5], "float32"),
};
const { x, y, row, s, t, c, i, image, w } = inputs;
const graph = (output: Node): Graph => ({ states: [], inputs: Object.values(inputs), outputs: [output], updates: [] });
/** [what it is, before, after]; unchanged where nothing is given. */
type Row = readonly [name: string, before: Node, after?: Node];
function check(rows: readonly Row[]): void {
  for (const [name, before, after = before] of rows) {
    test(name, () => {
      const [simple, expected] = [simplify(graph(before)), graph(after)];
      verifyGraph(simple);
      if (graphKey(simple) !== graphKey(expected)) expect(printGraph(simple)).toBe(printGraph(expected));
    });
  }
}
const product = (
  a: Node,
  b: Node,
  pairs: readonly (readonly [number, number])[],
  sharing: readonly (readonly [number, number])[] = [],
): Node => build.contract(a, b, { batch: sharing, contract: pairs });
const spread = (a: Node, shape: Shape, ...axes: number[]): Node => build.broadcast(a, shape, axes);

describe("identities", () => {
  check([
    ["x + 0", map("add", x, value(0, x)), x],
    ["0 + x", map("add", value(0, x), x), x],
    ["x - 0", map("sub", x, value(0, x)), x],
    ["0 - x", map("sub", value(0, x), x), map("neg", x)],
    ["x · 1", map("mul", value(1, x), x), x],
    ["x / 1", map("div", x, value(1, x)), x],
    ["1 / x stays", map("div", value(1, x), x)],
    ["x · 0 stays: x may be infinite", map("mul", x, value(0, x))],
    ["x · -1", map("mul", x, value(-1, x)), map("neg", x)],
    ["--x", map("neg", map("neg", x)), x],
    ["x + -y", map("add", x, map("neg", y)), map("sub", x, y)],
    ["-x · y - -y", map("sub", map("mul", map("neg", x), y), map("neg", y)), map("sub", y, map("mul", x, y))],
    ["x / 4", map("div", x, value(4, x)), map("mul", x, value(0.25, x))],
    ["x / 3 stays", map("div", x, value(3, x))],
    ["(x + y) + x stays: sums keep their order", map("add", map("add", x, y), x)],
    ["x - x stays: x may be NaN", map("sub", x, x)],
    ["-i / i stays: integers wrap around", map("div", map("neg", i), i)],
    ["int32 / 4 stays: it truncates", map("div", i, value(4, i))],
    [
      "a sign chosen, then multiplied",
      map("mul", x, map("select", c, value(-1, x), value(1, x))),
      map("select", c, map("neg", x), x),
    ],
    ["a choice that is known", map("select", value(1, c), x, y), x],
    ["a choice of equals", map("select", c, x, x), x],
    ["a choice by a negation", map("select", map("not", c), x, y), map("select", c, y, x)],
    ["a cast to the same type", build.map("cast", [x], "float32"), x],
    ["float32 to float64 and back", build.map("cast", [build.map("cast", [x], "float64")], "float32"), x],
    [
      "bool to int32 to float32",
      build.map("cast", [build.map("cast", [c], "int32")], "float32"),
      build.map("cast", [c], "float32"),
    ],
    ["float32 to int32 to float32 stays", build.map("cast", [build.map("cast", [x], "int32")], "float32")],
  ]);
});

describe("constants", () => {
  const int = (v: number): Node => build.constant(v, "int32");
  const uint = (v: number): Node => build.constant(v, "uint32");
  check([
    [
      "are rounded to their type",
      map("add", scalar(0.1), scalar(0.2)),
      scalar(Math.fround(Math.fround(0.1) + Math.fround(0.2))),
    ],
    ["wrap around", map("mul", int(0x7fffffff), int(3)), int(0x7ffffffd)],
    ["wrap around without a sign", map("sub", uint(1), uint(2)), uint(0xffffffff)],
    ["shift by their sign", map("shr", int(-8), int(1)), int(-4)],
    ["shift without a sign", map("shr", uint(0x80000000), uint(31)), uint(1)],
    ["divide by zero to zero, as integers", map("div", int(7), int(0)), int(0)],
    ["saturate when cast", build.map("cast", [scalar(-3e9)], "int32"), int(-2147483648)],
    ["change what their bits mean", build.map("bitcast", [scalar(1)], "int32"), int(0x3f800000)],
    ["round half to even", map("round", scalar(2.5)), scalar(2)],
    ["keep functions that the host rounds otherwise", map("exp", scalar(1))],
    ["stay scalars when spread", map("mul", map("add", value(1, x), value(2, x)), x), map("mul", value(3, x), x)],
    ["of all zeros sum to zero", build.reduce("add", value(0, x), [1]), build.fill(scalar(0), [4])],
    ["of all threes are summed", build.reduce("add", value(3, x), [1])],
    [
      "are the place of the largest of one",
      build.argReduce("max", build.reshape(x, [4, 6, 1]), 2),
      build.fill(int(0), [4, 6]),
    ],
    ["have one maximum", build.reduce("max", value(3, x), [1]), build.fill(scalar(3), [4])],
  ]);
});

describe("views", () => {
  check([
    ["reshape of reshape", build.reshape(build.reshape(x, [24]), [2, 12]), build.reshape(x, [2, 12])],
    ["reshape there and back", build.reshape(build.reshape(x, [24]), [4, 6]), x],
    [
      "permute of permute",
      build.permute(build.permute(image, [1, 0, 3, 2]), [2, 1, 0, 3]),
      build.permute(image, [3, 0, 1, 2]),
    ],
    ["transposed twice", build.permute(build.permute(x, [1, 0]), [1, 0]), x],
    ["broadcast of broadcast", spread(spread(row, [4, 6], 1), [2, 4, 6], 1, 2), spread(row, [2, 4, 6], 2)],
    ["broadcast of an axis of 1", spread(build.reshape(row, [1, 6]), [4, 6], 0, 1), spread(row, [4, 6], 1)],
    ["broadcast reshaped", build.reshape(spread(row, [4, 6], 1), [2, 2, 6]), spread(row, [2, 2, 6], 2)],
    [
      "broadcast reshaped within its operand",
      build.reshape(spread(row, [4, 6], 1), [4, 2, 3]),
      spread(build.reshape(row, [2, 3]), [4, 2, 3], 1, 2),
    ],
    ["broadcast merged with its operand stays", build.reshape(spread(row, [4, 6], 1), [24])],
    [
      "broadcast permuted",
      build.permute(spread(x, [4, 2, 6], 0, 2), [2, 1, 0]),
      spread(build.permute(x, [1, 0]), [6, 2, 4], 0, 2),
    ],
    [
      "broadcast sliced",
      build.slice(spread(row, [4, 6], 1), [1, 2], [2, 2], [1, 2]),
      spread(build.slice(row, [2], [2], [2]), [2, 2], 1),
    ],
    [
      "slice of slice",
      build.slice(build.slice(x, [1, 0], [3, 3], [1, 2]), [1, 1], [2, 2]),
      build.slice(x, [2, 2], [2, 2], [1, 2]),
    ],
    ["what was padded is cut off", build.slice(build.pad(x, scalar(0), [1, 2], [3, 0]), [1, 2], [4, 6]), x],
    [
      "padding partly cut off",
      build.slice(build.pad(x, scalar(0), [2, 0], [2, 0]), [1, 0], [6, 6]),
      build.pad(x, scalar(0), [1, 0], [1, 0]),
    ],
    [
      "padding of padding",
      build.pad(build.pad(x, scalar(0), [1, 0], [0, 1]), scalar(0), [1, 1], [0, 0]),
      build.pad(x, scalar(0), [2, 1], [0, 1]),
    ],
    ["a part of a concatenation", build.slice(build.concat([x, y], 1), [0, 7], [4, 5]), build.slice(y, [0, 1], [4, 5])],
    ["flip of flip", build.flip(build.flip(x, [0, 1]), [1]), build.flip(x, [0])],
    [
      "a permute that moves an axis of 1",
      build.permute(build.reshape(row, [6, 1]), [1, 0]),
      build.reshape(row, [1, 6]),
    ],
    [
      "windows of one element",
      build.window(x, [{ axis: 1, size: 1, stride: 2, dilation: 1 }]),
      build.reshape(build.slice(x, [0, 0], [4, 3], [1, 2]), [4, 3, 1]),
    ],
    [
      "windows that tile, reduced",
      build.reduce(
        "max",
        build.window(
          image,
          [1, 2].map((axis) => ({ axis, size: 2, stride: 2, dilation: 1 })),
        ),
        [4, 5],
      ),
      build.reduce("max", build.reshape(image, [batch, 2, 2, 3, 2, 3]), [2, 4]),
    ],
    [
      "a sum of padded neighbours",
      [2, 0, 1]
        .map((k) => build.pad(build.slice(x, [0, 2 * k], [4, 2]), scalar(0), [0, 2 * k], [0, 4 - 2 * k]))
        .reduce((a, b) => map("add", a, b)),
      build.concat(
        [0, 2, 4].map((k) => build.slice(x, [0, k], [4, 2])),
        1,
      ),
    ],
    [
      "a gap between padded pieces stays",
      map("add", build.pad(row, scalar(0), [0], [3]), build.pad(build.slice(row, [0], [2]), scalar(0), [7], [0])),
    ],
  ]);
});

describe("what is equal along an axis is computed once", () => {
  check([
    ["scalars", map("mul", spread(s, [4, 6]), spread(t, [4, 6])), spread(map("mul", s, t), [4, 6])],
    [
      "a row and a scalar",
      map("mul", spread(row, [4, 6], 1), spread(t, [4, 6])),
      spread(map("mul", row, spread(t, [6])), [4, 6], 1),
    ],
    [
      "the sum of a row's copies",
      build.reduce("add", spread(row, [4, 6], 1), [1]),
      spread(build.reduce("add", row, [0]), [4]),
    ],
    ["the sum over copies stays", build.reduce("add", spread(row, [4, 6], 1), [0])],
    ["the maximum over copies", build.reduce("max", spread(row, [4, 6], 1), [0]), row],
    ["equal nodes", map("add", map("mul", x, y), map("mul", y, x)), ((p) => map("add", p, p))(map("mul", x, y))],
    [
      "an index along one axis",
      build.map("eq", [build.iota([4, 6], 1, "int32"), i]),
      build.map("eq", [spread(build.iota([6], 0, "int32"), [4, 6], 1), i]),
    ],
  ]);
});

describe("contractions", () => {
  check([
    ["of a transposed operand", product(build.permute(w, [1, 0]), x, [[1, 1]]), product(w, x, [[0, 1]])],
    ["whose result's axes would move stay", product(build.permute(image, [0, 3, 1, 2]), w, [[3, 0]])],
    [
      "of one element are products",
      product(build.reshape(row, [6, 1]), build.reshape(build.reshape(s, [1]), [1, 1]), [[1, 0]]),
      map("mul", build.reshape(row, [6, 1]), spread(s, [6, 1])),
    ],
    [
      "of nothing are outer products",
      product(row, build.reduce("max", w, [0]), []),
      map("mul", spread(row, [6, 5], 0), spread(build.reduce("max", w, [0]), [6, 5], 1)),
    ],
    [
      "of repeated rows are repeated",
      product(spread(row, [4, 6], 1), w, [[1, 0]]),
      spread(product(row, w, [[0, 0]]), [4, 5], 1),
    ],
  ]);
});

describe("reductions are split", () => {
  check([
    [
      "rows first",
      build.reduce("add", build.reshape(image, [batch, 72]), [0, 1]),
      build.reduce("add", build.reduce("add", image, [1, 2, 3]), [0]),
    ],
    ["but not where all is one run", build.reduce("add", x, [0, 1])],
    ["nor where nothing trails", build.reduce("add", image, [0, 1, 2])],
    [
      "around a kept axis",
      build.reduce("add", image, [0, 1, 3]),
      build.reduce("add", build.reduce("add", image, [3]), [0, 1]),
    ],
  ]);
});

describe("bounds", () => {
  const relu = map("max", x, value(0, x));
  check([
    ["the absolute value of what is not negative", map("abs", relu), relu],
    ["nothing is below its least", map("lt", relu, value(0, x)), value(0, c)],
    ["but what lies above it may be below more", map("lt", relu, value(1, x))],
    ["the greater of two bounds", map("lt", map("max", map("exp", x), value(2, x)), value(1, x)), value(0, c)],
    ["integers may wrap", map("lt", map("abs", i), value(0, i))],
  ]);
});

describe("the order of a contraction's result", () => {
  const turned = (before: Node): Node => build.permute(before, [1, 0]);
  const other = map("abs", image);
  const batched = product(image, other, [[2, 2]], [[0, 0]]);
  check([
    ["the wanted one, by taking the operands in turn", turned(product(x, w, [[1, 0]])), product(w, x, [[0, 1]])],
    [
      "not where the other order is read too",
      map(
        "add",
        build.slice(turned(product(x, w, [[1, 0]])), [0, 0], [4, 4]),
        build.slice(product(x, w, [[1, 0]]), [0, 0], [4, 4]),
      ),
    ],
    [
      "axes of one operand among themselves",
      build.permute(product(image, w, [[2, 0]]), [2, 1, 0, 3]),
      product(build.permute(image, [3, 1, 0, 2]), w, [[3, 0]]),
    ],
    ["not where axes of both operands alternate", build.permute(product(image, w, [[2, 0]]), [0, 1, 3, 2])],
    ["with batch axes in front", build.permute(batched, [0, 3, 4, 1, 2]), product(other, image, [[2, 2]], [[0, 0]])],
    ["not with batch axes elsewhere", build.permute(batched, [1, 0, 2, 3, 4])],
  ]);
});
