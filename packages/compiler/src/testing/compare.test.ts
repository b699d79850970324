import { expect, test } from "vitest";
import { batch } from "../core/index.ts";
import { createReferenceSession } from "../backends/reference/index.ts";
import { build, type Session } from "../ir/index.ts";
import { compareSessions, difference } from "./compare.ts";
import { Draft } from "./draft.ts";
import { createRandom } from "./random.ts";

function example() {
  const draft = new Draft(createRandom(1));
  const w = draft.state([3]);
  draft.state([2], "int32");
  const y = build.map("mul", [draft.input([batch, 3]), build.broadcast(w, [batch, 3], [1])]);
  draft.update(w, build.reduce("add", y, [0]));
  return { graph: draft.graph([y]), data: draft.data() };
}
/** The reference, but for what `spoil` does to it after each step. */
const spoiled =
  (
    spoil: (
      output: { view(): Float32Array },
      state: (i: number) => { view(): ArrayLike<number> & { [i: number]: number } },
    ) => void,
  ) =>
  (): Session => {
    const session = createReferenceSession();
    return {
      ...session,
      bind(graph, states, maxBatch) {
        const bound = session.bind(graph, states, maxBatch);
        const step = bound.step.bind(bound);
        bound.step = (n) => {
          step(n);
          spoil({ view: () => bound.output(0) as Float32Array }, (i) => states[i]!);
          return true;
        };
        return bound;
      },
    };
  };
const compare = (actual: () => Session) => {
  const { graph, data } = example();
  compareSessions(graph, createReferenceSession, actual, data, { relative: 1e-6 });
};

test("equal sessions agree", () => compare(createReferenceSession));
test("a wrong output is found, with its place and the graph", () => {
  expect(() => compare(spoiled((output) => (output.view()[4]! += 1e-3)))).toThrow(
    /output 0 .* with 32 rows at \[1, 1\][^]*%1 = state "s1"/,
  );
});
test("a wrong update is found", () =>
  expect(() => compare(spoiled((_, state) => (state(0).view()[2]! *= 1.001)))).toThrow(/state 0 after the step/));
test("a state without an update must stay", () =>
  expect(() => compare(spoiled((_, state) => (state(1).view()[0]! += 1)))).toThrow(
    /state 1 .* has no update and changed/,
  ));

test("differences by ulp, of NaN, infinities and signs", () => {
  const one = 1 + 2 ** -23;
  expect(difference("float32", [1], [one], { ulp: 1 })).toBeUndefined();
  expect(difference("float32", [1], [one], { ulp: 0.9 })?.count).toBe(1);
  expect(difference("float32", [NaN, Infinity], [NaN, Infinity], {})).toBeUndefined();
  expect(difference("float32", [NaN], [0], { ulp: 2 })?.count).toBe(1);
  expect(difference("float32", [0], [NaN], { ulp: 2 })?.count).toBe(1);
  expect(difference("float32", [Infinity], [-Infinity], { ulp: 2 })?.count).toBe(1);
  expect(difference("float32", [Infinity], [2 ** 128 - 2 ** 104], { ulp: 1 })).toBeUndefined();
  expect(difference("float32", [1], [Infinity], { ulp: 2 })?.count).toBe(1);
  expect(difference("float32", [0], [-0], { ulp: 1, signedZero: true })?.count).toBe(1);
  expect(difference("float32", [0], [-0], {})).toBeUndefined();
  expect(difference("int32", [1], [2], { ulp: 5, absolute: 5 })?.count).toBe(1);
});
