/** Decides which nodes get storage before kernels are formed; kernel formation may add more. */
import { sameExtent, sameShape, isStatic } from "../core/index.ts";
import type { Node } from "../ir/index.ts";
import { contractForm, costs, freeSizes, isView, needsStorage } from "./facts.ts";

/** What an element may cost (in vector instructions) and still be computed again for each element of a larger tensor. */
const repeatable = 1;
/** What it may cost and still be computed inside the packing of a matrix product. */
const packable = 40;

/**
 * Nodes that are stored from the start: those that must be, those that their
 * consumer takes from memory, and those that would be computed over and over
 * under a broadcast.
 */
export function initialStorage(order: readonly Node[], required: Iterable<Node>): Set<Node> {
  const stored = new Set<Node>(required);
  for (const node of order) if (needsStorage(node)) stored.add(node);
  for (const node of order) {
    if (node.kind === "scan" || node.kind === "cond") node.inputs.forEach((i) => stored.add(i));
    if (node.kind === "random") stored.add(node.inputs[0]!);
  }
  // What is computed again for each element first: then it costs nothing where a larger expression is judged.
  for (const considered of [repeatable, packable]) {
    const cost = costs(order, stored);
    for (const node of order) {
      for (const [input, limit] of repeatedInputs(node)) {
        const x = throughViews(input, stored);
        if (limit <= considered && !stored.has(x) && (cost.get(x) ?? 0) > limit) stored.add(x);
      }
    }
  }
  return stored;
}

/** The operands that a node evaluates more than once an element, or in a costly place, and what they may cost. */
function repeatedInputs(node: Node): [Node, number][] {
  const grown = (input: Node) => !sameExtentProduct(input, node);
  switch (node.kind) {
    case "broadcast":
      return node.inputs.filter(grown).map((i) => [i, repeatable]);
    case "window":
      return [[node.inputs[0]!, repeatable]];
    case "gather":
      return [
        [node.inputs[0]!, 0],
        [node.inputs[1]!, node.inputs[0]!.shape.length > 1 ? repeatable : packable],
      ];
    case "scatterAdd":
      return [[node.inputs[0]!, repeatable]];
    case "contract": {
      const [m, n] = freeSizes(node);
      if (contractForm(node) === "matmul") return node.inputs.map((i) => [i, packable]);
      const many = (e: typeof m) => !isStatic(e) || e > 4;
      return [
        [node.inputs[0]!, many(n) ? repeatable : packable],
        [node.inputs[1]!, many(m) ? repeatable : packable],
      ];
    }
    default:
      return [];
  }
}
const sameExtentProduct = (a: Node, b: Node): boolean =>
  sameShape(
    a.shape.filter((e) => e !== 1),
    b.shape.filter((e) => e !== 1),
  ) ||
  a.shape.every((e, i) => b.shape[i] !== undefined && sameExtent(e, b.shape[i]) && a.shape.length === b.shape.length);

/** The node whose elements a chain of views shows, so that storing it once serves them all. */
function throughViews(node: Node, stored: ReadonlySet<Node>): Node {
  let x = node;
  while (!stored.has(x) && isView(x)) x = x.inputs[0]!;
  return x;
}
