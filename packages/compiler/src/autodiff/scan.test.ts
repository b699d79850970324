/** The gradient of loops: against central differences, and as the graph it should be. */
import { describe, expect, test } from "vitest";
import { batch, type Shape } from "../core/index.ts";
import {
  build,
  graphRoots,
  topological,
  verifyGraph,
  withGradient,
  type Graph,
  type Node,
  type ScalarPrimitive,
  type ScanNode,
} from "../ir/index.ts";
import { evaluateGraph } from "../backends/reference/index.ts";
import { scanInSegments } from "../ops/segments.ts";
import { simplify } from "../simplify/index.ts";
import { checkGradient, type GradientInput } from "../testing/gradient.ts";
import { createRandom } from "../testing/random.ts";
import { gradients } from "./index.ts";

const map = (fn: ScalarPrimitive, ...x: Node[]): Node => build.map(fn, x);
const sum = (x: Node): Node => build.reduce("add", x, [...x.shape.keys()]);
const matmul = (a: Node, b: Node): Node => build.contract(a, b, { batch: [], contract: [[a.shape.length - 1, 0]] });
const like = (v: number, x: Node): Node => build.fill(build.constant(v, x.dtype), x.shape);
const sigmoid = (x: Node): Node => map("div", like(1, x), map("add", like(1, x), map("exp", map("neg", x))));
const argument = (name: string, shape: Shape, dtype: Node["dtype"] = "float64"): ReturnType<typeof build.parameter> =>
  build.parameter("argument", name, shape, dtype);
function input(shape: readonly number[], seed: number): GradientInput {
  const random = createRandom(seed);
  return { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) };
}

/** x [T, n, k] → last h, last c, all h: Keras's cell. */
function lstm([x, kernel, recurrent, bias]: readonly Node[], { reverse = false, loop = build.scan } = {}): Node[] {
  const [length, rows, features] = x!.shape as [number, Shape[number], number];
  const units = recurrent!.shape[0] as number;
  const { dtype } = x!;
  const h = argument("h", [rows, units], dtype);
  const c = argument("c", [rows, units], dtype);
  const step = argument("x", [rows, features], dtype);
  const [w, u, b] = [kernel!, recurrent!, bias!].map((p, i) => argument(`w${i}`, p.shape, dtype));
  const z = map("add", map("add", matmul(step, w!), matmul(h, u!)), build.broadcast(b!, [rows, 4 * units], [1]));
  const gate = (i: number): Node => build.slice(z, [0, i * units], [rows, units]);
  const nextC = map("add", map("mul", sigmoid(gate(1)), c), map("mul", sigmoid(gate(0)), map("tanh", gate(2))));
  const nextH = map("mul", sigmoid(gate(3)), map("tanh", nextC));
  const zero = build.fill(build.constant(0, dtype), [rows, units]);
  return loop(
    { parameters: [h, c, step, w!, u!, b!], results: [nextH, nextC, nextH] },
    [zero, zero, x!, kernel!, recurrent!, bias!],
    { length, carries: 2, slices: 1, reverse },
  );
}
const lstmInputs = [input([3, 2, 2], 1), input([2, 8], 2), input([2, 8], 3), input([8], 4)];
const squares = (x: Node): Node => sum(map("mul", x, x));

describe("relative error under 1e-6 in float64", () => {
  test("an LSTM, last and all outputs", () => {
    checkGradient(
      (x) =>
        lstm(x)
          .map(squares)
          .reduce((a, b) => map("add", a, b)),
      lstmInputs,
    );
  });
  test("an LSTM that walks backwards, all outputs", () => {
    checkGradient((x) => squares(lstm(x, { reverse: true })[2]!), lstmInputs);
  });
  test.each([4, 5, 7, 9])("an LSTM over %i steps in segments, either way", (steps) => {
    for (const reverse of [false, true]) {
      checkGradient(
        (x) =>
          lstm(x, { reverse, loop: scanInSegments })
            .map(squares)
            .reduce((a, b) => map("add", a, b)),
        [input([steps, 2, 2], 1), ...lstmInputs.slice(1)],
      );
    }
  });
  test("two LSTMs, one on the other", () => {
    checkGradient(
      ([x, k1, r1, b1, k2, r2, b2]) => squares(lstm([lstm([x!, k1!, r1!, b1!])[2]!, k2!, r2!, b2!])[0]!),
      [...lstmInputs, input([2, 8], 5), input([2, 8], 6), input([8], 7)],
    );
  });
  test("an elementwise weight, a sum, a carry that becomes dependent, a counter, a carry handed through", () => {
    checkGradient(
      ([x, w, v, start]) => {
        const a = argument("a", [2]);
        const b = argument("b", [2]);
        const count = argument("count", [], "int32");
        const still = argument("still", [2]);
        const [step, weight, scalar] = [argument("x", [2]), argument("w", [2]), argument("v", [])];
        const time = build.fill(build.map("cast", [count], "float64"), [2]);
        const nextA = map("add", map("mul", map("sin", a), weight), map("mul", step, time));
        const nextB = map("add", map("mul", b, a), map("mul", build.fill(scalar, [2]), still));
        const out = build.scan(
          {
            parameters: [a, b, count, still, step, weight, scalar],
            results: [nextA, nextB, map("add", count, build.constant(1, "int32")), still, map("mul", nextB, a), count],
          },
          [
            start!,
            build.fill(build.constant(0, "float64"), [2]),
            build.constant(1, "int32"),
            map("exp", start!),
            x!,
            w!,
            v!,
          ],
          { length: 4, carries: 4, slices: 1 },
        );
        return [out[0]!, out[1]!, out[3]!, out[4]!].map(squares).reduce((p, q) => map("add", p, q));
      },
      [input([4, 2], 1), input([2], 2), input([], 3), input([2], 4)],
    );
  });
  test("a weight read transposed, in two contractions, and with a batch axis", () => {
    checkGradient(
      ([x, w, v]) => {
        const [h, step, weight, each] = [
          argument("h", [2, 3]),
          argument("x", [2, 3]),
          argument("w", [3, 3]),
          argument("v", [2, 3, 3]),
        ];
        const once = map("tanh", matmul(h, build.permute(weight, [1, 0])));
        const batched = build.contract(once, each, { batch: [[0, 0]], contract: [[1, 1]] });
        const next = map("add", matmul(map("sin", batched), weight), step);
        return squares(
          build.scan(
            { parameters: [h, step, weight, each], results: [next] },
            [build.fill(build.constant(0.3, "float64"), [2, 3]), x!, w!, v!],
            { length: 3, carries: 1, slices: 1 },
          )[0]!,
        );
      },
      [input([3, 2, 3], 1), input([3, 3], 2), input([2, 3, 3], 3)],
    );
  });
  test("no carries: a map over slices", () => {
    checkGradient(
      ([x, w]) => {
        const [step, weight] = [argument("x", [2]), argument("w", [2])];
        return squares(
          build.scan({ parameters: [step, weight], results: [map("mul", map("exp", step), weight)] }, [x!, w!], {
            length: 3,
            carries: 0,
            slices: 1,
          })[0]!,
        );
      },
      [input([3, 2], 1), input([2], 2)],
    );
  });
  test("a loop in a loop", () => {
    checkGradient(
      ([x, w]) => {
        const [h, rows, weight] = [argument("h", [2]), argument("x", [3, 2]), argument("w", [2])];
        const [g, row, inner] = [argument("g", [2]), argument("r", [2]), argument("v", [2])];
        const nested = build.scan(
          { parameters: [g, row, inner], results: [map("add", map("mul", map("sin", g), inner), row)] },
          [h, rows, weight],
          { length: 3, carries: 1, slices: 1 },
        );
        return squares(
          build.scan(
            { parameters: [h, rows, weight], results: [nested[0]!] },
            [build.fill(build.constant(0.1, "float64"), [2]), x!, w!],
            { length: 2, carries: 1, slices: 1 },
          )[0]!,
        );
      },
      [input([2, 3, 2], 1), input([2], 2)],
    );
  });
  test("a gradient of gradients", () => {
    const f = (x: readonly Node[]): Node => squares(lstm(x)[0]!);
    checkGradient(
      (x) =>
        gradients(f(x), x)
          .map(squares)
          .reduce((a, b) => map("add", a, b)),
      lstmInputs,
    );
  });
});

test("a gradient that a formula gives itself holds inside a loop, and once more", () => {
  const x = build.parameter("input", "x", [3], "float64");
  const [h, step] = [argument("h", []), argument("x", [])];
  // Value h·x, gradient taken as if h·x² with h held still.
  const given = withGradient([h, step], map("mul", h, step), (g, _, [a, b]) => [
    undefined,
    map("mul", g, map("mul", map("mul", like(2, b!), a!), b!)),
  ]);
  const y = build.scan({ parameters: [h, step], results: [given] }, [build.constant(1, "float64"), x], {
    length: 3,
    carries: 1,
    slices: 1,
  })[0]!;
  const [dx] = gradients(y, [x]);
  const graph: Graph = { states: [], inputs: [x], outputs: [dx!], updates: [] };
  // Only the last step reaches x: 2 h x with h = 2·3 and x = 5.
  expect(Array.from(evaluateGraph(graph, { states: [], inputs: [Float64Array.of(2, 3, 5)] }).outputs[0]!)).toEqual([
    0, 0, 60,
  ]);
});

const scans = (graph: Graph): ScanNode[] => topological(graphRoots(graph)).filter((n) => n.kind === "scan");
describe("after simplification", () => {
  const x = build.parameter("input", "x", [5, batch, 3], "float32");
  const states = [[3, 16], [4, 16], [16]].map((s, i) => build.parameter("state", `s${i}`, s, "float32"));
  const loss = squares(lstm([x, ...states])[0]!);
  const graph: Graph = { states, inputs: [x], outputs: [loss, ...gradients(loss, [...states, x])], updates: [] };
  const simple = simplify(graph);
  verifyGraph(simple);
  const [forward, backward] = scans(simple);

  test("the forward loop runs once, and is the one that the loss reads", () => {
    expect(scans(simple)).toHaveLength(2);
    expect(topological([simple.outputs[0]!])).toContain(forward);
    expect(topological(backward!.inputs)).toContain(forward);
  });
  test("no weight's gradient is carried: one contraction over time and batch each", () => {
    expect(backward!.carries).toBe(2);
    const outside = topological(graphRoots(simple)).filter((n) => n.kind === "contract");
    const overTime = outside.filter((n) => n.spec.contract.length === 2 && n.spec.contract[0]!.every((a) => a === 0));
    expect(overTime).toHaveLength(2);
    // The input's projection and its gradient are taken for all steps at once, too.
    expect(outside).toHaveLength(4);
    for (const loop of [forward!, backward!])
      expect(topological(loop.body.results).filter((n) => n.kind === "contract")).toHaveLength(1);
  });
  test("both loops keep no more than the gates, the states and their tanh", () => {
    expect(forward!.body.results).toHaveLength(2 + 7);
    expect(backward!.body.results).toHaveLength(2 + 1);
  });
  test("values stay, bit for bit", () => {
    const random = createRandom(3);
    const data = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal() / 2);
    const values = { states: [data(48), data(64), data(16)], inputs: [data(30)] };
    const run = (g: Graph): ArrayLike<number>[] => evaluateGraph(g, values, { n: 2 }).outputs;
    expect(run(simple)).toEqual(run(graph));
  });
});

describe("a loop in segments, after simplification", () => {
  const x = build.parameter("input", "x", [11, batch, 3], "float32");
  const states = [[3, 16], [4, 16], [16]].map((s, i) => build.parameter("state", `s${i}`, s, "float32"));
  const graphOf = (loop: typeof scanInSegments): Graph => {
    const loss = squares(lstm([x, ...states], { loop })[2]!);
    return simplify({ states, inputs: [x], outputs: [loss, ...gradients(loss, [...states, x])], updates: [] });
  };
  const [whole, apart] = [graphOf(build.scan), graphOf(scanInSegments)];
  verifyGraph(apart);

  test("the loop over segments stacks the carries and the outputs alone", () => {
    const [forward] = scans(apart).filter((s) => s.length === 2 && !s.reverse);
    // h and c; all h, and where each of the two segments begins h and c.
    expect(forward!.body.results).toHaveLength(2 + 3);
  });
  test("values as those of one loop, gradients within 1e-5 of the largest", () => {
    const random = createRandom(3);
    const data = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal() / 2);
    const values = { states: [data(48), data(64), data(16)], inputs: [data(66)] };
    const [a, b] = [whole, apart].map((g) => evaluateGraph(g, values, { n: 2 }).outputs);
    expect(b![0]).toEqual(a![0]);
    a!.forEach((expected, i) => {
      const most = Math.max(...Array.from(expected, Math.abs));
      const off = Array.from(expected, (v, k) => Math.abs(v - b![i]![k]!));
      expect(Math.max(...off) / most).toBeLessThan(1e-5);
    });
  });
});
