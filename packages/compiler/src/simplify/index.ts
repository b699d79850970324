/**
 * Simplification: a list of passes, graph to graph, that leave every value as
 * it was (but for the sign of a zero) and never add a sum up in another order,
 * save where a pass fixes that order (split reductions, windows).
 */
import { graphRoots, topological, type Graph, type Node } from "../ir/index.ts";
import { algebraRules } from "./algebra.ts";
import { contractionRules } from "./contractions.ts";
import { hoistFromScan } from "./hoist.ts";
import { graphKey } from "./key.ts";
import { everyLevel, replaceMany } from "./levels.ts";
import { mergeLoops } from "./mergeLoops.ts";
import { pruneCond, pruneScan } from "./pruneLoops.ts";
import { orderResults } from "./resultOrder.ts";
import { rewriteGraph, type Rules } from "./rewrite.ts";
import { splitReduction } from "./splitReductions.ts";
import { viewRules } from "./views.ts";
import { removeOverlaps } from "./windows.ts";

export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** Constants, identities, views and contractions, with equal nodes merged: the local rules, to their fixed point. */
const localRules: Rules = {
  ...viewRules,
  ...contractionRules,
  argReduce: algebraRules.argReduce,
  map: [...algebraRules.map, ...viewRules.map],
  reduce: [...algebraRules.reduce, ...viewRules.reduce],
};
/** With the split, whose halves the other rules then see. */
const splitRules: Rules = { ...localRules, reduce: [...(localRules.reduce ?? []), splitReduction] };
const rewrite = (graph: Graph): Graph => rewriteGraph(graph, localRules);

/** Each change to a loop may make way for another; after so many rounds what is left is left. */
const mostRounds = 16;
const loopPasses: readonly ((graph: Graph) => Graph)[] = [
  everyLevel(mergeLoops),
  everyLevel((roots: readonly Node[]) => replaceMany(roots, { scan: pruneScan, cond: pruneCond })),
  everyLevel((roots: readonly Node[]) => replaceMany(roots, { scan: hoistFromScan })),
  rewrite,
];
function loops(graph: Graph): Graph {
  if (!topological(graphRoots(graph)).some((n) => n.kind === "scan" || n.kind === "cond")) return graph;
  let current = graph;
  let key = graphKey(graph);
  for (let round = 0; round < mostRounds; round++) {
    current = loopPasses.reduce((g, run) => run(g), current);
    const before = key;
    key = graphKey(current);
    if (key === before) break;
  }
  return current;
}

export const simplifyPasses: readonly Pass[] = [
  { name: "windows", run: everyLevel(removeOverlaps) },
  { name: "rewrite", run: rewrite },
  { name: "loops", run: loops },
  { name: "resultOrder", run: everyLevel(orderResults) },
  { name: "splitReductions", run: (graph) => rewriteGraph(graph, splitRules) },
];

/** The graph that computes the same with less. Its states, inputs, outputs and updates keep their order. */
export function simplify(graph: Graph): Graph {
  return simplifyPasses.reduce((current, pass) => pass.run(current), graph);
}
export { graphKey } from "./key.ts";
export { substitute } from "./rewrite.ts";
