/**
 * Loops and branches whose bodies are functions on nodes. A body may use any
 * node from outside: what does not depend on its arguments is found here and
 * becomes a loop invariant, computed once before the loop.
 */
import { formatShape, isStatic, sameShape, TacetError } from "../core/index.ts";
import {
  build,
  customGradient,
  topological,
  withGradient,
  type Node,
  type ParameterNode,
  type Subgraph,
} from "../ir/index.ts";
import { scanInSegments } from "./segments.ts";

let depth = 0;
/** How many bodies of loops and branches are being recorded, one inside another. */
export const bodyDepth = (): number => depth;
function record<R>(f: () => R): R {
  depth++;
  try {
    return f();
  } finally {
    depth--;
  }
}

export interface ScanResult {
  /** The last carries. */
  readonly carries: Node[];
  /** One entry a step, stacked along a new first axis. */
  readonly outputs: Node[];
}
export interface ScanOptions {
  /** Steps, where there is nothing to scan over. */
  readonly length?: number;
  /** From the last step to the first; outputs stay at their step's index. */
  readonly reverse?: boolean;
  /**
   * Whether a gradient keeps only the carries at about √length steps and computes those between them again: less memory,
   * for about half again the time. Default false.
   */
  readonly checkpoint?: boolean;
}

/**
 * Runs `body` once a step: on the carries and one slice (the first axis
 * dropped) of each of `xs` [length, ...]. It returns the next carries, of
 * the same shapes and types, and what to stack.
 */
export function scanNodes(
  body: (carries: Node[], slices: Node[]) => { carries: readonly Node[]; outputs: readonly Node[] },
  initial: readonly Node[],
  xs: readonly Node[],
  options: ScanOptions = {},
): ScanResult {
  const first = xs[0]?.shape[0] ?? options.length;
  if (first === undefined)
    throw new TacetError("scan: expected a tensor to scan over or the option `length`, received neither.");
  if (!isStatic(first))
    throw new TacetError(`scan: the first axis of ${formatShape(xs[0]!.shape)} is the batch; move the steps there.`);
  const wrong = xs.find((x) => x.shape[0] !== first);
  if (wrong)
    throw new TacetError(
      `scan: expected ${first} steps in every tensor, received one of shape ${formatShape(wrong.shape)}.`,
    );
  const carried = initial.map((c, i) => build.parameter("argument", `carry${i}`, c.shape, c.dtype));
  const slices = xs.map((x, i) => build.parameter("argument", `slice${i}`, x.shape.slice(1), x.dtype));
  const { carries, outputs } = record(() => body(carried, slices));
  if (carries.length !== initial.length)
    throw new TacetError(`scan: the body must return ${initial.length} carried tensors, received ${carries.length}.`);
  carries.forEach((c, i) => {
    const start = initial[i]!;
    if (c.dtype !== start.dtype || !sameShape(c.shape, start.shape))
      throw new TacetError(
        `scan: carried tensor ${i} starts as ${start.dtype} ${formatShape(start.shape)} and the body makes it ${c.dtype} ${formatShape(c.shape)}; both must be equal.`,
      );
  });
  const args = [...carried, ...slices];
  const inside = new Set<Node>(args);
  const closed = close(args, [...carries, ...outputs], (node) => {
    if (node.inputs.some((i) => inside.has(i))) inside.add(node);
    return inside.has(node);
  });
  const loop = (options.checkpoint ?? false) && first > 3 ? scanInSegments : build.scan;
  const results = loop(closed.body, [...initial, ...xs, ...closed.free], {
    length: first,
    carries: initial.length,
    slices: xs.length,
    reverse: options.reverse ?? false,
  });
  return { carries: results.slice(0, initial.length), outputs: results.slice(initial.length) };
}

/** Runs one of two bodies; both return tensors of the same shapes and types. */
export function condNodes(predicate: Node, then: () => readonly Node[], otherwise: () => readonly Node[]): Node[] {
  // What a body makes has a later id than this marker; all else comes from outside.
  const marker = build.constant(0, "int32").id;
  const [a, b] = [record(then), record(otherwise)];
  const unlike = a.length !== b.length || a.some((n, i) => n.dtype !== b[i]!.dtype || !sameShape(n.shape, b[i]!.shape));
  const describe = (nodes: readonly Node[]) => nodes.map((n) => `${n.dtype} ${formatShape(n.shape)}`).join(", ");
  if (unlike)
    throw new TacetError(
      `cond: both branches must return the same shapes and types, received ${describe(a)} and ${describe(b)}.`,
    );
  // State is outside of every body, even where a body is the first to ask for it.
  const inside = (node: Node) => node.id > marker && node.kind !== "parameter";
  const { free } = close([], [...a, ...b], inside);
  // Each branch is closed by itself over the union of what both use.
  const branch = (results: readonly Node[]): Subgraph => close([], results, inside, free).body;
  return build.cond(predicate, branch(a), branch(b), free);
}

/**
 * Rebuilds results over parameters for the nodes that they use from outside.
 * `isInside` is asked for each node after its operands. Constants, and views
 * that only spread them, stay in the body; so do broadcasts, whose operand is
 * smaller.
 */
function close(
  args: readonly ParameterNode[],
  results: readonly Node[],
  isInside: (node: Node) => boolean,
  known: readonly Node[] = [],
): { body: Subgraph; free: Node[] } {
  const free: Node[] = [...known];
  const parameters: ParameterNode[] = known.map((n, i) => build.parameter("argument", `free${i}`, n.shape, n.dtype));
  const replaced = new Map<Node, Node>(args.map((a) => [a, a]));
  known.forEach((n, i) => replaced.set(n, parameters[i]!));
  const order = topological(results);
  const inside = new Set(order.filter(isInside));
  const cheap = new Set<Node>();
  for (const node of order) {
    const constant = node.kind === "constant" || node.kind === "extent" || node.kind === "iota";
    if (
      constant ||
      (node.inputs.length > 0 &&
        (node.kind === "broadcast" || node.kind === "reshape") &&
        node.inputs.every((i) => cheap.has(i)))
    )
      cheap.add(node);
  }
  const visit = (node: Node): Node => {
    const done = replaced.get(node);
    if (done) return done;
    if (cheap.has(node)) return node;
    if (!inside.has(node) && node.kind !== "broadcast") {
      const parameter = build.parameter("argument", `free${free.length}`, node.shape, node.dtype);
      free.push(node);
      parameters.push(parameter);
      replaced.set(node, parameter);
      return parameter;
    }
    const rebuilt = rebuild(node, node.inputs.map(visit), visit);
    replaced.set(node, rebuilt);
    return rebuilt;
  };
  // Operands come first in the order, so that no visit goes deep.
  for (const node of order) if (inside.has(node)) visit(node);
  return { body: { parameters: [...args, ...parameters], results: results.map(visit) }, free };
}
function rebuild(node: Node, inputs: readonly Node[], visit: (node: Node) => Node): Node {
  const rebuilt = build.withInputs(node, inputs);
  const custom = customGradient(node);
  return custom && rebuilt !== node ? withGradient(custom.inputs.map(visit), rebuilt, custom.pullback) : rebuilt;
}
