/**
 * A contraction gives its result in the order in which it is wanted, where that
 * order takes one operand's axes and then the other's: so the gradient of a
 * kernel lies as the kernel does, and what follows reads it side by side.
 */
import { build, topological, type ContractNode, type Node, type NodeOf } from "../ir/index.ts";
import { substitute } from "./rewrite.ts";

export function orderResults(roots: readonly Node[]): Node[] {
  const order = topological(roots);
  if (!order.some((n) => n.kind === "permute" && n.inputs[0]!.kind === "contract")) return [...roots];
  const uses = new Map<Node, number>();
  for (const node of [...order.flatMap((n) => n.inputs), ...roots]) uses.set(node, (uses.get(node) ?? 0) + 1);
  return substitute(roots, (node, [x], original) =>
    node.kind === "permute" && x!.kind === "contract" && uses.get(original.inputs[0]!) === 1
      ? ordered(node, x)
      : undefined,
  );
}

function ordered(permute: NodeOf<"permute">, contract: ContractNode): Node | undefined {
  const { batch } = contract.spec;
  const [left, right] = contract.inputs as [Node, Node];
  const { leftFree, rightFree } = build.freeAxes(left.shape.length, right.shape.length, contract.spec);
  const result = permute.order;
  const side = (axis: number): 0 | 1 | "batch" =>
    axis < batch.length ? "batch" : axis < batch.length + leftFree.length ? 0 : 1;
  const sides = result.map(side).filter((s, i, all) => i === 0 || s !== all[i - 1]);
  const grouped = sides.length === new Set(sides).size && (batch.length === 0 || sides[0] === "batch");
  if (!grouped) return undefined;
  const first = sides.find((s) => s !== "batch") ?? 0;

  // Each operand by itself: its axes in the order of the result, then those contracted.
  const operands = [left, right].map((x, s) => {
    const own = [...batch.map((p) => p[s]!), ...leftFree, ...rightFree];
    const kept = result.filter((axis) => side(axis) === "batch" || side(axis) === s).map((axis) => own[axis]!);
    return build.permute(x, [...kept, ...contract.spec.contract.map((p) => p[s]!)]);
  });
  const [a, b] = (first === 0 ? operands : [...operands].reverse()) as [Node, Node];
  const contracted = contract.spec.contract.length;
  return build.contract(a, b, {
    batch: batch.map((_, i) => [i, i]),
    contract: contract.spec.contract.map((_, i) => [a.shape.length - contracted + i, b.shape.length - contracted + i]),
  });
}
