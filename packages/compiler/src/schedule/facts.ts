/** What scheduling asks about nodes: their cost where they are used, and what must have storage. */
import { isStatic, sizeOf, type Extent } from "../core/index.ts";
import { build, scalarFacts, type ContractNode, type Node } from "../ir/index.ts";
import { contractionLength, unrolledContraction } from "./value.ts";

/** A free axis this short is unrolled in a loop kernel rather than tiled by a matrix product. */
export const smallSide = 4;

export const isView = (node: Node): boolean =>
  node.kind === "reshape" ||
  node.kind === "permute" ||
  node.kind === "broadcast" ||
  node.kind === "slice" ||
  node.kind === "pad" ||
  node.kind === "flip" ||
  node.kind === "window";

export type ContractForm = "unrolled" | "loops" | "matmul";
export function contractForm(node: ContractNode): ContractForm {
  const length = contractionLength(node);
  if (isStatic(length) && length <= unrolledContraction) return "unrolled";
  const [m, n] = freeSizes(node);
  const small = (e: Extent) => isStatic(e) && e <= smallSide;
  return small(m) || small(n) ? "loops" : "matmul";
}
export function freeSizes(node: ContractNode): [Extent, Extent] {
  const [left, right] = node.inputs;
  const { leftFree, rightFree } = build.freeAxes(left!.shape.length, right!.shape.length, node.spec);
  return [sizeOf(leftFree.map((a) => left!.shape[a]!)), sizeOf(rightFree.map((a) => right!.shape[a]!))];
}

/** Nodes that are always computed into storage of their own. */
export function needsStorage(node: Node): boolean {
  switch (node.kind) {
    case "parameter":
    case "literal":
    case "reduce":
    case "argReduce":
    case "concat":
    case "scatterAdd":
    case "cumulate":
    case "argSort":
    case "overlapAdd":
    case "project":
      return true;
    case "contract":
      return contractForm(node) !== "unrolled";
    default:
      return false;
  }
}

/** Vector instructions to compute one element in place, loads not counted, given the costs of its operands. */
function costOf(node: Node, inline: (operand: Node) => number): number {
  const sum = node.inputs.reduce((total, i) => total + inline(i), 0);
  switch (node.kind) {
    case "map":
      return scalarFacts[node.fn].cost + sum;
    case "random":
      return 100;
    case "contract":
      return contractForm(node) === "unrolled" ? (contractionLength(node) as number) * (1 + sum) : sum;
    case "pad":
      return 2 + sum;
    case "gather":
      return 3 + sum;
    default:
      return isView(node) ? sum : 0;
  }
}
export function costs(order: readonly Node[], stored: ReadonlySet<Node>): Map<Node, number> {
  const result = new Map<Node, number>();
  for (const node of order)
    result.set(
      node,
      costOf(node, (n) => (stored.has(n) ? 0 : (result.get(n) ?? 0))),
    );
  return result;
}
