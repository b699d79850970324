/** What a bound program does beside one step: passes over resident data, and life beside other programs. */
import { batch } from "../../core/index.ts";
import { build, type Session } from "../../ir/index.ts";
import { difference, finish, open } from "../compare.ts";
import { between, Draft, eighths } from "../draft.ts";
import { createRandom } from "../random.ts";
import { map, spreadLast, sumAll } from "./case.ts";

export interface PassCase {
  readonly name: string;
  readonly run: (tested: Session, reference: Session) => void;
}

/** Keeps the sum of rows, the number of steps and the last label; the output is the batch scaled. */
function running() {
  const draft = new Draft(createRandom(11));
  const [x, label] = [draft.input([batch, 3], "float32", eighths), draft.input([batch], "int32", between(0, 9))];
  const [sum, steps, scale] = [
    draft.state([3], "float32", eighths),
    draft.state([], "int32"),
    draft.state([3], "float32", eighths),
  ];
  draft.update(
    sum,
    map("add", map("mul", sum, spreadLast(build.constant(0.5, "float32"), [3])), build.reduce("add", x, [0])),
  );
  draft.update(steps, map("add", map("mul", steps, build.constant(7, "int32")), sumAll(label)));
  return { graph: draft.graph([map("mul", x, spreadLast(scale, [batch, 3])), map("neg", label)]), data: draft.data() };
}
function agree(what: string, reference: ReturnType<typeof open>, tested: ReturnType<typeof open>, rows: number): void {
  const { graph } = reference.bound.program;
  graph.states.forEach((s, i) => {
    const found = difference(s.dtype, reference.state(i), tested.state(i), {});
    if (found)
      throw new Error(
        `${what}: state ${i} element ${found.index}: expected ${found.expected}, received ${found.actual}`,
      );
  });
  graph.outputs.forEach((o, i) => {
    const found = difference(o.dtype, reference.output(i, rows), tested.output(i, rows), {});
    if (found)
      throw new Error(
        `${what}: output ${i} element ${found.index}: expected ${found.expected}, received ${found.actual}`,
      );
  });
}

export const passCases: readonly PassCase[] = [
  {
    name: "a pass walks resident rows by permutation or in order, the last batch smaller: equal",
    run: (tested, reference) => {
      const { graph, data } = running();
      const rows = 23;
      const random = createRandom(5);
      const x = Float32Array.from({ length: rows * 3 }, (_, i) => eighths(random, i));
      const labels = Int32Array.from({ length: rows }, () => random.integer(0, 9));
      const order = Int32Array.from(random.shuffled(Array.from({ length: rows }, (_, i) => i)));
      const sides = [reference, tested].map((session) => {
        const resident = [session.buffer([rows, 3], "float32", x), session.buffer([rows], "int32", labels)];
        const side = open(graph, session, data, 8);
        return {
          side,
          pass: (rowsOf: { order?: Int32Array; begin: number; end: number; batchSize: number }) =>
            finish(side.bound, side.bound.pass({ data: resident, ...rowsOf })),
          close: () => (side.close(), resident.forEach((b) => session.release(b))),
        };
      });
      const [expected, actual] = [sides[0]!, sides[1]!];
      const check = (what: string, last: number, rowsOf: Parameters<typeof expected.pass>[0]) => {
        for (const side of sides) side.pass(rowsOf);
        agree(what, expected.side, actual.side, last);
      };
      check("in order", 7, { begin: 0, end: rows, batchSize: 8 });
      check("by permutation", 7, { order, begin: 0, end: rows, batchSize: 8 });
      check("part of a permutation", 2, { order, begin: 3, end: 20, batchSize: 5 });
      check("row by row", 1, { begin: 4, end: 9, batchSize: 1 });
      check("no rows", 1, { begin: 4, end: 4, batchSize: 8 });
      for (const side of sides) side.close();
    },
  },
  {
    name: "two programs of one structure and one of another share a session and states: equal",
    run: (tested, reference) => {
      const { graph, data } = running();
      const again = running().graph;
      const draft = new Draft(createRandom(3));
      const s = draft.state([3], "float32", eighths);
      draft.update(s, map("add", s, s));
      const other = draft.graph([]);
      const results = [reference, tested].map((session) => {
        const states = graph.states.map((p, i) => session.buffer(p.shape as number[], p.dtype, data.states[i]));
        const bound = [
          session.bind(graph, states, 4),
          session.bind(again, states, 2),
          session.bind(other, [states[0]!], 1),
        ];
        const feed = (i: number, n: number) => data.inputs(n).forEach((values, k) => bound[i]!.input(k).set(values));
        for (const [i, n] of [
          [0, 4],
          [1, 2],
          [2, 1],
          [0, 1],
          [1, 1],
        ] as const) {
          if (i < 2) feed(i, n);
          finish(bound[i]!, bound[i]!.step(n));
        }
        const values = states.map((b) => Array.from(b.view()));
        for (const b of bound) session.unbind(b);
        for (const b of states) session.release(b);
        return values;
      });
      if (JSON.stringify(results[0]) !== JSON.stringify(results[1]))
        throw new Error(`expected states ${JSON.stringify(results[0])}, received ${JSON.stringify(results[1])}`);
    },
  },
  {
    name: "buffers keep their values while others come and go: equal",
    run: (tested) => {
      const dtypesOf = ["float32", "float64", "int32", "uint32", "bool"] as const;
      const kept = dtypesOf.map((d) => tested.buffer([5], d, [0, 1, 1, 0, 1]));
      const large = Array.from({ length: 20 }, (_, i) =>
        tested.buffer([1000 * (i + 1)], "float32", new Float32Array(1000 * (i + 1)).fill(i)),
      );
      for (const b of large.filter((_, i) => i % 2 === 0)) tested.release(b);
      const more = tested.buffer([100000], "float32");
      if (more.view().some((v: number) => v !== 0)) throw new Error("expected a new buffer to hold zeros");
      large.forEach((b, i) => {
        if (i % 2 === 1 && b.view().some((v: number) => v !== i))
          throw new Error(`expected buffer ${i} to keep its values`);
      });
      kept.forEach((b, i) => {
        if (Array.from(b.view()).join() !== "0,1,1,0,1")
          throw new Error(`expected 0,1,1,0,1 in ${dtypesOf[i]}, received ${Array.from(b.view()).join()}`);
      });
      for (const b of [...kept, more, ...large.filter((_, i) => i % 2 === 1)]) tested.release(b);
    },
  },
];
