/** Overlap-adds of contractions and of pooling: gone, with the same values. */
import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/index.ts";
import { evaluateGraph } from "../backends/reference/index.ts";
import { build, graphRoots, topological, verifyGraph, type Graph, type Node, type WindowAxis } from "../ir/index.ts";
import { createRandom } from "../testing/random.ts";
import { simplify } from "./index.ts";

interface Case {
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly pad?: readonly [number, number];
  readonly channels?: readonly [number, number];
}
const cases: readonly Case[] = [
  { size: [6, 5], kernel: [3, 3], stride: [1, 1] },
  { size: [6, 5], kernel: [3, 2], stride: [1, 1], pad: [1, 0] },
  { size: [7, 8], kernel: [3, 3], stride: [2, 2], pad: [1, 1] },
  { size: [9, 8], kernel: [3, 2], stride: [2, 3], pad: [2, 1] },
  { size: [9, 9], kernel: [2, 3], stride: [1, 1], dilation: [2, 3] },
  { size: [11, 13], kernel: [3, 3], stride: [2, 4], dilation: [2, 2], pad: [1, 3] },
  { size: [12, 13], kernel: [3, 3], stride: [4, 6], dilation: [3, 4] },
  { size: [6, 6], kernel: [2, 2], stride: [2, 2] },
  { size: [7, 7], kernel: [2, 3], stride: [2, 3], pad: [1, 1] },
  { size: [7, 7], kernel: [1, 1], stride: [2, 2] },
  { size: [7, 7], kernel: [1, 2], stride: [3, 3], pad: [0, 2] },
  { size: [12, 12], kernel: [7, 7], stride: [2, 2], pad: [3, 3], channels: [1, 3] },
  { size: [12, 12], kernel: [7, 7], stride: [1, 1], channels: [3, 1] },
  { size: [7, 6], kernel: [3, 3], stride: [2, 1], pad: [1, 1], channels: [1, 1] },
];

const windowsOf = (c: Case): WindowAxis[] =>
  [0, 1].map((i) => ({ axis: i + 1, size: c.kernel[i]!, stride: c.stride[i]!, dilation: c.dilation?.[i] ?? 1 }));
function padded(x: Node, c: Case): Node {
  const [a, b] = c.pad ?? [0, 0];
  return build.pad(x, build.constant(0, x.dtype), [0, a, b, 0], [0, a, b, 0]);
}
const sumOf = (x: Node): Node => build.reduce("add", x, [...x.shape.keys()]);
/** Overlap-adds, wherever they are. */
const overlaps = (graph: Graph): number => topological(graphRoots(graph)).filter((n) => n.kind === "overlapAdd").length;

function check(graph: Graph, batch = 2): Graph {
  const random = createRandom(1);
  const states = graph.states.map((s) =>
    Float64Array.from({ length: s.shape.reduce<number>((n, e) => n * (typeof e === "number" ? e : batch), 1) }, () =>
      random.normal(),
    ),
  );
  const simple = simplify(graph);
  verifyGraph(simple);
  const [expected, actual] = [graph, simple].map((g) => evaluateGraph(g, { states, inputs: [] }).outputs);
  expected!.forEach((e, i) => e.forEach((v, k) => expect(actual![i]![k]).toBeCloseTo(v, 10)));
  return simple;
}

describe("a convolution's input gradient is a convolution, within 1e-10 of the overlap-add", () => {
  test.each(cases)("%j", (c) => {
    const [inside, outside] = c.channels ?? [2, 3];
    const x = build.parameter("state", "x", [2, ...c.size, inside], "float64");
    const kernel = build.parameter("state", "kernel", [...c.kernel, inside, outside], "float64");
    const patches = build.window(padded(x, c), windowsOf(c));
    const y = build.contract(patches, kernel, {
      batch: [],
      contract: [
        [4, 0],
        [5, 1],
        [3, 2],
      ],
    });
    const weight = build.parameter("state", "weight", y.shape, "float64");
    const loss = sumOf(build.map("mul", [y, weight]));
    const simple = check({
      states: [x, kernel, weight],
      inputs: [],
      outputs: gradients(loss, [x, kernel]),
      updates: [],
    });
    expect(overlaps(simple)).toBe(0);
  });
});

describe("depthwise, with the channel as a batch axis", () => {
  test.each(cases.slice(0, 6))("%j", (c) => {
    const x = build.parameter("state", "x", [2, ...c.size, 3], "float64");
    const kernel = build.parameter("state", "kernel", [...c.kernel, 3, 2], "float64");
    const patches = build.window(padded(x, c), windowsOf(c));
    const y = build.contract(patches, kernel, {
      batch: [[3, 2]],
      contract: [
        [4, 0],
        [5, 1],
      ],
    });
    const loss = sumOf(build.map("mul", [y, y]));
    expect(
      overlaps(check({ states: [x, kernel], inputs: [], outputs: gradients(loss, [x, kernel]), updates: [] })),
    ).toBe(0);
  });
});

describe("pooling's gradient is a sum of padded slices or a reshape", () => {
  test.each(cases.slice(0, 11))("%j", (c) => {
    const x = build.parameter("state", "x", [2, ...c.size, 3], "float64");
    const max = build.reduce("max", build.window(padded(x, c), windowsOf(c)), [4, 5]);
    const mean = build.reduce("add", build.window(padded(x, c), windowsOf(c)), [4, 5]);
    const loss = sumOf(build.map("mul", [max, build.map("mul", [mean, mean])]));
    expect(overlaps(check({ states: [x], inputs: [], outputs: gradients(loss, [x]), updates: [] }))).toBe(0);
  });
});

test("two convolutions that share their windows", () => {
  const x = build.parameter("state", "x", [2, 6, 6, 2], "float64");
  const windows = windowsOf({ size: [6, 6], kernel: [3, 3], stride: [1, 1] });
  const patches = build.window(x, windows);
  const kernels = [2, 4].map((f, i) => build.parameter("state", `k${i}`, [3, 3, 2, f], "float64"));
  const loss = kernels
    .map((k) =>
      build.contract(patches, k, {
        batch: [],
        contract: [
          [4, 0],
          [5, 1],
          [3, 2],
        ],
      }),
    )
    .map((y) => sumOf(build.map("mul", [y, y])));
  const graph = { states: [x, ...kernels], inputs: [], outputs: gradients(build.map("add", loss), [x]), updates: [] };
  expect(overlaps(check(graph))).toBe(0);
});

test("a batch that is symbolic stays so", () => {
  const x = build.parameter("input", "x", [{ batch: 1 }, 8, 8, 1], "float32");
  const kernel = build.parameter("state", "kernel", [3, 3, 1, 4], "float32");
  const c: Case = { size: [8, 8], kernel: [3, 3], stride: [2, 2], pad: [1, 1] };
  const y = build.contract(build.window(padded(x, c), windowsOf(c)), kernel, {
    batch: [],
    contract: [
      [4, 0],
      [5, 1],
      [3, 2],
    ],
  });
  const pooled = build.reduce(
    "max",
    build.window(y, [
      { axis: 1, size: 2, stride: 2, dilation: 1 },
      { axis: 2, size: 2, stride: 2, dilation: 1 },
    ]),
    [4, 5],
  );
  const graph = { states: [kernel], inputs: [x], outputs: gradients(sumOf(pooled), [x, kernel]), updates: [] };
  const simple = simplify(graph);
  verifyGraph(simple);
  expect(overlaps(simple)).toBe(0);
  const values = {
    states: [Float32Array.from({ length: 36 }, (_, i) => Math.sin(i))],
    inputs: [Float32Array.from({ length: 3 * 64 }, (_, i) => Math.cos(i * i))],
  };
  const [expected, actual] = [graph, simple].map((g) => evaluateGraph(g, values, { n: 3 }).outputs);
  expected!.forEach((e, i) => e.forEach((v, k) => expect(actual![i]![k]).toBeCloseTo(v, 4)));
});
