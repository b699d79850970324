/** Copies of part of a graph over other leaves, custom gradients carried along. */
import { build, customGradient, withGradient, type Node } from "../ir/index.ts";

/** What a node is made of, and what its gradient flows to. */
export const edges = (node: Node): readonly Node[] => {
  const custom = customGradient(node);
  return custom ? [...node.inputs, ...custom.inputs] : node.inputs;
};

/** Each node after its edges; nodes of `stop` are taken as they are. */
export function ordered(roots: readonly Node[], stop: ReadonlyMap<Node, Node> = new Map()): Node[] {
  const seen = new Set<Node>();
  const out: Node[] = [];
  const stack: { node: Node; rest: Node[] }[] = [];
  const enter = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, rest: stop.has(node) ? [] : [...edges(node)].reverse() });
  };
  for (const root of roots) {
    enter(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const input = top.rest.pop();
      if (input) enter(input);
      else out.push(stack.pop()!.node);
    }
  }
  return out;
}

/** `roots` with each node of `replaced` read from its replacement; what reaches none stays as it is. */
export function copyOver(roots: readonly Node[], replaced: ReadonlyMap<Node, Node>): Node[] {
  const done = new Map<Node, Node>(replaced);
  const at = (node: Node): Node => done.get(node)!;
  for (const node of ordered(roots, replaced)) {
    if (done.has(node)) continue;
    const custom = customGradient(node);
    const copy = build.withInputs(node, node.inputs.map(at));
    done.set(node, custom && copy !== node ? withGradient(custom.inputs.map(at), copy, custom.pullback) : copy);
  }
  return roots.map(at);
}
