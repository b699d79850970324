/** Ops over axes and shapes: numbers worked out by hand, gradients against central differences. */
import { describe, expect, it } from "vitest";
import { evaluateNode, evaluateWith } from "../backends/reference/index.ts";
import { batch } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { checkGradient, createRandom } from "../testing/index.ts";
import { condNodes, nodeOps as ops, scanNodes } from "./index.ts";

const value = (x: Node) => Array.from(evaluateNode(x));
const rows = [
  [1, 5, 2],
  [4, 3, 6],
];
const random = (): (() => number) => {
  const generator = createRandom(5);
  return () => generator.normal();
};
const normals = (n: number) => Array.from({ length: n }, random());

describe("reductions", () => {
  it("fold the axes given, or all", () => {
    expect(value(ops.sum(rows))).toEqual([21]);
    expect(value(ops.sum(rows, 0))).toEqual([5, 8, 8]);
    expect(value(ops.mean(rows, -1))).toEqual([Math.fround(8 / 3), Math.fround(13 / 3)]);
    expect(ops.max(rows, [0, 1], true).shape).toEqual([1, 1]);
    expect(value(ops.prod(rows, 1))).toEqual([10, 72]);
    expect(value(ops.var([1, 2, 3, 4]))).toEqual([1.25]);
    expect(value(ops.argmax(rows))).toEqual([5]);
    expect(value(ops.argmax(rows, 0))).toEqual([1, 0, 1]);
    expect(
      value(
        ops.any(
          [
            [0, 1],
            [0, 0],
          ],
          1,
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      value(
        ops.all(
          [
            [0, 1],
            [1, 1],
          ],
          1,
        ),
      ),
    ).toEqual([0, 1]);
    expect(() => ops.sum(rows, 2)).toThrow(/axis 2 is outside a tensor of rank 2/);
  });
  it("mean over the batch divides by its rows", () => {
    const x = build.parameter("input", "x", [batch, 2], "float32");
    const at = (n: number) =>
      evaluateWith([ops.mean(x)], new Map([[x, Float32Array.from({ length: 2 * n }, (_, i) => i)]]), { n })[0]![0];
    expect([at(1), at(3), at(5)]).toEqual([0.5, 2.5, 4.5]);
  });
  it("logsumexp stands large and infinite operands", () => {
    expect(value(ops.logsumexp([1000, 1000]))[0]).toBeCloseTo(1000 + Math.LN2, 4);
    expect(value(ops.logsumexp([-Infinity, -Infinity]))).toEqual([-Infinity]);
  });
});

describe("shape ops", () => {
  it("reshape computes -1, the batch included", () => {
    const x = build.parameter("input", "x", [batch, 4, 6], "float32");
    expect(ops.reshape(x, [-1, 24]).shape).toEqual([batch, 24]);
    expect(ops.reshape(x, [batch, -1]).shape).toEqual([batch, 24]);
    expect(ops.reshape(x, [-1, 6]).shape).toEqual([{ batch: 4 }, 6]);
    expect(() => ops.reshape(x, [batch, 5])).toThrow(/24 times the batch size/);
  });
  it("move, cut and join", () => {
    expect(value(ops.transpose(rows))).toEqual([1, 4, 5, 3, 2, 6]);
    expect(value(ops.concatenate([rows, [[7], [8]]], 1))).toEqual([1, 5, 2, 7, 4, 3, 6, 8]);
    expect(
      value(
        ops.stack(
          [
            [1, 2],
            [3, 4],
          ],
          1,
        ),
      ),
    ).toEqual([1, 3, 2, 4]);
    expect(ops.split(rows, 3, 1).map(value)).toEqual([
      [1, 4],
      [5, 3],
      [2, 6],
    ]);
    expect(value(ops.sliceAxis([1, 2, 3, 4, 5], 0, 1, -1, 2))).toEqual([2, 4]);
    expect(value(ops.pad([1, 2], [[1, 2]], "constant", 9))).toEqual([9, 1, 2, 9, 9]);
    expect(value(ops.tile([[1, 2]], [2, 2]))).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
    expect(value(ops.repeat([1, 2], 2, 0))).toEqual([1, 1, 2, 2]);
    expect(value(ops.flip(rows, 1))).toEqual([2, 5, 1, 6, 3, 4]);
  });
  it("look up", () => {
    expect(value(ops.take(rows, [2, 0, -1], 1))).toEqual([2, 1, 2, 6, 4, 6]);
    expect(value(ops.oneHot([1, 0, 3], 3))).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 0]);
    expect(value(ops.pick(rows, [2, 0]))).toEqual([2, 4]);
    expect(value(ops.arange(1, 8, 3))).toEqual([1, 4, 7]);
  });
});

describe("products", () => {
  it("matmul takes vectors, matrices and stacks", () => {
    expect(value(ops.matmul([1, 2, 3], [4, 5, 6]))).toEqual([32]);
    expect(value(ops.matmul(rows, [1, 0, 2]))).toEqual([5, 16]);
    expect(ops.matmul(ops.zeros([5, 1, 2, 3]), ops.zeros([4, 3, 7])).shape).toEqual([5, 4, 2, 7]);
    const stack = ops.matmul(
      [[[1, 2]], [[3, 4]]],
      [
        [[1], [1]],
        [[2], [2]],
      ],
    );
    expect([stack.shape, value(stack)]).toEqual([
      [2, 1, 1],
      [3, 14],
    ]);
    expect(() => ops.matmul(rows, rows)).toThrow(/\[2, 3\] and \[2, 3\] do not fit/);
  });
  it("tensordot and outer", () => {
    expect(value(ops.tensordot(rows, rows, 2))).toEqual([91]);
    expect(value(ops.outer([1, 2], [3, 4]))).toEqual([3, 4, 6, 8]);
  });
});

describe("gradients of the families, each within 1e-6 of central differences", () => {
  const weight = build.literal(Float64Array.from(normals(24)), [2, 3, 4], "float64");
  const weigh = (x: Node) => ops.sum(ops.multiply(x, weight));
  const cases: [string, (x: Node) => Node][] = [
    ["softmax", (x) => weigh(ops.softmax(x))],
    ["softmax over two axes", (x) => weigh(ops.softmax(x, [0, 2]))],
    ["logSoftmax", (x) => weigh(ops.logSoftmax(x, 1))],
    ["logsumexp", (x) => ops.sum(ops.square(ops.logsumexp(x, 1)))],
    ["var", (x) => ops.sum(ops.square(ops.var(x, 0)))],
    ["std", (x) => ops.sum(ops.std(x, [1, 2]))],
    ["norm", (x) => ops.norm(x)],
    ["normalize", (x) => weigh(ops.normalize(x, 1))],
    ["max", (x) => ops.sum(ops.square(ops.max(x, 1)))],
    ["prod", (x) => ops.sum(ops.prod(x, 2))],
    ["transpose", (x) => weigh(ops.transpose(ops.exp(ops.transpose(x, [2, 0, 1])), [1, 2, 0]))],
    ["take", (x) => ops.sum(ops.square(ops.take(x, [0, 2, 2], 2)))],
    ["matmul", (x) => ops.sum(ops.square(ops.matmul(x, ops.transpose(x, [0, 2, 1]))))],
    [
      "pick",
      (x) =>
        ops.sum(
          ops.square(
            ops.pick(x, [
              [0, 1, 3],
              [2, 2, 0],
            ]),
          ),
        ),
    ],
    ["tile", (x) => ops.sum(ops.sin(ops.tile(x, [2, 1, 3])))],
  ];
  it.each(cases)("%s", (_, f) => checkGradient(([x]) => f(x!), [{ shape: [2, 3, 4], data: normals(24) }]));
  it("none through stopGradient", () => {
    const x = build.parameter("input", "x", [], "float64");
    expect(() => checkGradient(([y]) => ops.square(ops.stopGradient(y!)), [{ shape: [], data: [3] }])).toThrow(
      /is 0; differences give 6/,
    );
    expect(ops.stopGradient(x)).not.toBe(x);
  });
});

describe("scan", () => {
  const cumulative = (reverse: boolean) =>
    scanNodes(
      ([c], [x]) => ({ carries: [ops.add(c!, x!)], outputs: [ops.add(c!, x!)] }),
      [ops.zeros([])],
      [ops.reshape([1, 2, 3], [3])],
      { reverse },
    );
  it("carries and stacks, in either direction", () => {
    expect([...cumulative(false).carries, ...cumulative(false).outputs].map(value)).toEqual([[6], [1, 3, 6]]);
    expect([...cumulative(true).carries, ...cumulative(true).outputs].map(value)).toEqual([[6], [6, 5, 3]]);
  });
  it("makes invariants of what does not depend on its arguments, and keeps broadcasts small", () => {
    const w = build.parameter("state", "w", [4, 4], "float32");
    const b = build.parameter("state", "b", [4], "float32");
    const { carries } = scanNodes(
      ([h], [x]) => ({ carries: [ops.tanh(ops.add(ops.matmul(h!, ops.exp(w)), ops.add(x!, b)))], outputs: [] }),
      [ops.zeros([batch, 4])],
      [ops.zeros([5, 1, 4])],
    );
    const scan = carries[0]!.inputs[0]!;
    expect(scan.kind === "scan" && scan.inputs.slice(2).map((i) => i.kind)).toEqual(["map", "parameter"]);
    expect(scan.inputs[3]).toBe(b);
  });
  it("differentiates formulas with their own gradient inside (1e-6)", () => {
    const data = normals(6);
    checkGradient(
      ([w, x]) => {
        const { carries, outputs } = scanNodes(
          ([h], [s]) => {
            const next = ops.sigmoid(ops.add(ops.multiply(h!, w!), s!));
            return { carries: [next], outputs: [ops.softmax(next)] };
          },
          [build.fill(build.constant(0.1, "float64"), [2])],
          [x!],
        );
        return ops.add(ops.sum(carries[0]!), ops.sum(ops.square(outputs[0]!)));
      },
      [
        { shape: [2], data: [0.3, -0.7] },
        { shape: [3, 2], data },
      ],
    );
  });
  it("says what does not fit", () => {
    expect(() =>
      scanNodes(([c]) => ({ carries: [ops.cast(c!, "int32")], outputs: [] }), [ops.zeros([])], [], { length: 2 }),
    ).toThrow(/starts as float32 \[\] and the body makes it int32 \[\]/);
    expect(() => scanNodes(() => ({ carries: [], outputs: [] }), [], [])).toThrow(/length/);
  });
});

describe("cond", () => {
  it("takes one branch, each over what it uses from outside", () => {
    const x = build.parameter("input", "x", [2], "float32");
    const [y] = condNodes(
      ops.less(ops.sum(x), 0),
      () => [ops.negative(x)],
      () => [ops.multiply(x, 2)],
    );
    const at = (data: number[]) => Array.from(evaluateWith([y!], new Map([[x, Float32Array.from(data)]]))[0]!);
    expect([at([-1, -2]), at([1, 2])]).toEqual([
      [1, 2],
      [2, 4],
    ]);
    const node = y!.inputs[0]!;
    expect(node.kind === "cond" && node.then.results[0]!.kind).toBe("map");
  });
  it("refuses branches of unlike shape", () => {
    expect(() =>
      condNodes(
        ops.equal(1, 1),
        () => [ops.zeros([2])],
        () => [ops.zeros([3])],
      ),
    ).toThrow(/same shapes/);
  });
});

describe("random", () => {
  const jaxUniform = [0.48737072944641113, 0.22396695613861084, 0.6468943357467651, 0.8449803590774536];
  const jaxUniformBetween = [-0.13447195291519165, -0.33202478289604187, -0.014829248189926147, 0.1337352693080902];
  const jaxNormal = [-0.031662099063396454, -0.7588638663291931, 0.37694939970970154, 1.0151395797729492];
  const key = build.literal(Uint32Array.of(144272510, 0), [2], "uint32");
  it("gives JAX's uniform and normal draws", () => {
    // jax.random.uniform and normal under the raw key [144272510, 0], shape (4,)
    expect(value(ops.randomUniform(key, [4]))).toEqual(jaxUniform.map(Math.fround));
    expect(value(ops.randomUniform(key, [4], -0.5, 0.25))).toEqual(jaxUniformBetween.map(Math.fround));
    value(ops.randomNormal(key, [4])).forEach((v, i) => expect(Math.abs(v - jaxNormal[i]!)).toBeLessThan(5e-7));
  });
});

describe("order, statistics and matrices, worked out by hand", () => {
  it("sorting keeps equal elements in order and puts NaN last", () => {
    expect(value(ops.sort([3, NaN, 1, 2]))).toEqual([1, 2, 3, NaN]);
    expect(value(ops.argsort([2, 1, 2, 1]))).toEqual([1, 3, 0, 2]);
    const [values, indices] = ops.topK([1, 3, 3, 2], 3);
    expect([value(values), value(indices)]).toEqual([[3, 3, 2], [1, 2, 3]]); // prettier-ignore
    expect(() => ops.topK([1, 2], 3)).toThrow(/from 0 to the 2 elements/);
  });
  it("sorts the rows of a batch, and along the batch", () => {
    const x = build.parameter("input", "x", [batch, 2], "float32");
    const given = new Map([[x, Float32Array.of(5, 4, 1, 9, 3, 2)]]);
    const run = (y: Node) => Array.from(evaluateWith([y], given, { n: 3 })[0]!);
    expect(run(ops.sort(x))).toEqual([4, 5, 1, 9, 2, 3]);
    expect(run(ops.sort(x, 0))).toEqual([1, 2, 3, 4, 5, 9]);
    expect(run(ops.median(x, 0))).toEqual([3, 4]);
    expect(run(ops.cumsum(x, 0))).toEqual([5, 4, 6, 13, 9, 15]);
  });
  it("quantiles lie between neighbours", () => {
    expect(value(ops.quantile([10, 0, 20, 30], 0.5))).toEqual([15]);
    expect(value(ops.quantile([10, 0, 20, 30], [0, 0.25, 1]))).toEqual([0, 7.5, 30]);
    expect(() => ops.quantile([1], 0.5, null, "middle" as "linear")).toThrow(/method linear or lower/);
  });
  it("einsum, determinant, solution", () => {
    expect(value(ops.einsum("ij,j->i", [[1, 2], [3, 4]], [10, 1]))).toEqual([12, 34]); // prettier-ignore
    expect(() => ops.einsum("ij,jk->ik", [[1, 2]], [[1], [2], [3]])).toThrow(/"j" in two sizes/);
    expect(value(ops.det([[0, 2], [3, 4]]))).toEqual([-6]); // prettier-ignore
    expect(value(ops.solve([[0, 2], [4, 0]], [6, 8]))).toEqual([2, 3]); // prettier-ignore
    expect(() => ops.inv([1, 2])).toThrow(/square matrices/);
  });
  it("a convolution and poolings", () => {
    const x = [[[1], [2], [3], [4]]];
    expect(value(ops.conv(x, [[[1]], [[10]]]))).toEqual([21, 32, 43]);
    expect(value(ops.conv(x, [[[1]], [[10]]], 2, "same"))).toEqual([21, 43]);
    expect(value(ops.maxPool(x, 2))).toEqual([2, 4]);
    expect(value(ops.averagePool(x, 3, 1, "same"))).toEqual([1.5, 2, 3, 3.5]);
    expect(() => ops.conv(x, [[[1]]], 1, "full" as "same")).toThrow(/padding valid or same/);
  });
});
