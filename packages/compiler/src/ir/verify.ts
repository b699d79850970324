/**
 * The verifier run between passes: a graph it accepts is one that every later
 * stage can treat. Shapes and types are inferred anew by the constructors of
 * build.ts, so there is no second copy of their rules.
 */
import { CompilerError, formatShape, isStaticShape, sameShape, type DType, type Shape } from "../core/index.ts";
import * as build from "./build.ts";
import {
  graphRoots,
  topological,
  type Graph,
  type Kind,
  type Node,
  type NodeOf,
  type ParameterNode,
  type Subgraph,
} from "./graph.ts";

interface Typed {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What the node's constructor makes of its operands and attributes. */
const infer = {
  constant: (node) => build.constant(node.value, node.dtype),
  literal: (node) => build.literal(node.data, node.shape as readonly number[], node.dtype),
  parameter: (node) => node,
  extent: (node) => build.extent(node.extent, node.dtype),
  iota: (node) => build.iota(node.shape, node.axis, node.dtype),
  random: (node) => build.random(node.inputs[0]!, node.shape),
  map: (node) => build.map(node.fn, node.inputs, node.fn === "cast" || node.fn === "bitcast" ? node.dtype : undefined),
  reduce: (node) => build.reduce(node.fn, node.inputs[0]!, node.axes),
  argReduce: (node) => build.argReduce(node.fn, node.inputs[0]!, node.axis),
  cumulate: (node) => build.cumulate(node.fn, node.inputs[0]!, node.axis, node.reverse),
  argSort: (node) => build.argSort(node.inputs[0]!, node.axis, node.descending, node.shape[node.axis]),
  contract: (node) => build.contract(node.inputs[0]!, node.inputs[1]!, node.spec),
  reshape: (node) => build.reshape(node.inputs[0]!, node.shape),
  permute: (node) => build.permute(node.inputs[0]!, node.order),
  broadcast: (node) => build.broadcast(node.inputs[0]!, node.shape, node.axes),
  slice: (node) => build.slice(node.inputs[0]!, node.start, node.shape, node.stride),
  pad: (node) => build.pad(node.inputs[0]!, node.inputs[1]!, node.low, node.high, node.interior),
  flip: (node) => build.flip(node.inputs[0]!, node.axes),
  window: (node) => build.window(node.inputs[0]!, node.windows),
  overlapAdd: (node) => build.overlapAdd(node.inputs[0]!, node.shape, node.windows),
  concat: (node) => build.concat(node.inputs, node.axis),
  gather: (node) => build.gather(node.inputs[0]!, node.inputs[1]!),
  scatterAdd: (node) => build.scatterAdd(node.inputs[0]!, node.inputs[1]!, node.shape[0]!),
  scan: (node) => build.scan(node.body, node.inputs, node).map(() => node)[0] ?? node,
  cond: (node) =>
    build.cond(node.inputs[0]!, node.then, node.otherwise, node.inputs.slice(1)).map(() => node)[0] ?? node,
  project: (node) => {
    const results = resultsOf(node.inputs[0]!);
    const result = results[node.index];
    if (!result) throw new CompilerError(`result ${node.index} of ${results.length}`);
    return result;
  },
} satisfies { readonly [K in Kind]: (node: NodeOf<K>) => Typed };
const inferAny = (kind: Kind): ((node: Node) => Typed) => infer[kind] as (node: Node) => Typed;

/** The shapes and types of what `project` may read. */
function resultsOf(node: Node): Typed[] {
  if (node.kind === "cond") return [...node.then.results];
  if (node.kind !== "scan") throw new CompilerError(`results of ${describeNode(node)}, which has one`);
  return node.body.results.map((r, i) => (i < node.carries ? r : { shape: [node.length, ...r.shape], dtype: r.dtype }));
}

/** A node as errors name it. */
export function describeNode(node: Node): string {
  const name =
    node.kind === "parameter" ? `${node.role} "${node.name}"` : "fn" in node ? `${node.kind} ${node.fn}` : node.kind;
  return `node ${node.id}: ${name} ${node.dtype}${formatShape(node.shape)}`;
}
function fail(node: Node, message: string): never {
  throw new CompilerError(`${describeNode(node)}: ${message}`);
}

/** Throws CompilerError, naming the node, where the graph is malformed; returns it otherwise. */
export function verifyGraph(graph: Graph): Graph {
  const declared = new Set<ParameterNode>();
  for (const [role, list] of [
    ["state", graph.states],
    ["input", graph.inputs],
  ] as const) {
    for (const parameter of list) {
      if (parameter.role !== role) fail(parameter, `listed as ${role}`);
      if (declared.has(parameter)) fail(parameter, "listed twice");
      if (role === "state" && !isStaticShape(parameter.shape)) fail(parameter, "a state cannot grow with the batch");
      declared.add(parameter);
    }
  }
  const updated = new Set<ParameterNode>();
  for (const { state, value } of graph.updates) {
    if (!declared.has(state) || state.role !== "state") fail(state, "updated, but not among the graph's states");
    if (updated.has(state)) fail(state, "updated twice");
    updated.add(state);
    if (value.dtype !== state.dtype || !sameShape(value.shape, state.shape))
      fail(state, `updated to ${describeNode(value)}`);
  }
  verifyNodes(graphRoots(graph), declared, "the graph's states and inputs");
  return graph;
}

function verifyBody(body: Subgraph, owner: Node): void {
  for (const p of body.parameters)
    if (p.role !== "argument") fail(owner, `${describeNode(p)} stands as an argument of its body`);
  if (new Set(body.parameters).size !== body.parameters.length) fail(owner, "an argument of its body is listed twice");
  verifyNodes(body.results, new Set(body.parameters), `the arguments of the body of ${describeNode(owner)}`);
}

function verifyNodes(roots: readonly Node[], parameters: ReadonlySet<ParameterNode>, where: string): void {
  const done = new Set<Node>();
  for (const node of topological(roots)) {
    for (const input of node.inputs) {
      if (!done.has(input)) fail(node, `reaches itself through ${describeNode(input)}`);
      if (isMultiple(input) && node.kind !== "project")
        fail(node, `reads ${describeNode(input)}, whose results are read through project`);
    }
    done.add(node);
    if (node.kind === "parameter" && !parameters.has(node)) fail(node, `not among ${where}`);
    verifyNode(node);
    if (node.kind === "scan") verifyBody(node.body, node);
    if (node.kind === "cond") for (const body of [node.then, node.otherwise]) verifyBody(body, node);
  }
  for (const root of roots) if (isMultiple(root)) fail(root, "a result itself; its results are read through project");
}
const isMultiple = (node: Node): boolean => node.kind === "scan" || node.kind === "cond";

function verifyNode(node: Node): void {
  let inferred: Typed;
  try {
    inferred = inferAny(node.kind)(node);
  } catch (error) {
    fail(node, error instanceof Error ? error.message : String(error));
  }
  if (inferred.dtype !== node.dtype || !sameShape(inferred.shape, node.shape)) {
    fail(node, `its operands give ${inferred.dtype}${formatShape(inferred.shape)}`);
  }
}
