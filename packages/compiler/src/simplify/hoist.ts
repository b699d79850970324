/**
 * Work that does not change from step to step leaves its loop, and so does a
 * contraction of a slice with an invariant: one contraction over all steps
 * before the loop runs at the rate of a large product. A loop with checkpoints
 * has its steps be large products already, and exists so as not to keep them all.
 */
import { build, type ContractNode, type Node, type ScanNode } from "../ir/index.ts";
import { constantOf } from "./algebra.ts";
import { LoopDraft } from "./loopDraft.ts";
import { instantiate } from "./rewrite.ts";

export function hoistFromScan(scan: ScanNode): (Node | undefined)[] | undefined {
  const draft = new LoopDraft(scan);
  hoistInvariants(draft);
  if (!scan.checkpoint) hoistContractions(draft);
  return draft.finish();
}

/** Spreading costs nothing where it is read, and memory where it is kept. */
const staysInside = (node: Node): boolean =>
  node.kind === "parameter" ||
  node.kind === "constant" ||
  node.kind === "extent" ||
  node.kind === "iota" ||
  node.kind === "broadcast";

function hoistInvariants(draft: LoopDraft): void {
  const varying = draft.dependents([...draft.carries, ...draft.slices]);
  const frontier = new Set<Node>();
  const consider = (node: Node): void => {
    if (varying.has(node)) return;
    if (node.kind === "broadcast") node.inputs.forEach(consider);
    else if (!staysInside(node) && constantOf(node) === undefined) frontier.add(node);
  };
  for (const node of draft.nodes()) if (varying.has(node)) node.inputs.forEach(consider);
  draft.carries.forEach((c) => consider(c.next));
  if (frontier.size === 0) return;
  const roots = [...frontier];
  const outside = instantiate(
    { parameters: [], results: roots },
    new Map(draft.invariants.map((v) => [v.parameter, v.input])),
  );
  draft.replace(
    new Map(
      roots.map((node, i) => {
        const parameter = build.parameter("argument", "hoisted", node.shape, node.dtype);
        draft.invariants.push({ parameter, input: outside[i]! });
        return [node, parameter];
      }),
    ),
  );
}

function hoistContractions(draft: LoopDraft): void {
  const carried = draft.dependents(draft.carries);
  const sliced = draft.dependents(draft.slices);
  const stacked = new Map<Node, Node>(draft.slices.map((s) => [s.parameter, s.input]));
  const fixed = new Map<Node, Node>(draft.invariants.map((v) => [v.parameter, v.input]));
  const map = new Map<Node, Node>();
  for (const node of draft.nodes()) {
    if (node.kind !== "contract" || carried.has(node) || node.spec.batch.length > 0) continue;
    const outside = overTime(node, sliced, stacked, fixed, draft.scan.length);
    if (!outside) continue;
    const parameter = build.parameter("argument", "hoisted", node.shape, node.dtype);
    draft.slices.push({ parameter, input: outside });
    stacked.set(node, outside);
    map.set(node, parameter);
  }
  draft.replace(map);
}

/** The contraction for all steps at once, where one side is made from slices by maps and the other is an invariant. */
function overTime(
  node: ContractNode,
  sliced: ReadonlySet<Node>,
  stacked: ReadonlyMap<Node, Node>,
  fixed: ReadonlyMap<Node, Node>,
  length: number,
): Node | undefined {
  const [left, right] = node.inputs as [Node, Node];
  const weight = fixed.get(right);
  const operand = weight && allSteps(left, sliced, stacked, fixed, length);
  if (!operand) return undefined;
  return build.contract(operand, weight, { batch: [], contract: node.spec.contract.map(([l, r]) => [l + 1, r]) });
}
/** A body node's values at every step, [length, ...]. */
function allSteps(
  node: Node,
  sliced: ReadonlySet<Node>,
  stacked: ReadonlyMap<Node, Node>,
  fixed: ReadonlyMap<Node, Node>,
  length: number,
): Node | undefined {
  const known = stacked.get(node);
  if (known) return known;
  if (!sliced.has(node)) {
    const constant = fixed.get(node) ?? (node.inputs.length === 0 && node.kind !== "parameter" ? node : undefined);
    const source = constant ?? (node.kind === "broadcast" ? allSource(node, fixed) : undefined);
    return (
      source &&
      build.broadcast(
        source,
        [length, ...source.shape],
        source.shape.map((_, a) => a + 1),
      )
    );
  }
  if (node.kind !== "map") return undefined;
  const inputs = node.inputs.map((i) => allSteps(i, sliced, stacked, fixed, length));
  if (!inputs.every((i) => i !== undefined)) return undefined;
  return build.map(node.fn, inputs, node.fn === "cast" || node.fn === "bitcast" ? node.dtype : undefined);
}
function allSource(node: Node, fixed: ReadonlyMap<Node, Node>): Node | undefined {
  const inner = node.inputs[0]!;
  const source = fixed.get(inner) ?? (inner.kind === "constant" || inner.kind === "extent" ? inner : undefined);
  return source && build.withInputs(node, [source]);
}
