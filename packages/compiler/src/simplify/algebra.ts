/**
 * Identities of scalar primitives that hold in IEEE arithmetic for every value,
 * NaN and infinities included; only the sign of a zero may change. Nothing here
 * reassociates a sum or a product.
 */
import { isFloating, isStatic, type DType } from "../core/index.ts";
import { build, scalarFacts, type MapNode, type Node, type PadNode } from "../ir/index.ts";
import type { Rule, Rules } from "./rewrite.ts";
import { foldMap } from "./fold.ts";

/** The scalar of a constant, spread or not. */
export function constantOf(node: Node): number | undefined {
  if (node.kind === "broadcast" || node.kind === "reshape") return constantOf(node.inputs[0]!);
  return node.kind === "constant" ? node.value : undefined;
}
const isMap = <F extends MapNode["fn"]>(node: Node, fn: F): node is MapNode & { fn: F } =>
  node.kind === "map" && node.fn === fn;
const map = (fn: MapNode["fn"], ...inputs: Node[]): Node => build.map(fn, inputs);

/** f(x, identity) = x, on either side where f commutes. */
const dropIdentity: Rule<"map"> = (node) => {
  const { identity, commutative } = scalarFacts[node.fn];
  const [a, b] = node.inputs;
  if (identity === undefined || !a || !b) return undefined;
  if (constantOf(b) === identity) return a;
  return commutative && constantOf(a) === identity ? b : undefined;
};

const signs: Rule<"map"> = (node) => {
  const [a, b] = node.inputs as [Node, Node | undefined];
  switch (node.fn) {
    case "neg":
      // -(a - b) = b - a, but for the sign of a zero
      return isMap(a, "neg") ? a.inputs[0] : isMap(a, "sub") ? map("sub", a.inputs[1]!, a.inputs[0]!) : undefined;
    case "add":
      if (isMap(b!, "neg")) return map("sub", a, b.inputs[0]!);
      return isMap(a, "neg") ? map("sub", b!, a.inputs[0]!) : undefined;
    case "sub":
      if (isMap(b!, "neg")) return map("add", a, b.inputs[0]!);
      return constantOf(a) === 0 ? map("neg", b!) : undefined;
    case "mul":
    case "div":
      // Signs move outwards, where they cancel or become a subtraction. Integers wrap around before they are divided.
      if (node.fn === "div" && !isFloating(node.dtype)) return undefined;
      if (isMap(a, "neg")) return map("neg", map(node.fn, a.inputs[0]!, b!));
      if (isMap(b!, "neg")) return map("neg", map(node.fn, a, b.inputs[0]!));
      if (constantOf(b!) === -1) return map("neg", a);
      return node.fn === "mul" && constantOf(a) === -1 ? map("neg", b!) : undefined;
    case "not":
      return isMap(a, "not") ? a.inputs[0] : undefined;
    default:
      return undefined;
  }
};

const choices: Rule<"map"> = (node) => {
  if (node.fn !== "select") return undefined;
  const [condition, yes, no] = node.inputs as [Node, Node, Node];
  const known = constantOf(condition);
  if (known !== undefined) return known !== 0 ? yes : no;
  if (yes === no) return yes;
  return isMap(condition, "not") ? map("select", condition.inputs[0]!, no, yes) : undefined;
};

/** x · (c ? -1 : 1), the slope of an absolute value, is a choice between -x and x. */
const signChoice: Rule<"map"> = (node) => {
  if (node.fn !== "mul") return undefined;
  for (const [x, choice] of [node.inputs, [...node.inputs].reverse()] as [Node, Node][]) {
    if (!isMap(choice, "select")) continue;
    const signs = choice.inputs.slice(1).map(constantOf);
    if (!signs.every((s) => s === 1 || s === -1)) continue;
    const [yes, no] = signs.map((s) => (s === 1 ? x : map("neg", x)));
    return map("select", choice.inputs[0]!, yes!, no!);
  }
  return undefined;
};

/** x / 2^k = x · 2^-k, exactly. */
const powersOfTwo: Rule<"map"> = (node) => {
  if (node.fn !== "div" || !isFloating(node.dtype)) return undefined;
  const divisor = constantOf(node.inputs[1]!);
  if (divisor === undefined) return undefined;
  const exponent = Math.log2(Math.abs(divisor));
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 100 || 2 ** exponent !== Math.abs(divisor)) return undefined;
  return map("mul", node.inputs[0]!, build.fill(build.constant(1 / divisor, node.dtype), node.shape));
};

/** What no value of the node is below, NaN aside, as far as one can see. */
function least(node: Node, depth = 4): number {
  const constant = constantOf(node);
  if (constant !== undefined) return Number.isNaN(constant) ? -Infinity : constant;
  const bound = node.kind === "map" && isFloating(node.dtype) ? scalarFacts[node.fn].least : undefined;
  if (bound === undefined || depth === 0) return -Infinity;
  return bound === "zero" ? 0 : Math.max(...node.inputs.map((i) => least(i, depth - 1)));
}
/** What is never negative is its own absolute value, and nothing is below its least. A NaN compares false too. */
const bounds: Rule<"map"> = (node) => {
  const [a, b] = node.inputs as [Node, Node | undefined];
  if (node.fn === "abs") return least(a) >= 0 ? a : undefined;
  if (node.fn !== "lt" || !isFloating(a.dtype)) return undefined;
  const limit = constantOf(b!);
  if (limit === undefined || !(least(a) >= limit)) return undefined;
  return build.fill(build.constant(0, "bool"), node.shape);
};

/** Whether every value of one type is a value of the other. */
const lossless = (from: DType, to: DType): boolean =>
  from === to || from === "bool" || (to === "float64" && from !== "float64");
const casts: Rule<"map"> = (node) => {
  const x = node.inputs[0]!;
  if (node.fn === "bitcast")
    return x.dtype === node.dtype
      ? x
      : isMap(x, "bitcast")
        ? build.map("bitcast", [x.inputs[0]!], node.dtype)
        : undefined;
  if (node.fn !== "cast") return undefined;
  if (x.dtype === node.dtype) return x;
  if (!isMap(x, "cast") || !lossless(x.inputs[0]!.dtype, x.dtype)) return undefined;
  return build.map("cast", [x.inputs[0]!], node.dtype);
};

/**
 * A sum of zero-padded pieces that do not overlap is their concatenation: what
 * the gradients of several slices of one node add up to.
 */
const sumOfPads: Rule<"map"> = (node) => {
  if (node.fn !== "add") return undefined;
  const pieces: PadNode[] = [];
  const stack: Node[] = [node];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (isMap(next, "add")) stack.push(next.inputs[1]!, next.inputs[0]!);
    else if (next.kind === "pad" && constantOf(next.inputs[1]!) === 0 && next.interior.every((i) => i === 0))
      pieces.push(next);
    else return undefined;
    if (pieces.length + stack.length > 64) return undefined;
  }
  const axis = node.shape.findIndex((_, a) => pieces.some((p) => p.low[a] !== 0 || p.high[a] !== 0));
  if (!pieces.every((p) => p.shape.every((_, a) => a === axis || (p.low[a] === 0 && p.high[a] === 0))))
    return undefined;
  pieces.sort((p, q) => p.low[axis]! - q.low[axis]!);
  const extent = (p: PadNode): number => p.inputs[0]!.shape[axis] as number;
  if (
    !isStatic(node.shape[axis]!) ||
    !pieces.every((p, i) => i === 0 || p.low[axis] === pieces[i - 1]!.low[axis]! + extent(pieces[i - 1]!))
  )
    return undefined;
  const joined = build.concat(
    pieces.map((p) => p.inputs[0]!),
    axis,
  );
  return build.pad(joined, pieces[0]!.inputs[1]!, pieces[0]!.low, pieces[pieces.length - 1]!.high);
};

/** Reductions whose result is plain without adding anything up in another order. */
const constantReductions: Rule<"reduce"> = (node) => {
  const x = node.inputs[0]!;
  const flat = node.axes.filter((a) => x.shape[a] === 1);
  if (flat.length > 0) {
    const kept = [...x.shape.keys()].filter((a) => !flat.includes(a));
    const dropped = build.reshape(
      x,
      kept.map((a) => x.shape[a]!),
    );
    return build.reduce(
      node.fn,
      dropped,
      node.axes.filter((a) => !flat.includes(a)).map((a) => kept.indexOf(a)),
    );
  }
  const value = constantOf(x);
  if (value !== undefined && value === scalarFacts[node.fn].identity)
    return build.fill(build.constant(value, node.dtype), node.shape);
  return undefined;
};

/** There is no choice along an axis of one element. */
const onlyChoice: Rule<"argReduce"> = (node) =>
  node.inputs[0]!.shape[node.axis] === 1 ? build.fill(build.constant(0, node.dtype), node.shape) : undefined;

/** x / x and the like are left alone: NaN and infinities differ. */
export const algebraRules = {
  map: [foldMap, dropIdentity, signs, choices, signChoice, bounds, casts, powersOfTwo, sumOfPads],
  reduce: [constantReductions],
  argReduce: [onlyChoice],
} satisfies Rules;
