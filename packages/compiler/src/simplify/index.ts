/**
 * Simplification: a list of passes, graph to graph, that leave every value as
 * it was (but for the sign of a zero) and never add a sum up in another order,
 * save where a pass fixes that order (split reductions, windows).
 */
import type { Graph } from "../ir/index.ts";
import { algebraRules } from "./algebra.ts";
import { contractionRules } from "./contractions.ts";
import { rewriteGraph, type Rules } from "./rewrite.ts";
import { viewRules } from "./views.ts";

export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** Constants, identities, views and contractions, with equal nodes merged: the local rules, to their fixed point. */
const localRules: Rules = { ...viewRules, ...contractionRules, map: [...algebraRules.map, ...viewRules.map], reduce: [...algebraRules.reduce, ...viewRules.reduce] };
const rewrite = (graph: Graph): Graph => rewriteGraph(graph, localRules);

export const simplifyPasses: readonly Pass[] = [{ name: "rewrite", run: rewrite }];

/** The graph that computes the same with less. Its states, inputs, outputs and updates keep their order. */
export function simplify(graph: Graph): Graph {
  return simplifyPasses.reduce((current, pass) => pass.run(current), graph);
}
