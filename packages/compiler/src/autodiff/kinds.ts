/**
 * The pullback of each kind of node with one result: from the cotangent of the
 * result to those of its inputs. Loops and branches are in scan.ts and cond.ts.
 */
import { isStatic, type Extent, type Shape } from "../core/index.ts";
import {
  build,
  scatterAddAlong,
  type Accumulator,
  type ContractNode,
  type CumulateNode,
  type Kind,
  type Node,
  type NodeOf,
  type ReduceNode,
  type Reducer,
} from "../ir/index.ts";
import { mapRule } from "./elementwise.ts";

/** `wanted[i]` says whether anything asked for depends on input i; other entries of the result are ignored. */
type Rule<K extends Kind> = (
  node: NodeOf<K>,
  cotangent: Node,
  wanted: readonly boolean[],
) => readonly (Node | undefined)[];
export type SingleKind = Exclude<Kind, "scan" | "cond" | "project">;

const none = (): readonly undefined[] => [];
const zero = (x: Node): Node => build.constant(0, x.dtype);
const ones = (shape: readonly unknown[]): number[] => shape.map(() => 1);
/** The extent; 1 for the batch, which is taken whole. */
const size = (shape: Shape, axis: number): number => {
  const e = shape[axis]!;
  return isStatic(e) ? e : 1;
};
const inverse = (order: readonly number[]): number[] => order.map((_, i) => order.indexOf(i));
const except = (rank: number, axes: readonly number[]): number[] =>
  [...Array(rank).keys()].filter((a) => !axes.includes(a));

export const rules: { readonly [K in SingleKind]: Rule<K> } = {
  constant: none,
  literal: none,
  parameter: none,
  extent: none,
  iota: none,
  random: none,
  argReduce: none,
  argSort: none,
  cumulate: (node, g) => [cumulatePullbacks[node.fn](node, g)],
  map: mapRule,
  reduce: (node, g) => [reducePullbacks[node.fn](node, g)],
  contract: contractRule,
  reshape: (node, g) => [build.reshape(g, node.inputs[0]!.shape)],
  permute: (node, g) => [build.permute(g, inverse(node.order))],
  broadcast: (node, g) => {
    const x = node.inputs[0]!;
    const kept = node.axes.filter((a, i) => !(x.shape[i] === 1 && node.shape[a] !== 1));
    return [build.reshape(build.reduce("add", g, except(node.shape.length, kept)), x.shape)];
  },
  slice: (node, g) => {
    const x = node.inputs[0]!;
    const high = node.start.map((s, i) => {
      const n = size(node.shape, i);
      return size(x.shape, i) - (n === 0 ? s : s + (n - 1) * node.stride[i]! + 1);
    });
    return [
      build.pad(
        g,
        zero(g),
        node.start,
        high,
        node.stride.map((s) => s - 1),
      ),
    ];
  },
  pad: (node, g, wanted) => {
    const [x, value] = node.inputs as readonly [Node, Node];
    const put = (): Node => {
      const no = build.constant(0, "bool");
      const isPadding = build.pad(
        build.fill(no, x.shape),
        build.constant(1, "bool"),
        node.low,
        node.high,
        node.interior,
      );
      const kept = build.map("select", [isPadding, g, build.fill(zero(g), g.shape)]);
      return build.reduce("add", kept, [...g.shape.keys()]);
    };
    const stride = node.interior.map((n) => n + 1);
    return [
      wanted[0] ? build.slice(g, node.low, x.shape, stride) : undefined,
      wanted[1] && value.dtype === g.dtype ? put() : undefined,
    ];
  },
  flip: (node, g) => [build.flip(g, node.axes)],
  window: (node, g) => [build.overlapAdd(g, node.inputs[0]!.shape, node.windows)],
  overlapAdd: (node, g) => [build.window(g, node.windows)],
  concat: (node, g, wanted) => {
    let offset = 0;
    return node.inputs.map((x, i) => {
      const start = x.shape.map((_, a) => (a === node.axis ? offset : 0));
      offset += size(x.shape, node.axis);
      return wanted[i] ? build.slice(g, start, x.shape, ones(x.shape)) : undefined;
    });
  },
  gather: (node, g) => {
    const [table, indices] = node.inputs as readonly [Node, Node];
    const rows = table.shape[0]!;
    // Clamped as gather reads; scatterAdd would drop an index outside.
    const bound = (e: Extent): Node => build.fill(build.extent(e, "int32"), indices.shape);
    const last = build.map("sub", [bound(rows), bound(1)]);
    const inside = build.map("min", [build.map("max", [indices, bound(0)]), last]);
    return [build.scatterAdd(inside, g, rows), undefined];
  },
  scatterAdd: (node, g) => {
    const [indices, updates] = node.inputs as readonly [Node, Node];
    const bound = (e: Extent): Node => build.fill(build.extent(e, "int32"), indices.shape);
    const inside = build.map("and", [
      build.map("le", [bound(0), indices]),
      build.map("lt", [indices, bound(node.shape[0]!)]),
    ]);
    const mask = build.broadcast(inside, updates.shape, [...indices.shape.keys()]);
    return [undefined, build.map("select", [mask, build.gather(g, indices), build.fill(zero(g), updates.shape)])];
  },
};

/** From the cotangent of a reduction to that of its operand. */
const reducePullbacks: Readonly<Record<Reducer, (node: ReduceNode, g: Node) => Node | undefined>> = {
  add: (node, g) => along(node, g),
  mul: productRule,
  max: shareRule,
  min: shareRule,
  and: () => undefined,
  or: () => undefined,
};
/** A reduction's result, spread over its operand. */
const along = (node: ReduceNode, result: Node): Node => {
  const shape = node.inputs[0]!.shape;
  return build.broadcast(result, shape, except(shape.length, node.axes));
};
/** The elements equal to the extremum share its cotangent evenly. */
function shareRule(node: ReduceNode, g: Node): Node {
  const x = node.inputs[0]!;
  const hits = build.map("cast", [build.map("eq", [x, along(node, node)])], g.dtype);
  const share = build.map("div", [g, build.reduce("add", hits, node.axes)]);
  return build.map("mul", [hits, along(node, share)]);
}
/**
 * The product of the others: the whole divided by the element, except where a
 * zero forbids it; then only a zero that is alone has a derivative, the product
 * of the rest.
 */
function productRule(node: ReduceNode, g: Node): Node {
  const x = node.inputs[0]!;
  const map = (fn: "eq" | "select" | "mul" | "div", ...operands: Node[]): Node => build.map(fn, operands);
  const like = (v: number, n: Node): Node => build.fill(build.constant(v, x.dtype), n.shape);
  const isZero = map("eq", x, like(0, x));
  const nonzero = map("select", isZero, like(1, x), x);
  const zeroCount = build.reduce("add", build.map("cast", [isZero], x.dtype), node.axes);
  const rest = build.reduce("mul", nonzero, node.axes);
  const ifZeros = (n: number): Node => along(node, map("select", map("eq", zeroCount, like(n, g)), rest, like(0, g)));
  const others = map("select", isZero, ifZeros(1), map("div", ifZeros(0), nonzero));
  return map("mul", along(node, g), others);
}

const cumulatePullbacks: Readonly<Record<Accumulator, (node: CumulateNode, g: Node) => Node>> = {
  add: (node, g) => back(node, g),
  mul: cumulativeProductRule,
  max: latestRule,
  min: latestRule,
};
/** What an element receives from all the sums that it entered. */
const back = (node: CumulateNode, g: Node): Node => build.cumulate("add", g, node.axis, !node.reverse);
/**
 * As for a product: the results divided by the element. Only the first zero of
 * a line has a derivative that isn't divided: through the results up to the next zero, of the products of the rest.
 */
function cumulativeProductRule(node: CumulateNode, g: Node): Node {
  const x = node.inputs[0]!;
  const map = (fn: "eq" | "select" | "mul" | "div", ...operands: Node[]): Node => build.map(fn, operands);
  const like = (v: number): Node => build.fill(build.constant(v, x.dtype), x.shape);
  const cumulate = (fn: Accumulator, of: Node): Node => build.cumulate(fn, of, node.axis, node.reverse);
  const isZero = map("eq", x, like(0));
  const nonzero = map("select", isZero, like(1), x);
  const zeros = cumulate("add", build.map("cast", [isZero], x.dtype));
  const through = map("mul", g, cumulate("mul", nonzero));
  const whereZeros = (n: number): Node => back(node, map("select", map("eq", zeros, like(n)), through, like(0)));
  return map("select", isZero, whereZeros(1), map("div", whereZeros(0), nonzero));
}
/** Each result's cotangent goes to the element it comes from; of equal ones to the latest. */
function latestRule(node: CumulateNode, g: Node): Node {
  const x = node.inputs[0]!;
  const places = build.iota(x.shape, node.axis, "int32");
  const nowhere = build.fill(build.constant(node.reverse ? 2 ** 31 - 1 : -1, "int32"), x.shape);
  const reached = build.map("select", [build.map("eq", [x, node]), places, nowhere]);
  const from = build.cumulate(node.reverse ? "min" : "max", reached, node.axis, node.reverse);
  return scatterAddAlong(from, g, node.axis, x.shape[node.axis]!);
}

/** d(l·r): each operand's is the cotangent contracted with the other operand over the other's free axes. */
function contractRule(node: ContractNode, g: Node, wanted: readonly boolean[]): (Node | undefined)[] {
  const [left, right] = node.inputs as readonly [Node, Node];
  const { batch } = node.spec;
  const { leftFree, rightFree } = build.freeAxes(left.shape.length, right.shape.length, node.spec);
  const leftAt = batch.length;
  const rightAt = leftAt + leftFree.length;
  const side = (s: 0 | 1): Node => {
    const other = s === 0 ? right : left;
    const otherFree = s === 0 ? rightFree : leftFree;
    const otherAt = s === 0 ? rightAt : leftAt;
    const ownFree = s === 0 ? leftFree : rightFree;
    const o = (1 - s) as 0 | 1;
    const batchPairs = batch.map((pair, i): [number, number] => [i, pair[o]]);
    const contractPairs = otherFree.map((axis, i): [number, number] => [otherAt + i, axis]);
    // What each result axis is in this operand: batch, its free axes (from g), its contracted ones (in the other's order).
    const contracted = [...node.spec.contract].sort((p, q) => p[o] - q[o]).map((pair) => pair[s]);
    const head = batch.map((pair) => pair[s]);
    const gFirst = [...head, ...ownFree, ...contracted];
    const otherFirst = [...head, ...contracted, ...ownFree];
    const inOrder = (axes: readonly number[]): boolean => axes.every((a, i) => a === i);
    const swap = inOrder(otherFirst) && !inOrder(gFirst);
    const flip = (pairs: readonly [number, number][]): [number, number][] => pairs.map(([a, b]) => [b, a]);
    const product = swap
      ? build.contract(other, g, { batch: flip(batchPairs), contract: flip(contractPairs) })
      : build.contract(g, other, { batch: batchPairs, contract: contractPairs });
    return build.permute(product, inverse(swap ? otherFirst : gFirst));
  };
  return [wanted[0] ? side(0) : undefined, wanted[1] ? side(1) : undefined];
}
