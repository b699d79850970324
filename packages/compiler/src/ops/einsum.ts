/** Sums of products over named axes (NumPy's einsum): operands are joined from left to right, each pair by one contraction. */
import { sameExtent, TacetError, type Extent } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { cast, floatingType, promotedType, range, type Operand } from "./operand.ts";
import { diagonal } from "./matrix.ts";

interface Term {
  readonly node: Node;
  /** One character an axis. */
  readonly labels: string;
}
/** Stand for the axes of an ellipsis, the last one first. */
const hidden = "ΑΒΓΔΕΖΗΘ";

/**
 * The subscripts name the axes of each operand, such as "ij,jk->ik"; without an arrow the result has, in alphabetical
 * order, the names that occur once. "..." stands for the axes that are not named.
 */
export function einsum(subscripts: string, ...operands: readonly Operand[]): Node {
  const type = floatingType(promotedType(operands));
  const nodes = operands.map((x) => cast(x, type));
  const [left = "", right] = subscripts.replaceAll(/\s/g, "").split("->");
  const parts = left.split(",");
  const fail = (why: string): never => {
    throw new TacetError(`einsum: ${JSON.stringify(subscripts)} ${why}.`);
  };
  if (parts.length !== nodes.length) fail(`names ${parts.length} operands, received ${nodes.length}`);
  const extents = new Map<string, Extent>();
  let ellipsis = "";
  let terms = nodes.map((node, i): Term => {
    const named = parts[i]!.replace("...", "").length;
    const open = parts[i]!.includes("...") ? hidden.slice(0, node.shape.length - named) : "";
    if (open.length > ellipsis.length) ellipsis = open;
    const labels = parts[i]!.replace("...", reversed(open));
    if (labels.length !== node.shape.length)
      fail(`names ${labels.length} axes of a tensor of rank ${node.shape.length}`);
    Array.from(labels).forEach((label, a) => {
      const extent = node.shape[a]!;
      const known = extents.get(label);
      if (known !== undefined && known !== 1 && extent !== 1 && !sameExtent(known, extent))
        fail(`has "${label}" in two sizes`);
      if (known === undefined || known === 1) extents.set(label, extent);
    });
    return { node, labels };
  });
  const counts = new Map<string, number>();
  for (const label of terms.flatMap((t) => Array.from(t.labels))) counts.set(label, (counts.get(label) ?? 0) + 1);
  const once = [...counts].filter(([label, n]) => n === 1 && !hidden.includes(label)).map(([label]) => label);
  const result = right?.replace("...", reversed(ellipsis)) ?? reversed(ellipsis) + once.sort().join("");
  for (const label of result) if (!extents.has(label)) fail(`has no operand with "${label}"`);

  terms = terms.map(withoutRepeats);
  let sum = terms[0]!;
  for (let i = 1; i <= terms.length; i++) {
    const later = result + terms.slice(i).map((t) => t.labels).join(""); // prettier-ignore
    sum = summed(sum, later);
    if (i < terms.length) sum = joined(sum, summed(terms[i]!, result + sum.labels + terms.slice(i + 1).map((t) => t.labels).join("")), later, result, extents); // prettier-ignore
  }
  const order = Array.from(result).map((label) => sum.labels.indexOf(label));
  const present = build.permute(
    sum.node,
    order.filter((a) => a >= 0),
  );
  return build.broadcast(present, Array.from(result).map((l) => extents.get(l)!), range(0, result.length).filter((i) => order[i]! >= 0)); // prettier-ignore
}
const reversed = (labels: string): string => Array.from(labels).reverse().join("");

/** A label twice in one operand takes the diagonal. */
function withoutRepeats(term: Term): Term {
  const { node, labels } = term;
  const second = Array.from(labels).findIndex((label, a) => labels.indexOf(label) < a);
  if (second < 0) return term;
  const first = labels.indexOf(labels[second]!);
  const rest = Array.from(labels)
    .filter((_, a) => a !== first && a !== second)
    .join("");
  return withoutRepeats({ node: diagonal(node, 0, first, second), labels: rest + labels[second]! });
}
/** Axes that nothing else names are summed at once. */
function summed({ node, labels }: Term, later: string): Term {
  const over = range(0, labels.length).filter((a) => !later.includes(labels[a]!));
  return {
    node: build.reduce("add", node, over),
    labels: Array.from(labels)
      .filter((_, a) => !over.includes(a))
      .join(""),
  };
}
/** Shared axes are contracted, or run along where they are needed later. */
function joined(a: Term, b: Term, later: string, result: string, extents: ReadonlyMap<string, Extent>): Term {
  // What is to be broadcast stays out of the contraction: an axis of 1 against a larger one.
  const rest = result + later.slice(result.length);
  const full = (t: Term, label: string): boolean =>
    t.node.shape[t.labels.indexOf(label)] !== 1 || extents.get(label) === 1;
  const shared = Array.from(a.labels).filter((label) => b.labels.includes(label));
  const uneven = shared.filter((label) => full(a, label) !== full(b, label));
  if (uneven.length > 0) {
    const drop = (t: Term): Term => {
      const gone = uneven.filter((label) => !full(t, label)).map((label) => t.labels.indexOf(label));
      const keep = range(0, t.labels.length).filter((i) => !gone.includes(i));
      return { node: build.reshape(t.node, keep.map((i) => t.node.shape[i]!)), labels: keep.map((i) => t.labels[i]).join("") }; // prettier-ignore
    };
    const [x, y] = [drop(a), drop(b)];
    return joined(summed(x, rest + y.labels), summed(y, rest + x.labels), later, result, extents);
  }
  const pair = (label: string) => [a.labels.indexOf(label), b.labels.indexOf(label)] as const;
  const [kept, gone] = [shared.filter((l) => rest.includes(l)), shared.filter((l) => !rest.includes(l))];
  const node = build.contract(a.node, b.node, { batch: kept.map(pair), contract: gone.map(pair) });
  const own = (t: Term): string =>
    Array.from(t.labels)
      .filter((l) => !shared.includes(l))
      .join("");
  return { node, labels: kept.join("") + own(a) + own(b) };
}
