/** Loops with carried state, branches, and their results. */
import { batch, type DType, type Shape } from "../../core/index.ts";
import { build, type Node } from "../../ir/index.ts";
import { scanInSegments } from "../../ops/segments.ts";
import { between, eighths, type Draft } from "../draft.ts";
import { define, fill, map, matmul, spreadLast, sumAll, value, type Case } from "./case.ts";

export const argument = (name: string, shape: Shape, dtype: DType = "float32"): ReturnType<typeof build.parameter> =>
  build.parameter("argument", name, shape, dtype);

/** carry' = carry / 2 + slice + held; the stacked output is carry' - carry. */
function recurrence(draft: Draft, shape: Shape, length: number, reverse: boolean): Node[] {
  const [carry, slice, held] = [argument("carry", shape), argument("slice", shape), argument("held", shape)];
  const next = map("add", map("mul", carry, fill(0.5, carry)), map("add", slice, held));
  const body = { parameters: [carry, slice, held], results: [next, map("sub", next, carry)] };
  const inputs = [
    draft.input(shape, "float32", eighths),
    draft.input([length, ...shape], "float32", eighths),
    draft.input(shape, "float32", eighths),
  ];
  return build.scan(body, inputs, { length, carries: 1, slices: 1, reverse });
}

export const scanCases: readonly Case[] = [
  ...[false, true].flatMap((reverse) =>
    ([[], [5], [batch, 3]] satisfies Shape[]).map((shape) =>
      define(`scan ${reverse ? "in reverse" : "forward"} over carries of rank ${shape.length}`, (draft) =>
        [1, 2, 7].flatMap((length) => recurrence(draft, shape, length, reverse)),
      ),
    ),
  ),
  define("scan with neither carries nor slices, no stacked output, or no carry", (draft) => {
    const [carry, slice] = [argument("carry", [3]), argument("slice", [batch])];
    const doubled = build.scan(
      { parameters: [carry], results: [map("add", carry, carry)] },
      [draft.input([3], "float32", eighths)],
      { length: 5, carries: 1, slices: 0 },
    );
    const mapped = build.scan(
      { parameters: [slice], results: [map("neg", slice), sumAll(slice)] },
      [draft.input([4, batch], "float32", eighths)],
      { length: 4, carries: 0, slices: 1 },
    );
    const constant = build.scan({ parameters: [], results: [fill(2, { shape: [3], dtype: "float32" })] }, [], {
      length: 4,
      carries: 0,
      slices: 0,
    });
    return [...doubled, ...mapped, ...constant];
  }),
  define("carries that change places, stay, and are results themselves", (draft) => {
    const [a, b, c, slice] = ["a", "b", "c", "slice"].map((name) => argument(name, [batch, 2]));
    const body = { parameters: [a!, b!, c!, slice!], results: [b!, a!, c!, a!, slice!] };
    const initial = [0, 1, 2].map(() => draft.input([batch, 2]));
    return [1, 2, 3].flatMap((length) =>
      build.scan(body, [...initial, draft.input([length, batch, 2])], {
        length,
        carries: 3,
        slices: 1,
        reverse: length === 2,
      }),
    );
  }),
  define("a carry used after it is replaced: Fibonacci, in integers that wrap", (draft) => {
    const [a, b] = [argument("a", [], "int32"), argument("b", [], "int32")];
    return build.scan(
      { parameters: [a, b], results: [b, map("add", a, b), a] },
      [value(0, "int32"), draft.state([], "int32", between(1, 3))],
      { length: 60, carries: 2, slices: 0 },
    );
  }),
  define("carries of each dtype", (draft) => (["float64", "int32", "uint32", "bool"] as const).flatMap((dtype) => {
    const [carry, slice] = [argument("carry", [batch], dtype), argument("slice", [batch], dtype)];
    const fn = dtype === "bool" ? "xor" : "add";
    return build.scan({ parameters: [carry, slice], results: [map(fn, carry, slice), carry] }, [draft.input([batch], dtype, between(0, 2)), draft.input([3, batch], dtype, between(0, 2))], { length: 3, carries: 1, slices: 1 });
  })), // prettier-ignore
  define("several slices of unlike shapes, read through views of the steps axis", (draft) => {
    const [carry, x, y] = [argument("carry", [4]), argument("x", [batch, 4]), argument("y", [], "int32")];
    const next = map("add", map("mul", carry, fill(0.5, carry)), build.reduce("add", x, [0]));
    const steps = build.permute(draft.input([batch, 3, 4], "float32", eighths), [1, 0, 2]);
    const scaled = map("mul", build.map("cast", [y], "float32"), value(2));
    return build.scan(
      { parameters: [carry, x, y], results: [next, map("add", next, build.fill(scaled, [4]))] },
      [draft.state([4], "float32", eighths), build.flip(steps, [0]), draft.input([3], "int32")],
      { length: 3, carries: 1, slices: 2, reverse: true },
    );
  }),
  define("a loop inside a loop", (draft) => {
    const [inner, slice] = [argument("inner", []), argument("slice", [])];
    const [outer, row] = [argument("outer", []), argument("row", [4])];
    const [last, each] = build.scan(
      { parameters: [inner, slice], results: [map("add", map("mul", inner, value(0.5)), slice), inner] },
      [outer, row],
      { length: 4, carries: 1, slices: 1 },
    );
    return build.scan(
      { parameters: [outer, row], results: [map("floor", last!), each!] },
      [value(1), draft.input([3, 4], "float32", eighths)],
      { length: 3, carries: 1, slices: 1 },
    );
  }),
  ...[build.scan, scanInSegments].map((loop) => define(`a simple recurrent layer${loop === build.scan ? "" : ", in segments and a rest"}: contractions and a table in the body`, (draft) => {
    const [h, x, w, u, b] = [argument("h", [batch, 5]), argument("x", [batch, 3]), argument("w", [3, 5]), argument("u", [5, 5]), argument("b", [5])];
    const next = map("tanh", map("add", map("add", matmul(x, w), matmul(h, u)), spreadLast(b, [batch, 5])));
    const steps = build.permute(draft.input([batch, 7, 3]), [1, 0, 2]);
    const initial = fill(0, { shape: [batch, 5], dtype: "float32" });
    return loop({ parameters: [h, x, w, u, b], results: [next, next] }, [initial, steps, draft.state([3, 5]), draft.state([5, 5]), draft.state([5])], { length: 7, carries: 1, slices: 1, reverse: false });
  }, { tolerance: { absolute: 2e-5 }, precision: "float64" })), // prettier-ignore
  define("only some results are read, and the loop's results are used further", (draft) => {
    const [, stacked] = recurrence(draft, [batch, 2], 4, false);
    return [build.reduce("add", stacked!, [0]), build.permute(stacked!, [1, 0, 2])];
  }),
  define("a scan of length 0 gives its carries back", (draft) => {
    const results = recurrence(draft, [3], 0, false);
    return results;
  }),
];

const branch = (parameters: ReturnType<typeof argument>[], results: Node[]) => ({ parameters, results });
const flags: readonly (0 | 1)[] = [0, 1];
export const condCases: readonly Case[] = [
  ...flags.map((flag) =>
    define(`cond takes its ${flag ? "first" : "second"} branch`, (draft) => {
      const [a, b] = [argument("a", [batch, 3]), argument("b", [4])];
      const predicate = draft.state([], "bool", () => flag);
      const then = branch([a, b], [map("add", a, a), b, sumAll(b)]);
      const otherwise = branch([a, b], [a, map("neg", b), value(7)]);
      return build.cond(predicate, then, otherwise, [
        draft.input([batch, 3], "float32", eighths),
        draft.state([4], "float32", eighths),
      ]);
    }),
  ),
  define("a predicate from data, and from the number of rows", (draft) => {
    const a = argument("a", [batch]);
    const x = draft.input([batch], "float32", eighths);
    const branches = [branch([a], [map("neg", a)]), branch([a], [map("mul", a, a)])] as const;
    const many = map("lt", value(4, "int32"), build.extent(batch, "int32"));
    return [...build.cond(map("lt", value(0), sumAll(x)), ...branches, [x]), ...build.cond(many, ...branches, [x])];
  }),
  define("a branch inside a branch, and inside a loop", (draft) => {
    const [a, p, q] = [argument("a", [3]), argument("p", [], "bool"), argument("q", [], "bool")];
    const [a2, a3] = [argument("a2", [3]), argument("a3", [3])];
    const inner = (x: typeof a) =>
      build.cond(q, branch([a2], [map("neg", a2)]), branch([a2], [map("add", a2, a2)]), [x])[0]!;
    const outer = build.cond(draft.state([], "bool"), branch([a, p, q], [inner(a)]), branch([a, p, q], [a]), [
      draft.input([3]),
      draft.state([], "bool"),
      draft.state([], "bool"),
    ]);
    const [carry, flag] = [argument("carry", [3]), argument("flag", [], "bool")];
    const step = build.cond(
      flag,
      branch([a3], [map("mul", a3, fill(0.5, a3))]),
      branch([a3], [map("add", a3, fill(1, a3))]),
      [carry],
    )[0]!;
    return [
      ...outer,
      ...build.scan(
        { parameters: [carry, flag], results: [step, step] },
        [draft.input([3], "float32", eighths), draft.input([6], "bool")],
        { length: 6, carries: 1, slices: 1 },
      ),
    ];
  }),
  define("gradient accumulation: every third step updates the weight and clears the sum", (draft) => {
    const [w, g, count] = [
      draft.state([5], "float32", eighths),
      draft.state([5], "float32", eighths),
      draft.state([], "int32", () => 2),
    ];
    const [aw, ag, an] = [argument("w", [5]), argument("g", [5]), argument("n", [], "int32")];
    const gradient = build.reduce("add", draft.input([batch, 5], "float32", eighths), [0]);
    const sum = map("add", g, gradient);
    const next = map("add", count, value(1, "int32"));
    const due = map("eq", map("rem", next, value(3, "int32")), value(0, "int32"));
    const [nw, ng, nn] = build.cond(
      due,
      branch([aw, ag, an], [map("sub", aw, ag), fill(0, ag), value(0, "int32")]),
      branch([aw, ag, an], [aw, ag, an]),
      [w, sum, next],
    );
    draft.update(w, nw!);
    draft.update(g, ng!);
    draft.update(count, nn!);
    return [due];
  }),
];
