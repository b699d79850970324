/** Every entry of the table: its formula against its reference, its gradient against central differences. */
import { describe, expect, it } from "vitest";
import { evaluateNode, evaluateWith } from "../../backends/reference/index.ts";
import { gradients } from "../../autodiff/index.ts";
import { build, type Node } from "../../ir/index.ts";
import { checkGradient, createRandom } from "../index.ts";
import { applyElementwise } from "../../ops/apply.ts";
import { elementwiseTable, type ElementwiseName } from "../../ops/elementwise/index.ts";
import { elementwiseSamples } from "./index.ts";
import { nodeOps, type Operand } from "../../ops/index.ts";

const count = 48;
/** Samples of each operand: inside its domain, off the kinks, and of pairs off their ties. */
function samples(name: ElementwiseName): number[][] {
  const { accepts } = elementwiseTable[name];
  const { domain, kinks = [] } = elementwiseSamples[name];
  const random = createRandom(17);
  const tied = accepts === "any" || accepts === "bool" || accepts === "bits";
  const rows: number[][] = [];
  while (rows.length < count) {
    const row = domain.map(([low, high], i) => {
      if (accepts === "bits") return random.integer(low, high + 1);
      if (accepts === "bool" || (accepts === "choice" && i === 0)) return random.integer(0, 2);
      return low + random.uniform() * (high - low);
    });
    if (tied && rows.length % 3 === 0) row.fill(row[0]!);
    const near = (a: number, b: number) => Math.abs(a - b) < 0.05;
    if (kinks.some((k) => near(row[0]!, k)) || (!tied && row.length === 2 && near(row[0]!, row[1]!))) continue;
    rows.push(row);
  }
  return domain.map((_, i) => rows.map((r) => r[i]!));
}
const literal = (data: number[]) => build.literal(Float64Array.from(data), [data.length], "float64");
const operands = (name: ElementwiseName): Node[] =>
  samples(name).map((x) =>
    elementwiseTable[name].accepts === "bits" ? build.literal(Int32Array.from(x), [count], "int32") : literal(x),
  );
const weights = Float64Array.from({ length: count }, (_, i) => 1 + (i % 7) / 8);

describe("elementwise ops in float64, each within 1e-13 of its reference", () => {
  it.each(Object.keys(elementwiseTable) as ElementwiseName[])("%s", (name) => {
    const x = samples(name);
    const value = evaluateNode(applyElementwise(name, operands(name)), { precision: "float64" });
    const expected = x[0]!.map((_, i) => elementwiseSamples[name].reference(...x.map((operand) => operand[i]!)));
    expected.forEach((e, i) =>
      expect(
        Math.abs(value[i]! - e),
        `${name}(${x.map((o) => o[i]).join(", ")}) is ${value[i]}, not ${e}`,
      ).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(e))),
    );
  });
});

describe("gradients of elementwise ops, each within 1e-6 of central differences", () => {
  const differentiable = (Object.keys(elementwiseTable) as ElementwiseName[]).filter(
    (name) => applyElementwise(name, operands(name)).dtype === "float64",
  );
  it.each(differentiable)("%s", (name) => {
    const inputs = samples(name).map((data) => ({ shape: [count], data }));
    const choice = elementwiseTable[name].accepts === "choice";
    checkGradient(
      (nodes) =>
        nodeOps.sum(
          nodeOps.multiply(
            applyElementwise(name, choice ? [literal([...inputs[0]!.data]), ...nodes] : nodes),
            build.literal(weights, [count], "float64"),
          ),
        ),
      choice ? inputs.slice(1) : inputs,
    );
  });
});

describe("gradients at kinks are JAX's", () => {
  const gradientAt = (f: (x: Node) => Node, x: number) => {
    const p = build.parameter("input", "x", [], "float64");
    return evaluateWith(gradients(f(p), [p]), new Map([[p, Float64Array.of(x)]]))[0]![0];
  };
  it.each<[string, (x: Node) => Node, number, number]>([
    ["abs at 0", (x) => nodeOps.abs(x), 0, 1],
    ["relu at 0", (x) => nodeOps.relu(x), 0, 0],
    ["relu6 at 0", (x) => nodeOps.relu6(x), 0, 0],
    ["relu6 at 6", (x) => nodeOps.relu6(x), 6, 0],
    ["leakyRelu at 0", (x) => nodeOps.leakyRelu(x), 0, 1],
    ["elu at 0", (x) => nodeOps.elu(x), 0, 1],
    ["sign at 0", (x) => nodeOps.sign(x), 0, 0],
    ["maximum at a tie", (x) => nodeOps.maximum(x, 0), 0, 0.5],
    ["clip at its lower bound", (x) => nodeOps.clip(x, 0, 1), 0, 0.5],
    ["clip at its upper bound", (x) => nodeOps.clip(x, 0, 1), 1, 0.5],
    ["clip beyond", (x) => nodeOps.clip(x, 0, 1), 2, 0],
    ["power 2 at 0", (x) => nodeOps.power(x, 2), 0, 0],
    ["norm at 0", (x) => nodeOps.norm(x), 0, NaN],
    ["sigmoid far below 0", (x) => nodeOps.sigmoid(x), -1000, 0],
    ["elu far above 0", (x) => nodeOps.elu(x), 1000, 1],
    ["softplus far below 0", (x) => nodeOps.softplus(x), -1000, 0],
  ])("%s", (_, f, x, expected) => expect(gradientAt(f, x)).toBe(expected));
});

describe("operands", () => {
  const value = (x: Node) => Array.from(evaluateNode(x));
  it("broadcast as in NumPy", () => {
    const column: Operand = [[1], [2]];
    expect(nodeOps.add(column, [10, 20, 30]).shape).toEqual([2, 3]);
    expect(value(nodeOps.add(column, [10, 20, 30]))).toEqual([11, 21, 31, 12, 22, 32]);
    expect(() => nodeOps.add([1, 2], [1, 2, 3])).toThrow(/\[2\] and \[3\] do not broadcast/);
  });
  it("propagate NaN through relu and keep infinities apart", () => {
    expect(value(nodeOps.relu([NaN, -1, 2]))).toEqual([NaN, 0, 2]);
    expect(value(nodeOps.isnan([NaN, Infinity, 0]))).toEqual([1, 0, 0]);
    expect(value(nodeOps.isfinite([NaN, Infinity, 0]))).toEqual([0, 0, 1]);
  });
  it("flush what is under the smallest normal number", () => {
    expect(value(nodeOps.flushDenormals([2 ** -126, 2 ** -127, -(2 ** -140), NaN]))).toEqual([2 ** -126, 0, 0, NaN]);
  });
});
