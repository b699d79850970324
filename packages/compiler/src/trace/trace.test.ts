/** Recording a step: which variables it reads, what it writes, what it refuses. */
import { describe, expect, expectTypeOf, it } from "vitest";
import { batch, sameShape } from "../core/index.ts";
import { build } from "../ir/index.ts";
import { evaluateWith } from "../backends/reference/index.ts";
import { ops, scan, setEvaluator, tensor, traceStep, Tensor, Variable } from "./index.ts";

const input = { name: "x", shape: [batch, 2], dtype: "float32" } as const;

describe("traceStep", () => {
  it("collects states in the order the graph reaches them, and their updates", () => {
    const w = new Variable({ name: "w", shape: [2, 3], value: [1, 2, 3, 4, 5, 6] });
    const unused = new Variable({ name: "unused", shape: [] });
    const steps = new Variable({ name: "steps", shape: [], dtype: "int32" });
    const { graph, states } = traceStep([input], ([x]) => {
      const y = x!.matmul(w.tensor);
      steps.assign(steps.tensor.add(1));
      steps.assign(steps.tensor.add(1));
      return [y];
    });
    expect(states).toEqual([w, steps]);
    expect(states).not.toContain(unused);
    expect(graph.updates.map((u) => u.state)).toEqual([steps.node]);
    expect(graph.updates[0]!.value.dtype).toBe("int32");
    expect(sameShape(graph.outputs[0]!.shape, [batch, 3])).toBe(true);
  });
  it("refuses an assignment of another shape, outside a step, and in a loop", () => {
    const v = new Variable({ name: "v", shape: [2] });
    expect(() => v.assign(tensor([1, 2]))).toThrow(/inside a step only/);
    expect(() => traceStep([], () => (v.assign(tensor([1, 2, 3])), []))).toThrow(/\[2\].*\[3\]/);
    const loop = () => scan((c: Tensor, x: Tensor) => (v.assign(x), [c, c] as const), tensor([0, 0]), tensor([[1, 2]]));
    expect(() => traceStep([], () => (loop(), []))).toThrow(/body of a loop/);
  });
  it("refuses a tensor of another step's input", () => {
    let leaked: Tensor | undefined;
    traceStep([input], ([x]) => ((leaked = x), [x!]));
    expect(() => traceStep([], () => [leaked!.sum()])).toThrow(/another step/);
  });
});

describe("Tensor", () => {
  setEvaluator((node, states) => evaluateWith([node], states)[0]!);
  it("computes when asked, with what variables hold then", async () => {
    const v = new Variable({ name: "v", shape: [2], value: [1, 2] });
    const y = v.tensor.mul([10, 100]).add(1);
    expect(await y.array()).toEqual([11, 201]);
    v.write(3);
    expect(await y.array()).toEqual([31, 301]);
    await expect(new Tensor(build.parameter("input", "x", [2], "float32")).data()).rejects.toThrow(/symbolic.*"x"/);
  });
  it("has the ops as typed methods", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expectTypeOf(x.add).parameter(0).not.toBeAny();
    expectTypeOf(x.sum(-1, true)).toEqualTypeOf<Tensor>();
    expectTypeOf(ops.concatenate([x, [[5, 6]]], 0)).toEqualTypeOf<Tensor>();
    expectTypeOf(x.split(2, 1)).toEqualTypeOf<Tensor[]>();
    // @ts-expect-error -- softplus has one operand
    expect(() => ops.softplus(x, x)).toThrow(/takes 1 operand/);
    expect(x.mul(2).dtype).toBe("float32");
    expect(ops.concatenate([x, [[5, 6]]], 0).shape).toEqual([3, 2]);
  });
  it("slices its first axis as an array does, without computing", async () => {
    const x = tensor([1, 2, 3, 4, 5, 6], [3, 2], "float64");
    expect(await x.slice(1).array()).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(await x.slice(-1).array()).toEqual([[5, 6]]);
    expect(await x.slice(0, -1).array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await x.slice(5).array()).toEqual([]);
    expect(x.slice(1).dtype).toBe("float64");
  });
  it("copies what it is made of and what it gives", async () => {
    const source = Float32Array.of(1, 2);
    const x = tensor(source);
    source[0] = 9;
    (await x.data())[1] = 9;
    expect(await x.array()).toEqual([1, 2]);
  });
  it("refuses ragged rows and shapes of another size", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(/one shape/);
    expect(() => tensor([[1, 2], 3])).toThrow(/one shape/);
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow(/needs 4 numbers, received 3/);
  });
  it("promotes as Keras does: plain numbers are weak", () => {
    const i = tensor([1, 2], undefined, "int32");
    expect(i.add(1).dtype).toBe("int32");
    expect(i.mul(0.5).dtype).toBe("float32");
    expect(i.div(2).dtype).toBe("float32");
    expect(tensor([1], undefined, "float64").add(tensor([1])).dtype).toBe("float64");
    expect(i.less(2).dtype).toBe("bool");
  });
});
