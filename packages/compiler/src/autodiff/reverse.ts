/**
 * The walk of reverse mode over one level of a graph: from cotangents of some
 * nodes to those of others. Loops and branches are differentiated by calling it
 * on their bodies.
 */
import { isFloating } from "../core/index.ts";
import { build, customGradient, type CondNode, type Node, type NodeOf, type ScanNode } from "../ir/index.ts";
import type { Context, Seed } from "./context.ts";
import { condRule } from "./cond.ts";
import { rules, type SingleKind } from "./kinds.ts";
import { scanRule } from "./scan.ts";

const sources = (node: Node): readonly Node[] => customGradient(node)?.inputs ?? node.inputs;

/** Each node after those its gradient flows to; a custom gradient hides what is behind its result. */
function order(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const out: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const input = sources(top.node)[top.next++];
      if (input === undefined) out.push(stack.pop()!.node);
      else if (!seen.has(input)) {
        seen.add(input);
        stack.push({ node: input, next: 0 });
      }
    }
  }
  return out;
}

const carriesGradient = (node: Node): boolean => node.kind === "scan" || node.kind === "cond" || isFloating(node.dtype);

export function dependents(roots: readonly Node[], leaves: readonly Node[]): Set<Node> {
  const found = new Set<Node>(leaves);
  for (const node of order(roots))
    if (carriesGradient(node) && sources(node).some((s) => found.has(s))) found.add(node);
  return found;
}

export function backward(seeds: readonly Seed[], leaves: readonly Node[]): (Node | undefined)[] {
  const roots = seeds.map(([node]) => node);
  const nodes = order(roots);
  const active = dependents(roots, leaves);
  const cotangents = new Map<Node, Node>();
  const several = new Map<Node, (Node | undefined)[]>();
  const add = (node: Node, cotangent: Node | undefined): void => {
    if (cotangent === undefined || !active.has(node)) return;
    const before = cotangents.get(node);
    cotangents.set(node, before ? build.map("add", [before, cotangent]) : cotangent);
  };
  for (const [node, cotangent] of seeds) add(node, cotangent);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (!active.has(node)) continue;
    const inputs = sources(node);
    const wanted = inputs.map((input) => active.has(input));
    if (!wanted.includes(true)) continue;
    if (node.kind === "scan" || node.kind === "cond") {
      const given = several.get(node);
      if (given) spread(inputs, pullSeveral(node, given, wanted), add);
      continue;
    }
    const cotangent = cotangents.get(node);
    if (cotangent === undefined) continue;
    const custom = customGradient(node);
    if (custom) spread(inputs, custom.pullback(cotangent, node, custom.inputs), add);
    else if (node.kind === "project") {
      const given = several.get(inputs[0]!) ?? [];
      given[node.index] = given[node.index] ? build.map("add", [given[node.index]!, cotangent]) : cotangent;
      several.set(inputs[0]!, given);
    } else spread(inputs, pullSingle(node, cotangent, wanted), add);
  }
  return leaves.map((leaf) => cotangents.get(leaf));
}

const context: Context = { backward, dependents };

function spread(
  inputs: readonly Node[],
  cotangents: readonly (Node | undefined)[],
  add: (node: Node, cotangent: Node | undefined) => void,
): void {
  inputs.forEach((input, i) => add(input, cotangents[i]));
}
function pullSingle(
  node: NodeOf<SingleKind>,
  cotangent: Node,
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  const rule: (node: never, cotangent: Node, wanted: readonly boolean[]) => readonly (Node | undefined)[] =
    rules[node.kind];
  return rule(node as never, cotangent, wanted);
}
function pullSeveral(
  node: ScanNode | CondNode,
  given: readonly (Node | undefined)[],
  wanted: readonly boolean[],
): readonly (Node | undefined)[] {
  return node.kind === "scan" ? scanRule(node, given, wanted, context) : condRule(node, given, wanted, context);
}
