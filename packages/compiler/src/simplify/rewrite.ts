/**
 * The engine of local rewriting: bottom up, each node made anew from its
 * rewritten inputs, merged with an equal one if there is one, and offered to
 * the rules of its kind until none applies. What a rule returns is rewritten
 * in turn, so one walk reaches the fixed point of the rules.
 */
import { CompilerError } from "../core/index.ts";
import {
  build,
  graphRoots,
  topological,
  type CondNode,
  type Graph,
  type Kind,
  type Node,
  type NodeOf,
  type ParameterNode,
  type ScanNode,
  type Subgraph,
} from "../ir/index.ts";
import { nodeKey } from "./key.ts";

/** An equal node to use instead, or undefined where the rule does not apply. Inputs are rewritten already. */
export type Rule<K extends Kind> = (node: NodeOf<K>) => Node | undefined;
export type Rules = { readonly [K in Kind]?: readonly Rule<K>[] };

/** Rewrites the graph and, each by itself, the bodies in it. */
export function rewriteGraph(graph: Graph, rules: Rules): Graph {
  const roots = graphRoots(graph);
  const rewritten = rewriteNodes(roots, rules);
  return withRoots(graph, rewritten);
}
/** The graph with other outputs and updates, in the order of graphRoots. */
export function withRoots(graph: Graph, roots: readonly Node[]): Graph {
  const outputs = roots.slice(0, graph.outputs.length);
  const updates = graph.updates.map((u, i) => ({ state: u.state, value: roots[graph.outputs.length + i]! }));
  return { ...graph, outputs, updates };
}

export function rewriteNodes(roots: readonly Node[], rules: Rules): Node[] {
  const done = new Map<Node, Node>();
  const byKey = new Map<string, Node>();
  const visit = (node: Node): Node => {
    const before = done.get(node);
    if (before) return before;
    const own = withBodies(build.withInputs(node, node.inputs.map(visit)), rules);
    const key = nodeKey(own);
    let result = byKey.get(key);
    if (result === undefined) {
      const better = firstMatch(own, rules);
      result = better === undefined ? own : visit(better);
      byKey.set(key, result);
    }
    done.set(node, result);
    done.set(own, result);
    return result;
  };
  // In topological order the recursion of visit is only as deep as what a rule makes.
  for (const node of topological(roots)) visit(node);
  return roots.map(visit);
}

function firstMatch(node: Node, rules: Rules): Node | undefined {
  const list = rules[node.kind] as readonly ((node: Node) => Node | undefined)[] | undefined;
  for (const rule of list ?? []) {
    const better = rule(node);
    if (better !== undefined && better !== node) {
      if (better.dtype !== node.dtype || better.shape.length !== node.shape.length)
        throw new CompilerError(`simplify: a rule for ${node.kind} changed its type`);
      return better;
    }
  }
  return undefined;
}

function withBodies(node: Node, rules: Rules): Node {
  return mapBodies(node, (body) => {
    const results = rewriteNodes(body.results, rules);
    return results.every((r, i) => r === body.results[i]) ? body : { parameters: body.parameters, results };
  });
}
/** A scan or cond with its bodies changed, results and arguments as before; any other node as it is. */
export function mapBodies(node: Node, change: (body: Subgraph) => Subgraph): Node {
  if (node.kind === "scan") {
    const body = change(node.body);
    return body === node.body ? node : scanWith(node, body, node.inputs);
  }
  if (node.kind === "cond") {
    const [then, otherwise] = [change(node.then), change(node.otherwise)];
    return then === node.then && otherwise === node.otherwise ? node : condWith(node, then, otherwise);
  }
  return node;
}
export function scanWith(
  node: ScanNode,
  body: Subgraph,
  inputs: readonly Node[],
  counts: { carries: number; slices: number } = node,
): ScanNode {
  const { length, reverse, checkpoint } = node;
  const options = { length, reverse, checkpoint, carries: counts.carries, slices: counts.slices };
  return build.scan(body, inputs, options)[0]!.inputs[0] as ScanNode;
}
export function condWith(
  node: CondNode,
  then: Subgraph,
  otherwise: Subgraph,
  inputs: readonly Node[] = node.inputs,
): CondNode {
  return build.cond(inputs[0]!, then, otherwise, inputs.slice(1))[0]!.inputs[0] as CondNode;
}

/** Replaces whole nodes, given from inputs to users; what is not given is made anew from its replaced inputs. */
export function substitute(
  roots: readonly Node[],
  replace: (node: Node, inputs: readonly Node[], original: Node) => Node | undefined,
): Node[] {
  const done = new Map<Node, Node>();
  for (const node of topological(roots)) {
    const inputs = node.inputs.map((i) => done.get(i)!);
    done.set(node, replace(node, inputs, node) ?? build.withInputs(node, inputs));
  }
  return roots.map((r) => done.get(r)!);
}
/** A copy of a body's results over other arguments. */
export function instantiate(body: Subgraph, args: ReadonlyMap<ParameterNode, Node>): Node[] {
  return substitute(body.results, (node) => (node.kind === "parameter" ? (args.get(node) ?? node) : undefined));
}
