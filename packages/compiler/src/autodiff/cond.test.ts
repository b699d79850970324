/** The gradient of a branch is a branch between the gradients. */
import { expect, test } from "vitest";
import { evaluateGraph } from "../backends/reference/index.ts";
import { build, graphRoots, topological, verifyGraph, type Graph, type Node } from "../ir/index.ts";
import { simplify } from "../simplify/index.ts";
import { checkGradient } from "../testing/gradient.ts";
import { gradients } from "./index.ts";

const argument = (name: string, shape: number[]): ReturnType<typeof build.parameter> =>
  build.parameter("argument", name, shape, "float64");
const map = (fn: "mul" | "sin" | "add" | "exp", ...x: Node[]): Node => build.map(fn, x);
const sum = (x: Node): Node => build.reduce("add", x, [...x.shape.keys()]);

/** sin(x)·y, x or x·x, y by the predicate. */
function choose(predicate: Node, x: Node, y: Node): Node {
  const [a, b, c, d] = [argument("x", [3]), argument("y", [3]), argument("x", [3]), argument("y", [3])];
  const [p, q] = build.cond(
    predicate,
    { parameters: [a, b], results: [map("mul", map("sin", a), b), a] },
    { parameters: [c, d], results: [map("mul", c, c), d] },
    [x, y],
  );
  return map("add", sum(map("mul", p!, p!)), sum(map("exp", q!)));
}
const inputs = [1, 2].map((seed) => ({ shape: [3], data: Float64Array.from([0.3, -0.7, 1.1], (v) => v * seed) }));

test.each([0, 1])("each side within 1e-6 of central differences: %i", (value) => {
  const predicate = build.constant(value, "bool");
  checkGradient(([x, y]) => choose(predicate, x!, y!), inputs);
  checkGradient(
    (x) =>
      gradients(choose(predicate, x[0]!, x[1]!), x)
        .map((g) => sum(map("mul", g, g)))
        .reduce((a, b) => map("add", a, b)),
    inputs,
  );
});

test("stays a branch where the predicate is not known, and is taken where it is", () => {
  const predicate = build.parameter("input", "p", [], "bool");
  const [x, y] = [0, 1].map((i) => build.parameter("state", `x${i}`, [3], "float64"));
  const of = (p: Node, inputs: Graph["inputs"]): Graph =>
    simplify({ states: [x!, y!], inputs, outputs: gradients(choose(p, x!, y!), [x!, y!]), updates: [] });
  const count = (g: Graph): number => topological(graphRoots(g)).filter((n) => n.kind === "cond").length;
  const open = of(predicate, [predicate]);
  verifyGraph(open);
  expect(count(open)).toBe(2);
  for (const taken of [0, 1]) {
    const known = of(build.constant(taken, "bool"), []);
    expect(count(known)).toBe(0);
    const states = inputs.map((i) => i.data);
    expect(evaluateGraph(known, { states, inputs: [] }).outputs).toEqual(
      evaluateGraph(open, { states, inputs: [Int32Array.of(taken)] }).outputs,
    );
  }
});
