/**
 * What the loop back keeps of the forward steps, and what it computes again:
 * a node is kept unless it is a few cheap instructions and views away from what
 * is there already (slices, loop invariants, constants, what is kept anyway).
 * Of a loop with checkpoints the carries are kept, and nothing else.
 */
import { scalarFacts, type Kind, type Node, type ParameterNode, type ScanNode } from "../ir/index.ts";
import { edges, ordered } from "./copy.ts";

/** Instructions spent at most to save a stacked value. */
const budget = 8;

/** Kinds that only rearrange; of those with `smaller`, the operand is no larger than the result. */
const views: Readonly<Partial<Record<Kind, { readonly smaller: boolean }>>> = {
  reshape: { smaller: true },
  permute: { smaller: true },
  broadcast: { smaller: true },
  flip: { smaller: true },
  pad: { smaller: true },
  window: { smaller: true },
  slice: { smaller: false },
  concat: { smaller: false },
};

export interface Residuals {
  /** The further outputs of the forward loop. */
  readonly added: readonly Node[];
  /** The result of the forward loop that holds each. */
  readonly index: ReadonlyMap<Node, number>;
}

/**
 * @param roots what the loop back computes
 * @param required nodes of the forward body that must be stacked
 * @param late nodes that depend on a cotangent
 */
export function chooseResiduals(
  roots: readonly Node[],
  required: readonly Node[],
  late: ReadonlySet<Node>,
  scan: ScanNode,
): Residuals {
  const { body, carries, slices } = scan;
  const place = new Map(body.parameters.map((p, i) => [p, i]));
  const isCarry = (p: ParameterNode): boolean => place.get(p)! < carries;
  const isSlice = (p: ParameterNode): boolean => place.get(p)! >= carries && place.get(p)! < carries + slices;
  const added: Node[] = [];
  const index = new Map<Node, number>();
  const costs = new Map<Node, number>();
  const keep = (node: Node): void => {
    if (index.has(node) || (node.kind === "parameter" && isSlice(node))) return;
    const before = body.results.indexOf(node, carries);
    index.set(node, before >= 0 ? before : body.results.length + added.length);
    if (before < 0) added.push(node);
    costs.clear();
  };

  // What does not change from step to step is hoisted out of the loop back.
  const varying = new Set<Node>();
  const everything = ordered([...roots, ...required]);
  for (const node of everything) {
    if (
      node.kind === "parameter"
        ? late.has(node) || isCarry(node) || isSlice(node)
        : edges(node).some((i) => varying.has(i))
    )
      varying.add(node);
  }
  const cost = (node: Node): number => {
    const known = costs.get(node);
    if (known !== undefined) return known;
    let sum: number;
    if (index.has(node) || !varying.has(node) || (node.kind === "parameter" && isSlice(node))) sum = 0;
    else if (node.kind === "map") sum = scalarFacts[node.fn].cost;
    else sum = views[node.kind] ? 0 : Infinity;
    if (sum < Infinity && !index.has(node) && varying.has(node))
      for (const input of edges(node)) sum += sum > budget ? 0 : cost(input);
    costs.set(node, sum);
    return sum;
  };
  const provide = (node: Node): void => {
    if (cost(node) <= budget) return;
    if (views[node.kind]?.smaller) for (const input of edges(node)) provide(input);
    else keep(node);
  };

  for (const node of required) keep(node);
  if (scan.checkpoint) {
    for (const node of everything) if (node.kind === "parameter" && place.has(node) && isCarry(node)) keep(node);
    return { added, index };
  }
  const frontier = new Set<Node>();
  for (const node of everything)
    if (late.has(node)) for (const input of edges(node)) if (!late.has(input)) frontier.add(input);
  // A root may be a carry passed through, or something the cotangents do not reach.
  for (const root of roots) if (!late.has(root)) frontier.add(root);
  for (const node of everything) if (frontier.has(node)) provide(node);
  return { added, index };
}
