import { describe, expect, test } from "vitest";
import { batch, type DType } from "../../core/index.ts";
import { build, type Node } from "../../ir/index.ts";
import { evaluateNode, evaluateWith } from "./index.ts";

const f32 = (data: number[], shape: number[] = [data.length]) =>
  build.literal(Float32Array.from(data), shape, "float32");
const i32 = (data: number[], shape: number[] = [data.length]) => build.literal(Int32Array.from(data), shape, "int32");
const u32 = (data: number[], shape: number[] = [data.length]) => build.literal(Uint32Array.from(data), shape, "uint32");
const counted = (shape: number[]) =>
  f32(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );
const values = (node: Node) => [...evaluateNode(node)];

describe("views", () => {
  const x = counted([2, 3]);
  test("permute", () => expect(values(build.permute(x, [1, 0]))).toEqual([0, 3, 1, 4, 2, 5]));
  test("reshape", () => expect(values(build.reshape(x, [3, 2]))).toEqual([0, 1, 2, 3, 4, 5]));
  test("broadcast to new axes", () =>
    expect(values(build.broadcast(f32([1, 2]), [2, 3], [0]))).toEqual([1, 1, 1, 2, 2, 2]));
  test("broadcast from extent 1", () =>
    expect(values(build.broadcast(f32([1, 2], [1, 2]), [2, 2], [0, 1]))).toEqual([1, 2, 1, 2]));
  test("slice by strides", () =>
    expect(values(build.slice(counted([3, 5]), [0, 1], [2, 2], [2, 3]))).toEqual([1, 4, 11, 14]));
  test("pad inside and around", () =>
    expect(values(build.pad(f32([1, 2, 3]), build.constant(9, "float32"), [1], [2], [1]))).toEqual([
      9, 1, 9, 2, 9, 3, 9, 9,
    ]));
  test("flip", () => expect(values(build.flip(x, [1]))).toEqual([2, 1, 0, 5, 4, 3]));
  test("concat", () => expect(values(build.concat([x, f32([8, 9], [2, 1])], 1))).toEqual([0, 1, 2, 8, 3, 4, 5, 9]));
  const windows = [{ axis: 1, size: 2, stride: 2, dilation: 2 }];
  test("window, strided and dilated", () =>
    expect(values(build.window(counted([2, 6]), windows))).toEqual([0, 2, 2, 4, 6, 8, 8, 10]));
  test("overlapAdd is its adjoint", () =>
    expect(values(build.overlapAdd(counted([2, 2, 2]), [2, 6], windows))).toEqual([
      0, 0, 3, 0, 3, 0, 4, 0, 11, 0, 7, 0,
    ]));
});

describe("sums and choices", () => {
  const x = f32([3, NaN, 1, 4, 4, -1], [2, 3]);
  test("reduce over one axis", () => expect(values(build.reduce("add", counted([2, 3]), [0]))).toEqual([3, 5, 7]));
  test("reduce over all", () => expect(values(build.reduce("mul", f32([2, 3, 4], [3, 1]), [0, 1]))).toEqual([24]));
  test("reduce over nothing gives the identity", () =>
    expect(values(build.reduce("max", f32([], [2, 0]), [1]))).toEqual([-Infinity, -Infinity]));
  test("NaN wins a maximum", () => expect(values(build.reduce("max", x, [1]))).toEqual([NaN, 4]));
  test("argReduce: NaN wins, ties go to the first", () => expect(values(build.argReduce("max", x, 1))).toEqual([1, 0]));
  test("argReduce along the first axis", () =>
    expect(values(build.argReduce("min", counted([3, 2]), 0))).toEqual([0, 0]));
  test("running folds both ways", () => {
    expect(values(build.cumulate("add", counted([2, 3]), 1))).toEqual([0, 1, 3, 3, 7, 12]);
    expect(values(build.cumulate("mul", f32([2, 3, 4], [3]), 0, true))).toEqual([24, 12, 4]);
  });
  test("argSort: equal elements keep their order, NaN is the largest", () => {
    expect(values(build.argSort(f32([2, NaN, 1, 2, Infinity], [5]), 0))).toEqual([2, 0, 3, 4, 1]);
    expect(values(build.argSort(f32([2, NaN, 1, 2, Infinity], [5]), 0, true, 3))).toEqual([1, 4, 0]);
    expect(values(build.argSort(f32([3, 1, 1, 2], [2, 2]), 0))).toEqual([1, 0, 0, 1]);
  });
  test("integers wrap in a sum", () =>
    expect(values(build.reduce("add", i32([2147483647, 1]), [0]))).toEqual([-2147483648]));
  test("float32 sums are rounded once", () =>
    expect(values(build.reduce("add", f32([2 ** 24, 1, 1]), [0]))).toEqual([2 ** 24 + 2]));
});

test("contract: batch axes first, then left, then right", () => {
  // [k, b, i] x [b, j, k], b = 2, i = 1, j = 2, k = 2
  const left = f32([1, 2, 3, 4], [2, 2, 1]);
  const right = counted([2, 2, 2]);
  // b0: left k = (1, 3), right rows (0,1), (2,3); b1: left (2, 4), rows (4,5), (6,7)
  expect(values(build.contract(left, right, { batch: [[1, 0]], contract: [[0, 2]] }))).toEqual([3, 11, 28, 40]);
});

test("gather clamps; scatterAdd drops what lies outside", () => {
  const table = counted([3, 2]);
  expect(values(build.gather(table, i32([2, -5, 7])))).toEqual([4, 5, 0, 1, 4, 5]);
  expect(values(build.scatterAdd(i32([1, 1, -1, 3]), counted([4, 2]), 3))).toEqual([0, 0, 2, 4, 0, 0]);
});

describe("integers and bits", () => {
  const both = (fn: "div" | "rem" | "mul" | "shr" | "shl" | "add", a: Node, b: Node) => values(build.map(fn, [a, b]));
  test("division by zero is 0", () => expect(both("div", i32([7, -7, 5]), i32([2, 2, 0]))).toEqual([3, -3, 0]));
  test("the lowest integer over -1 wraps", () =>
    expect(both("div", i32([-2147483648]), i32([-1]))).toEqual([-2147483648]));
  test("remainder has the sign of the dividend", () =>
    expect(both("rem", i32([7, -7, 5]), i32([2, 2, 0]))).toEqual([1, -1, 0]));
  test("products wrap", () => expect(both("mul", u32([4294967295]), u32([4294967295]))).toEqual([1]));
  test("shifts count modulo 32 and keep int32's sign", () => {
    expect(both("shr", i32([-8]), i32([33]))).toEqual([-4]);
    expect(both("shr", u32([0x80000000]), u32([31]))).toEqual([1]);
    expect(both("shl", i32([1]), i32([31]))).toEqual([-2147483648]);
  });
  const cast = (x: Node, to: DType) => values(build.map("cast", [x], to));
  test("casts saturate, truncate and send NaN to 0", () => {
    expect(cast(f32([1e20, -1e20, -1.9, NaN]), "int32")).toEqual([2147483647, -2147483648, -1, 0]);
    expect(cast(f32([1e20, -3, 1.9]), "uint32")).toEqual([4294967295, 0, 1]);
    expect(cast(f32([0.1, 0, NaN]), "bool")).toEqual([1, 0, 1]);
    expect(cast(u32([4294967295]), "int32")).toEqual([-1]);
  });
  test("bitcast", () => expect(values(build.map("bitcast", [f32([1])], "int32"))).toEqual([0x3f800000]));
  test("round goes to even", () =>
    expect(values(build.map("round", [f32([0.5, 1.5, 2.5, -0.5, -1.5, 1.2, -1.7])]))).toEqual([
      0, 2, 2, -0, -2, 1, -2,
    ]));
});

describe("scan and cond", () => {
  // carry' = 2 carry + slice; the output is the carry before
  const carry = build.parameter("argument", "carry", [], "float32");
  const slice = build.parameter("argument", "slice", [], "float32");
  const factor = build.parameter("argument", "factor", [], "float32");
  const body = {
    parameters: [carry, slice, factor],
    results: [build.map("add", [build.map("mul", [carry, factor]), slice]), carry],
  };
  const run = (reverse: boolean) =>
    build.scan(body, [build.constant(1, "float32"), f32([1, 2, 3]), build.constant(2, "float32")], {
      length: 3,
      carries: 1,
      slices: 1,
      reverse,
    });
  test("forward", () => expect(run(false).map(values)).toEqual([[19], [1, 3, 8]]));
  test("reverse puts each output at its slice's index", () =>
    expect(run(true).map(values)).toEqual([[25], [12, 5, 1]]));
  test("cond takes one branch", () => {
    const x = build.parameter("argument", "x", [], "float32");
    const branch = (by: number) => ({
      parameters: [x],
      results: [build.map("add", [x, build.constant(by, "float32")])],
    });
    const taken = (p: number) =>
      values(build.cond(build.constant(p, "bool"), branch(1), branch(2), [build.constant(5, "float32")])[0]!);
    expect([taken(1), taken(0)]).toEqual([[6], [7]]);
  });
});

test("the batch is known when it runs", () => {
  const x = build.parameter("input", "x", [batch, 2], "float32");
  const n = build.extent(batch, "float32");
  const mean = build.map("div", [build.reduce("add", x, [0]), build.fill(n, [2])]);
  expect([...evaluateWith([mean], new Map([[x, Float32Array.of(1, 2, 3, 4, 5, 6)]]), { n: 3 })[0]!]).toEqual([3, 4]);
});

test("in float64, float32 tensors keep the digits of a double", () => {
  const third = build.map("div", [build.constant(1, "float32"), build.constant(3, "float32")]);
  expect(evaluateNode(third)[0]).toBe(Math.fround(1 / 3));
  expect(evaluateNode(third, { precision: "float64" })[0]).toBe(1 / 3);
});

test("a parameter without a value is an error that names it", () => {
  expect(() => evaluateNode(build.parameter("state", "dense/kernel", [2], "float32"))).toThrow(
    /"dense\/kernel" float32\[2\]/,
  );
});
