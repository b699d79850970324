/** The suite finds what it is for: a session with one kind or primitive wrong fails a case. */
import { expect, test } from "vitest";
import { createReferenceSession } from "../../backends/reference/index.ts";
import { isFloating, isStatic } from "../../core/index.ts";
import {
  build,
  scalarFacts,
  topological,
  type Graph,
  type Node,
  type ScalarPrimitive,
  type Session,
} from "../../ir/index.ts";
import { conformanceCases } from "./index.ts";

/** The reference with a fault: nodes that `fault` answers are replaced in every graph it runs. */
function faulty(fault: (node: Node) => Node | undefined): Session {
  const session = createReferenceSession();
  const rewrite = (graph: Graph): Graph => {
    const replaced = new Map<Node, Node>();
    for (const node of topological([...graph.outputs, ...graph.updates.map((u) => u.value)])) {
      const same = build.withInputs(node, node.inputs.map((i) => replaced.get(i)!)); // prettier-ignore
      replaced.set(node, fault(same) ?? same);
    }
    const of = (node: Node) => replaced.get(node)!;
    return {
      ...graph,
      outputs: graph.outputs.map(of),
      updates: graph.updates.map((u) => ({ ...u, value: of(u.value) })),
    };
  };
  return { ...session, bind: (graph, states, maxBatch) => session.bind(rewrite(graph), states, maxBatch) };
}
function isFound(fault: (node: Node) => Node | undefined, cases: (name: string) => boolean): boolean {
  const session = faulty(fault);
  const suite = conformanceCases(() => session, { fuzz: 0 }).filter((c) => cases(`${c.group}: ${c.name}`));
  return suite.some(({ run }) => {
    try {
      run();
      return false;
    } catch {
      return true;
    }
  });
}

/** Changes the last element only. */
function spoilLast(node: Node): Node | undefined {
  if (node.shape.length === 0 || !node.shape.every((e) => isStatic(e) || e.batch === 1)) return undefined;
  const axis = node.shape.length - 1;
  const position = build.iota(node.shape, axis, "int32");
  const extent = node.shape[axis]!;
  const last = build.map("sub", [build.extent(extent, "int32"), build.constant(1, "int32")]);
  const isLast = build.map("eq", [position, build.fill(last, node.shape)]);
  const other = build.map(isFloating(node.dtype) ? "sub" : node.dtype === "bool" ? "xor" : "add", [
    node,
    build.fill(build.constant(1, node.dtype), node.shape),
  ]);
  return build.map("select", [isLast, other, node]);
}
const kinds = ["literal", "parameter", "iota", "random", "reduce", "argReduce", "cumulate", "argSort", "contract", "reshape", "permute", "broadcast", "slice", "pad", "flip", "window", "overlapAdd", "concat", "gather", "scatterAdd", "project"] as const; // prettier-ignore
test.each(kinds)("a wrong last element of %s is found", (kind) => {
  const group = kind === "project" ? "scan" : kind;
  expect(
    isFound(
      (node) => (node.kind === kind ? spoilLast(node) : undefined),
      (name) => name.startsWith(`${group}: `),
    ),
  ).toBe(true);
});

/** Primitives of the same arity and types, to stand in for one another. */
const alike = (a: ScalarPrimitive, b: ScalarPrimitive): boolean =>
  a !== b &&
  scalarFacts[a].arity === scalarFacts[b].arity &&
  scalarFacts[a].domain === scalarFacts[b].domain &&
  scalarFacts[a].result === scalarFacts[b].result;
const primitives = Object.keys(scalarFacts) as ScalarPrimitive[];
test.each(
  primitives.filter((fn) => scalarFacts[fn].result !== "given" && primitives.some((other) => alike(fn, other))),
)("each other primitive in place of %s is found", (fn) => {
  for (const other of primitives.filter((p) => alike(fn, p))) {
    const swapped = (node: Node) => (node.kind === "map" && node.fn === fn ? build.map(other, node.inputs) : undefined);
    expect(
      isFound(swapped, (name) => name.startsWith(`scalar primitives: ${fn} of`)),
      other,
    ).toBe(true);
  }
});
