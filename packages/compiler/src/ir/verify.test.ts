import { expect, test } from "vitest";
import { batch, CompilerError } from "../core/index.ts";
import * as build from "./build.ts";
import type { Graph, Node } from "./graph.ts";
import { verifyGraph } from "./verify.ts";

const x = build.parameter("input", "x", [batch, 3], "float32");
const w = build.parameter("state", "w", [3, 2], "float32");
const y = build.contract(x, w, { batch: [], contract: [[1, 0]] });
const graph = (changes: Partial<Graph>): Graph => ({ states: [w], inputs: [x], outputs: [y], updates: [], ...changes });
const refused = (changes: Partial<Graph>, message: RegExp) => {
  expect(() => verifyGraph(graph(changes))).toThrow(CompilerError);
  expect(() => verifyGraph(graph(changes))).toThrow(message);
};
/** A node made past the constructors, as a defective pass could. */
const forged = (node: Node, changes: object): Node => ({ ...node, ...changes });

test("a sound graph passes", () => {
  const updates = [{ state: w, value: build.map("neg", [w]) }];
  expect(verifyGraph(graph({ updates }))).toEqual(graph({ updates }));
});
test("a shape or type other than the operands give", () => {
  refused(
    { outputs: [forged(y, { shape: [batch, 3] })] },
    /contract float32\[n, 3\]: its operands give float32\[n, 2\]/,
  );
  refused({ outputs: [forged(y, { dtype: "int32" })] }, /contract int32\[n, 2\]/);
  refused({ outputs: [forged(build.map("add", [y, y]), { inputs: [y, w] })] }, /map add .*unlike operands/);
});
test("parameters that nobody gives", () => {
  refused({ states: [] }, /state "w".*not among the graph's states and inputs/);
  refused({ outputs: [build.parameter("argument", "a", [], "float32")] }, /argument "a"/);
});
test("lists with the wrong role or twice", () => {
  refused({ inputs: [x, w] }, /state "w".*listed as input/);
  refused({ inputs: [x, x] }, /listed twice/);
  refused({ states: [w, build.parameter("state", "s", [batch], "float32")] }, /cannot grow with the batch/);
});
test("updates", () => {
  const value = build.map("neg", [w]);
  refused(
    {
      updates: [
        { state: w, value },
        { state: w, value },
      ],
    },
    /updated twice/,
  );
  refused({ updates: [{ state: w, value: y }] }, /updated to node/);
  refused({ updates: [{ state: build.parameter("state", "v", [3, 2], "float32"), value }] }, /not among/);
});
test("a cycle", () => {
  const inputs: Node[] = [y];
  const looped = forged(build.map("neg", [y]), { inputs });
  inputs[0] = build.map("abs", [looped]);
  refused({ outputs: [looped] }, /reaches itself/);
});
test("a body that reaches outside, and results read without project", () => {
  const carry = build.parameter("argument", "carry", [3, 2], "float32");
  const scan = (result: Node) =>
    build.scan({ parameters: [carry], results: [result] }, [w], { length: 2, carries: 1, slices: 0 })[0]!;
  expect(() => verifyGraph(graph({ outputs: [scan(build.map("neg", [carry]))] }))).not.toThrow();
  refused(
    { outputs: [scan(build.map("add", [carry, w]))] },
    /state "w".*not among the arguments of the body of node \d+: scan/,
  );
  refused({ outputs: [scan(carry).inputs[0]!] }, /through project/);
});
