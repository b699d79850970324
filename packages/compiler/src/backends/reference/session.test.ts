import { expect, test } from "vitest";
import { batch } from "../../core/index.ts";
import { build, type Graph } from "../../ir/index.ts";
import { createReferenceSession } from "./index.ts";

test("reads of a step see the states before it: two states change places", () => {
  const a = build.parameter("state", "a", [2], "float32");
  const b = build.parameter("state", "b", [2], "float32");
  const graph: Graph = {
    states: [a, b],
    inputs: [],
    outputs: [a],
    updates: [
      { state: a, value: b },
      { state: b, value: a },
    ],
  };
  const session = createReferenceSession();
  const [p, q] = [session.buffer([2], "float32", [1, 2]), session.buffer([2], "float32", [3, 4])];
  const bound = session.bind(graph, [p, q], 1);
  expect(bound.step(1)).toBe(true);
  expect([[...p.view()], [...q.view()], [...bound.output(0)]]).toEqual([
    [3, 4],
    [1, 2],
    [1, 2],
  ]);
});

test("a pass walks the rows in order, the last batch smaller", () => {
  const x = build.parameter("input", "x", [batch, 2], "float32");
  const sums = build.parameter("state", "sums", [3], "float32");
  // sums = [the last batch's rows, its sum, the running total]
  const total = build.reduce("add", x, [0, 1]);
  const running = build.map("add", [build.reshape(build.slice(sums, [2], [1]), []), total]);
  const value = build.concat(
    [build.extent(batch, "float32"), total, running].map((v) => build.reshape(v, [1])),
    0,
  );
  const session = createReferenceSession();
  const state = session.buffer([3], "float32");
  const data = session.buffer([5, 2], "float32", [1, 10, 2, 20, 3, 30, 4, 40, 5, 50]);
  const bound = session.bind(
    { states: [sums], inputs: [x], outputs: [x], updates: [{ state: sums, value }] },
    [state],
    2,
  );
  expect(bound.pass({ data: [data], order: Int32Array.of(4, 0, 3, 1, 2), begin: 0, end: 5, batchSize: 2 })).toBe(true);
  expect([...state.view()]).toEqual([1, 33, 165]);
  expect([...bound.output(0).subarray(0, 2)]).toEqual([3, 30]);
  bound.pass({ data: [data], begin: 1, end: 3, batchSize: 2 });
  expect([...state.view()]).toEqual([2, 55, 220]);
});

test("memory is counted, and given back", () => {
  const session = createReferenceSession({ precision: "float64" });
  const buffer = session.buffer([3], "float32", [0.1, 0.2, 0.3]);
  expect(buffer.view()[0]).toBe(0.1);
  expect(session.memory()).toEqual({ persistent: 24, programs: 0, bound: 0, reserved: 24 });
  session.release(buffer);
  expect(session.memory().reserved).toBe(0);
  expect(() => buffer.view()).toThrow(/after its release/);
});

test("wrong sizes are refused", () => {
  const session = createReferenceSession();
  expect(() => session.buffer([2], "float32", [1])).toThrow("expected 2 values");
  const s = build.parameter("state", "s", [2], "float32");
  const graph: Graph = { states: [s], inputs: [], outputs: [s], updates: [] };
  expect(() => session.bind(graph, [session.buffer([3], "float32")], 1)).toThrow(/state "s"/);
  expect(() => session.bind(graph, [session.buffer([2], "float32")], 4).step(5)).toThrow("5 rows");
});
