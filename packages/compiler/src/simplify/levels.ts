/**
 * Walking a graph with its loops and branches: a change is applied to the
 * innermost bodies first, then to what holds them.
 */
import { build, topological, type CondNode, type Graph, type Node, type ScanNode } from "../ir/index.ts";
import { graphRoots } from "../ir/index.ts";
import { mapBodies, substitute, withRoots } from "./rewrite.ts";

type Level = (roots: readonly Node[]) => Node[];

export const everyLevel =
  (change: Level): ((graph: Graph) => Graph) =>
  (graph) =>
    withRoots(graph, inside(graphRoots(graph), change));

function inside(roots: readonly Node[], change: Level): Node[] {
  const nested = substitute(roots, (node, inputs) => {
    if (node.kind !== "scan" && node.kind !== "cond") return undefined;
    return mapBodies(build.withInputs(node, inputs), (body) => {
      const results = inside(body.results, change);
      return results.every((r, i) => r === body.results[i]) ? body : { parameters: body.parameters, results };
    });
  });
  return change(nested);
}

/** What stands in for each result that is used, by index; undefined leaves the node as it is. */
export type Replace<N extends Node> = (node: N, used: ReadonlySet<number>) => readonly (Node | undefined)[] | undefined;

/** Replaces loops and branches, and with them the projections that read them. */
export function replaceMany(
  roots: readonly Node[],
  replace: { readonly scan?: Replace<ScanNode>; readonly cond?: Replace<CondNode> },
): Node[] {
  const used = new Map<Node, Set<number>>();
  const order = topological(roots);
  if (!order.some((n) => n.kind === "scan" || n.kind === "cond")) return [...roots];
  for (const node of order) {
    if (node.kind !== "project") continue;
    const of = node.inputs[0]!;
    used.set(of, (used.get(of) ?? new Set<number>()).add(node.index));
  }
  const results = new Map<Node, readonly (Node | undefined)[]>();
  return substitute(roots, (node, inputs) => {
    if (node.kind === "project") return results.get(node.inputs[0]!)?.[node.index];
    if (node.kind !== "scan" && node.kind !== "cond") return undefined;
    const rebuilt = build.withInputs(node, inputs) as typeof node;
    const better =
      rebuilt.kind === "scan" ? replace.scan?.(rebuilt, used.get(node)!) : replace.cond?.(rebuilt, used.get(node)!);
    if (better) results.set(node, better);
    return rebuilt;
  });
}
