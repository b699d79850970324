/**
 * Loops and branches without what they need not have: results nobody reads,
 * carries that never change, arguments that are not used, are constant, or are
 * given twice.
 */
import {
  build,
  topological,
  type CondNode,
  type Node,
  type ParameterNode,
  type ScanNode,
  type Subgraph,
} from "../ir/index.ts";
import { constantOf } from "./algebra.ts";
import { LoopDraft, type Argument } from "./loopDraft.ts";
import { instantiate } from "./rewrite.ts";

export function pruneScan(scan: ScanNode, used: ReadonlySet<number>): (Node | undefined)[] | undefined {
  const draft = new LoopDraft(scan);
  dropUnread(draft, used);
  fixUnchanged(draft);
  inlineConstants(draft);
  shareArguments(draft);
  knowOutputs(draft);
  dropUnused(draft);
  return draft.finish();
}

/** Results that are not read, carries that only feed themselves. */
function dropUnread(draft: LoopDraft, used: ReadonlySet<number>): void {
  draft.outputs = keepIf(draft, draft.outputs, (o) => used.has(o.index));
  let live = draft.carries.filter((c) => used.has(c.index));
  for (;;) {
    const reached = new Set(topological([...live.map((c) => c.next), ...draft.outputs.map((o) => o.value)]));
    const more = draft.carries.filter((c) => live.includes(c) || reached.has(c.parameter));
    if (more.length === live.length) break;
    live = more;
  }
  draft.carries = keepIf(draft, draft.carries, (c) => live.includes(c));
}
function keepIf<T>(draft: LoopDraft, list: readonly T[], condition: (item: T) => boolean): T[] {
  const kept = list.filter(condition);
  if (kept.length < list.length) draft.changed = true;
  return kept;
}

/** A carry that hands itself on is an invariant. */
function fixUnchanged(draft: LoopDraft): void {
  for (const carry of draft.carries.filter((c) => c.next === c.parameter)) {
    draft.known.set(carry.index, carry.initial);
    draft.invariants.push({ parameter: carry.parameter, input: carry.initial });
  }
  draft.carries = keepIf(draft, draft.carries, (c) => c.next !== c.parameter);
}

/** Constants go into the body; a slice of what is the same at every step is an invariant. */
function inlineConstants(draft: LoopDraft): void {
  const map = new Map<Node, Node>();
  const constant = (a: Argument): boolean => {
    const value = constantOf(a.input);
    if (value === undefined) return false;
    map.set(a.parameter, build.fill(build.constant(value, a.parameter.dtype), a.parameter.shape));
    return true;
  };
  draft.slices = draft.slices.filter((s) => {
    if (constant(s)) return false;
    if (s.input.kind !== "broadcast" || s.input.axes.includes(0)) return true;
    const source = s.input.inputs[0]!;
    const parameter = build.parameter("argument", s.parameter.name, source.shape, source.dtype);
    draft.invariants.push({ parameter, input: source });
    map.set(
      s.parameter,
      build.broadcast(
        parameter,
        s.parameter.shape,
        s.input.axes.map((a) => a - 1),
      ),
    );
    return false;
  });
  draft.invariants = draft.invariants.filter((v) => !constant(v));
  draft.replace(map);
}

/** The same input given twice is one argument. */
function shareArguments(draft: LoopDraft): void {
  const map = new Map<Node, Node>();
  const share = (args: readonly Argument[]): Argument[] => {
    const first = new Map<Node, ParameterNode>();
    return args.filter((a) => {
      const before = first.get(a.input);
      if (before) map.set(a.parameter, before);
      else first.set(a.input, a.parameter);
      return before === undefined;
    });
  };
  draft.slices = share(draft.slices);
  draft.invariants = share(draft.invariants);
  draft.replace(map);
}

/** Outputs that are known without the loop, or put out already. */
function knowOutputs(draft: LoopDraft): void {
  const varying = draft.dependents([...draft.carries, ...draft.slices]);
  const first = new Map<Node, number>();
  draft.outputs = keepIf(draft, draft.outputs, (o) => {
    const slice = draft.slices.find((s) => s.parameter === o.value);
    if (slice) draft.known.set(o.index, slice.input);
    else if (!varying.has(o.value)) {
      const args = new Map(draft.invariants.map((v) => [v.parameter, v.input]));
      const value = instantiate({ parameters: [], results: [o.value] }, args)[0]!;
      draft.known.set(
        o.index,
        build.broadcast(
          value,
          [draft.scan.length, ...value.shape],
          value.shape.map((_, a) => a + 1),
        ),
      );
    } else if (first.has(o.value)) draft.equal.set(o.index, first.get(o.value)!);
    else {
      first.set(o.value, o.index);
      return true;
    }
    return false;
  });
}

function dropUnused(draft: LoopDraft): void {
  const reached = new Set(draft.nodes());
  draft.slices = keepIf(draft, draft.slices, (s) => reached.has(s.parameter));
  draft.invariants = keepIf(draft, draft.invariants, (v) => reached.has(v.parameter));
}

/** A branch that is known is taken; results and arguments that are not used go. */
export function pruneCond(node: CondNode, used: ReadonlySet<number>): (Node | undefined)[] | undefined {
  const args = node.inputs.slice(1);
  const known = constantOf(node.inputs[0]!);
  if (known !== undefined) {
    const body = known !== 0 ? node.then : node.otherwise;
    return instantiate(body, new Map(body.parameters.map((p, i) => [p, args[i]!])));
  }
  const kept = [...node.then.results.keys()].filter((i) => used.has(i));
  const cut = (body: Subgraph): Node[] => kept.map((i) => body.results[i]!);
  const reached = new Set(topological([...cut(node.then), ...cut(node.otherwise)]));
  const wanted = [...args.keys()].filter(
    (i) => reached.has(node.then.parameters[i]!) || reached.has(node.otherwise.parameters[i]!),
  );
  if (kept.length === node.then.results.length && wanted.length === args.length) return undefined;
  const smaller = (body: Subgraph): Subgraph => ({
    parameters: wanted.map((i) => body.parameters[i]!),
    results: cut(body),
  });
  const results = build.cond(
    node.inputs[0]!,
    smaller(node.then),
    smaller(node.otherwise),
    wanted.map((i) => args[i]!),
  );
  const out: (Node | undefined)[] = [];
  kept.forEach((i, k) => (out[i] = results[k]!));
  return out;
}
