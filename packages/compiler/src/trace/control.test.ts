/** Loops and branches on tensors: trees of carries, outer tensors, variables read inside. */
import { describe, expect, it } from "vitest";
import { createReferenceSession, evaluateWith } from "../backends/reference/index.ts";
import { batch } from "../core/index.ts";
import { ops, setEvaluator, tensor, traceStep, Variable } from "./index.ts";

setEvaluator((node, states) => evaluateWith([node], states)[0]!);

describe("scan", () => {
  it("carries lists and objects, and stacks outputs", async () => {
    const scale = tensor(10);
    const [last, sums] = ops.scan(
      ({ a, b }, x) => [{ a: b, b: a.add(x.mul(scale)) }, a.add(b)] as const,
      { a: tensor(0), b: tensor(1) },
      tensor([1, 2, 3]),
    );
    // (0, 1) → (1, 10) → (10, 21) → (21, 40)
    expect([await last.a.data(), await last.b.data()].map((d) => d[0])).toEqual([21, 40]);
    expect(await sums.array()).toEqual([1, 11, 31]);
  });
  it("runs a number of steps without anything to scan, on a batch, reading variables", () => {
    const w = new Variable({ name: "w", shape: [2], value: [2, 3] });
    const { graph, states } = traceStep([{ name: "x", shape: [batch, 2], dtype: "float32" }], ([x]) => [
      ops.scan((h) => [h.mul(w.tensor), null] as const, x!, null, { length: 3 })[0],
    ]);
    const session = createReferenceSession();
    const bound = session.bind(
      graph,
      states.map((v) => v.buffer(session)),
      4,
    );
    bound.input(0).set([1, 1, 2, 2]);
    bound.step(2);
    expect(Array.from(bound.output(0).slice(0, 4))).toEqual([8, 27, 16, 54]);
  });
});

describe("cond", () => {
  it("gives what the branch gives, in its arrangement", async () => {
    const x = tensor([1, 2]);
    const choose = (positive: boolean) =>
      ops.cond(
        positive,
        () => [x, x.neg()],
        () => [x.mul(2), x.mul(3)],
      );
    expect(await Promise.all(choose(true).map((t) => t.array()))).toEqual([
      [1, 2],
      [-1, -2],
    ]);
    expect(await Promise.all(choose(false).map((t) => t.array()))).toEqual([
      [2, 4],
      [3, 6],
    ]);
  });
  it("assigns variables in the branch that is taken, and leaves those that only the other one assigns", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => new Variable({ name, shape: [2], value: [1, 2] }));
    const { graph, states } = traceStep([{ name: "x", shape: [], dtype: "float32" }], ([x]) => {
      a!.assign(a!.tensor.mul(10));
      const sum = ops.cond(
        x!.greater(0),
        () => {
          a!.assign(a!.tensor.add(x!));
          // A branch inside a branch.
          ops.cond(
            x!.greater(1),
            () => (b!.assign(a!.tensor.neg()), null),
            () => null,
          );
          return a!.tensor.sum();
        },
        () => (c!.assign(b!.tensor.mul(2)), c!.tensor.sum()),
      );
      return [sum.add(a!.tensor.sum())];
    });
    const session = createReferenceSession();
    const bound = session.bind(
      graph,
      states.map((v) => v.buffer(session)),
      1,
    );
    const run = (x: number) => {
      bound.input(0).set([x]);
      bound.step(1);
      return [...bound.output(0), ...[a, b, c].map((v) => Array.from(v!.read()))];
    };
    expect(run(1)).toEqual([64, [11, 21], [1, 2], [1, 2]]);
    expect(run(-1)).toEqual([326, [110, 210], [1, 2], [2, 4]]);
    expect(run(2)).toEqual([6408, [1102, 2102], [-1102, -2102], [2, 4]]);
  });
  it("refuses an assignment inside a loop", () => {
    const w = new Variable({ name: "w", shape: [] });
    const loop = () => ops.scan((c) => (w.assign(c), [c, null] as const), tensor(1), null, { length: 2 });
    expect(() => traceStep([], () => (loop(), []))).toThrow('Variable "w": assigned inside the body of a loop');
  });
});
