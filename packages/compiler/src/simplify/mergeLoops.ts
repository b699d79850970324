/**
 * Loops that carry the same from the same inputs are one loop with the outputs
 * of all: a loop made again by autodiff, with its residuals as outputs, becomes
 * one with the loop it was made from, and the forward steps run once.
 */
import { build, topological, type Node, type ParameterNode, type ScanNode } from "../ir/index.ts";
import { nodeKey, resultsKey } from "./key.ts";
import { instantiate, scanWith, substitute } from "./rewrite.ts";

export function mergeLoops(roots: readonly Node[]): Node[] {
  const order = topological(roots);
  if (order.filter((n) => n.kind === "scan").length < 2) return [...roots];

  // Classes of equal nodes, where loops are equal whatever they put out, and what is put out is known by its value.
  const numbers = new Map<string, number>();
  const classes = new Map<Node, number>();
  const number = (node: Node): number => classes.get(node)!;
  const groups = new Map<number, ScanNode[]>();
  for (const node of order) {
    const key =
      node.kind === "scan"
        ? loopKey(node, number)
        : node.kind === "project"
          ? projectKey(node, number)
          : nodeKey(node, number);
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    const own = numbers.get(key)!;
    classes.set(node, own);
    if (node.kind === "scan") groups.set(own, [...(groups.get(own) ?? []), node]);
  }

  const merged = new Map<Node, Node>();
  return substitute(roots, (node, inputs) => {
    if (node.kind === "scan") {
      const group = groups.get(number(node))!;
      if (group.length < 2) return undefined;
      // Equal inputs, so whichever comes first serves; the others are replaced through their projections.
      if (group[0] === node) merged.set(node, mergedScan(group, inputs));
      return merged.get(group[0]!);
    }
    if (node.kind === "project" && node.inputs[0]!.kind === "scan") {
      const group = groups.get(number(node.inputs[0]))!;
      if (group.length < 2 || node.index < group[0]!.carries) return undefined;
      const before = group
        .slice(0, group.indexOf(node.inputs[0]))
        .reduce((n, s) => n + s.body.results.length - s.carries, 0);
      return project(inputs[0]! as ScanNode, node, before + node.index);
    }
    return undefined;
  });
}

function loopKey(node: ScanNode, number: (node: Node) => number): string {
  const { body, carries } = node;
  return `loop|${node.length}.${carries}.${node.slices}.${node.reverse}|${resultsKey(body.parameters, body.results.slice(0, carries))}|${node.inputs.map(number).join()}`;
}
function projectKey(node: Extract<Node, { kind: "project" }>, number: (node: Node) => number): string {
  const of = node.inputs[0]!;
  if (of.kind !== "scan" || node.index < of.carries) return nodeKey(node, number);
  return `stacked|${resultsKey(of.body.parameters, [of.body.results[node.index]!])}|${number(of)}`;
}

/** The first loop's carries, then the outputs of each in turn. Equal ones are merged with the rest of the body. */
function mergedScan(group: readonly ScanNode[], inputs: readonly Node[]): ScanNode {
  const first = group[0]!;
  const { parameters } = first.body;
  const results = group.flatMap((scan, i) => {
    if (i === 0) return scan.body.results;
    const args = new Map<ParameterNode, Node>(scan.body.parameters.map((p, k) => [p, parameters[k]!]));
    return instantiate(scan.body, args).slice(first.carries);
  });
  return scanWith(first, { parameters, results }, inputs);
}
const project = (scan: ScanNode, like: Node, index: number): Node =>
  build.withInputs({ ...like, index } as Node, [scan]);
