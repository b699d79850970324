/**
 * A functional model's graph, found by walking back from its outputs: the
 * calls in the order they run, and what they call in the order of layers and
 * weights.
 *
 * Source: keras/src/ops/function.py (map_graph).
 */
import { TacetError, type Tensor } from "@tacet/compiler";
import { replaceSymbolic, type GraphNode, type Operation, type SymbolicTensor } from "../layers/symbolic.ts";
import { leaves, type Tensors } from "../layers/tensors.ts";

export interface ModelGraph {
  /** The calls by their distance from the outputs, the farthest first. */
  readonly levels: readonly (readonly GraphNode[])[];
  /** Layers and ops in Keras's order. */
  readonly operations: readonly Operation[];
  /** What stands for a tensor: an input of the model in place of what it cuts off, else itself. */
  readonly stand: (tensor: SymbolicTensor) => SymbolicTensor;
  /** What the model takes and gives, in order. */
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** @throws TacetError where outputs need more than the inputs, or two layers have one name */
export function findGraph(
  model: string,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
  stand: (tensor: SymbolicTensor) => SymbolicTensor,
): ModelGraph {
  const { nodes, firstSeen } = walk(outputs, stand);
  const nodeDepths = new Map<GraphNode, number>();
  const depths = new Map<Operation, number>();
  for (const node of [...nodes].reverse()) {
    // A shared layer is as deep as its deepest call.
    const depth = Math.max(nodeDepths.get(node) ?? 0, depths.get(node.operation) ?? 0);
    depths.set(node.operation, depth);
    nodeDepths.set(node, depth);
    for (const input of node.inputs) {
      const parent = stand(input).source;
      nodeDepths.set(parent, Math.max(depth + 1, nodeDepths.get(parent) ?? 0));
    }
  }
  for (const { source } of inputs) {
    if (depths.has(source.operation)) continue;
    depths.set(source.operation, 0);
    nodeDepths.set(source, 0);
    firstSeen.set(source.operation, -1);
  }
  const operations = byDepth(depths).flatMap((level) =>
    level.sort((a, b) => (firstSeen.get(a) ?? 0) - (firstSeen.get(b) ?? 0)),
  );
  const graph = { levels: byDepth(nodeDepths), operations, stand, inputs, outputs: outputs.map(stand) };
  checkConnected(model, graph, inputs);
  const names = operations.map((o) => o.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return graph;
  throw new TacetError(
    `Model "${model}": expected layers with different names, received two called "${twice}". Give one another name.`,
  );
}

/** The calls that lead to the outputs, each after those it needs, and the order in which operations were met. */
function walk(outputs: readonly SymbolicTensor[], stand: (tensor: SymbolicTensor) => SymbolicTensor) {
  const nodes: GraphNode[] = [];
  const firstSeen = new Map<Operation, number>();
  const seen = new Set<GraphNode>();
  const visit = (tensor: SymbolicTensor): void => {
    const node = stand(tensor).source;
    if (seen.has(node)) return;
    seen.add(node);
    if (!firstSeen.has(node.operation)) firstSeen.set(node.operation, firstSeen.size);
    node.inputs.forEach(visit);
    nodes.push(node);
  };
  outputs.forEach(visit);
  return { nodes, firstSeen };
}

/** Keys by their depth, the greatest first; those of one depth in the order they were set. */
function byDepth<K>(depths: ReadonlyMap<K, number>): K[][] {
  const levels = new Map<number, K[]>();
  for (const [key, depth] of depths) levels.set(depth, [...(levels.get(depth) ?? []), key]);
  return [...levels].sort(([a], [b]) => b - a).map(([, level]) => level);
}

function checkConnected(model: string, { levels, stand }: ModelGraph, inputs: readonly SymbolicTensor[]): void {
  const known = new Set(inputs);
  for (const node of levels.flat()) {
    const missing = node.inputs.map(stand).find((t) => !known.has(t));
    if (missing ?? (node.inputs.length === 0 && !node.outputs.some((t) => known.has(t)))) {
      throw new TacetError(
        `Model "${model}": expected outputs that follow from its inputs, received one that needs "${(missing?.source ?? node).operation.name}" too. Add it to inputs.`,
      );
    }
    node.outputs.forEach((t) => known.add(t));
  }
}

/** Runs the calls on other tensors. @param values what takes the place of the model's inputs; receives every result */
export function runGraph({ levels }: ModelGraph, values: Map<SymbolicTensor, Tensor>): void {
  for (const node of levels.flat()) {
    if (node.inputs.length === 0 || !node.inputs.every((t) => values.has(t))) continue;
    const result = node.operation.invoke(replaceSymbolic(node.args, (t) => values.get(t)) as readonly unknown[]);
    // What gave tensors when it was recorded gives tensors again.
    leaves(result as Tensors).forEach((value, i) => values.set(node.outputs[i]!, value));
  }
}
