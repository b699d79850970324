/**
 * Views of views become one view; broadcasts move outwards, so that what is
 * equal along an axis is computed once.
 *
 * Canonical forms: a broadcast's operand has no axis of extent 1 and its result
 * is larger; what only adds or drops axes of extent 1 is a reshape; an iota has
 * one axis.
 */
import { isStatic, sameExtent, sameShape, sizeOf, type Shape } from "../core/index.ts";
import { build, scalarFacts, type BroadcastNode, type Node } from "../ir/index.ts";
import { constantOf } from "./algebra.ts";
import type { Rule } from "./rewrite.ts";
import { tiles, untile } from "./tiles.ts";

const range = (n: number): number[] => [...Array(n).keys()];
const withoutOnes = (shape: Shape): Shape => shape.filter((e) => e !== 1);

const reshapes: Rule<"reshape"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind === "reshape") return build.reshape(x.inputs[0]!, node.shape);
  if (x.kind === "broadcast") return reshapeBroadcast(x, node.shape);
  // Moving only axes of extent 1 moves no data.
  if (x.kind === "permute" && ascending(x.order.filter((a) => x.inputs[0]!.shape[a] !== 1)))
    return build.reshape(x.inputs[0]!, node.shape);
  return undefined;
};
const ascending = (list: readonly number[]): boolean => list.every((a, i) => i === 0 || a > list[i - 1]!);

/** Groups of axes of both shapes, as small as can be, with equal sizes. Axes of extent 1 go with the group before. */
function groups(from: Shape, to: Shape): { from: number[]; to: number[] }[] | undefined {
  const out: { from: number[]; to: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const group = { from: [] as number[], to: [] as number[] };
    const size = (shape: Shape, axes: number[]): ReturnType<typeof sizeOf> => sizeOf(axes.map((a) => shape[a]!));
    const take = (): void => {
      if (i < from.length && (j >= to.length || group.from.length === 0)) group.from.push(i++);
      if (j < to.length && group.to.length === 0) group.to.push(j++);
    };
    take();
    for (;;) {
      const [a, b] = [size(from, group.from), size(to, group.to)];
      if (sameExtent(a, b)) break;
      const fewer = isStatic(a) === isStatic(b) ? magnitude(a) < magnitude(b) : isStatic(a);
      if (fewer && i < from.length) group.from.push(i++);
      else if (!fewer && j < to.length) group.to.push(j++);
      else return undefined;
    }
    while (i < from.length && from[i] === 1) group.from.push(i++);
    while (j < to.length && to[j] === 1) group.to.push(j++);
    out.push(group);
  }
  return out;
}
const magnitude = (e: Shape[number]): number => (isStatic(e) ? e : e.batch);

/** Where each group of axes is either all new or all old, the broadcast stays outermost. */
function reshapeBroadcast(x: BroadcastNode, shape: Shape): Node | undefined {
  const source = x.inputs[0]!;
  if (source.shape.length === 0) return build.fill(source, shape);
  if (x.shape.some((e) => e === 0)) return undefined;
  const parts = groups(x.shape, shape);
  if (!parts) return undefined;
  const axes: number[] = [];
  for (const part of parts) {
    const real = part.from.filter((a) => x.shape[a] !== 1);
    const old = real.filter((a) => x.axes.includes(a));
    if (old.length === 0) continue;
    if (old.length !== real.length) return undefined;
    axes.push(...part.to);
  }
  return build.broadcast(
    build.reshape(
      source,
      axes.map((a) => shape[a]!),
    ),
    shape,
    axes,
  );
}

const broadcasts: Rule<"broadcast"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind === "broadcast")
    return build.broadcast(
      x.inputs[0]!,
      node.shape,
      x.axes.map((a) => node.axes[a]!),
    ); // ones are gone from x's operand
  const solid = range(x.shape.length).filter((i) => x.shape[i] !== 1);
  if (solid.length < x.shape.length)
    return build.broadcast(
      build.reshape(
        x,
        solid.map((i) => x.shape[i]!),
      ),
      node.shape,
      solid.map((i) => node.axes[i]!),
    );
  return sameShape(withoutOnes(node.shape), x.shape) ? build.reshape(x, node.shape) : undefined;
};

const permutes: Rule<"permute"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind === "permute")
    return build.permute(
      x.inputs[0]!,
      node.order.map((a) => x.order[a]!),
    );
  if (x.kind === "broadcast") {
    // New place of each axis of the source, then the source in the order of those places.
    const places = x.axes.map((a) => node.order.indexOf(a));
    const order = range(places.length).sort((p, q) => places[p]! - places[q]!);
    return build.broadcast(
      build.permute(x.inputs[0]!, order),
      node.shape,
      order.map((p) => places[p]!),
    );
  }
  return ascending(node.order.filter((a) => x.shape[a] !== 1)) ? build.reshape(x, node.shape) : undefined;
};

const slices: Rule<"slice"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind === "slice") {
    const start = node.start.map((s, i) => x.start[i]! + s * x.stride[i]!);
    return build.slice(
      x.inputs[0]!,
      start,
      node.shape,
      node.stride.map((s, i) => s * x.stride[i]!),
    );
  }
  if (x.kind === "broadcast") {
    const at = <T>(list: readonly T[]): T[] => x.axes.map((a) => list[a]!);
    return build.broadcast(
      build.slice(x.inputs[0]!, at(node.start), at(node.shape), at(node.stride)),
      node.shape,
      x.axes,
    );
  }
  if (x.kind === "pad") return sliceOfPad(node.shape, node.start, node.stride, x);
  if (x.kind === "concat") {
    const { axis } = x;
    const moved = range(node.shape.length).every((a) => node.stride[a] === 1);
    const [from, count] = [node.start[axis]!, node.shape[axis]!];
    if (!moved || !isStatic(count)) return undefined;
    let offset = 0;
    for (const part of x.inputs) {
      const extent = part.shape[axis] as number;
      if (from >= offset && from + count <= offset + extent)
        return build.slice(
          part,
          node.start.map((s, a) => (a === axis ? s - offset : s)),
          node.shape,
          node.stride,
        );
      offset += extent;
    }
  }
  return undefined;
};

/** Of neighbours in a padded operand: less padding of less of it, or nothing but padding. */
function sliceOfPad(
  shape: Shape,
  start: readonly number[],
  stride: readonly number[],
  x: Extract<Node, { kind: "pad" }>,
): Node | undefined {
  const [source, value] = x.inputs as [Node, Node];
  const pads: { low: number; high: number; from: number; count: Shape[number] }[] = [];
  for (const [a, count] of shape.entries()) {
    if (!isStatic(count)) {
      pads.push({ low: 0, high: 0, from: 0, count });
      continue;
    }
    if (count === 0 || (count > 1 && stride[a] !== 1)) return undefined;
    const step = x.interior[a]! + 1;
    const [begin, end] = [start[a]! - x.low[a]!, start[a]! + count - 1 - x.low[a]!]; // in the operand spread by `step`
    const first = Math.max(0, Math.ceil(begin / step));
    const last = Math.min((source.shape[a] as number) - 1, Math.floor(end / step));
    if (first > last) return build.fill(value, shape);
    pads.push({ low: first * step - begin, high: end - last * step, from: first, count: last - first + 1 });
  }
  const inner = build.slice(
    source,
    pads.map((p) => p.from),
    pads.map((p) => p.count),
  );
  return build.pad(
    inner,
    value,
    pads.map((p) => p.low),
    pads.map((p) => p.high),
    x.interior,
  );
}

const pads: Rule<"pad"> = (node) => {
  const [x, value] = node.inputs as [Node, Node];
  if (constantOf(x) !== undefined && constantOf(x) === constantOf(value)) return build.fill(value, node.shape);
  if (x.kind !== "pad" || x.inputs[1] !== value || node.interior.some((i) => i !== 0)) return undefined;
  return build.pad(
    x.inputs[0]!,
    value,
    node.low.map((l, a) => l + x.low[a]!),
    node.high.map((h, a) => h + x.high[a]!),
    x.interior,
  );
};

const flips: Rule<"flip"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind === "flip") {
    const odd = range(node.shape.length).filter((a) => node.axes.includes(a) !== x.axes.includes(a));
    return build.flip(x.inputs[0]!, odd);
  }
  if (x.kind !== "broadcast") return undefined;
  return build.broadcast(
    build.flip(
      x.inputs[0]!,
      range(x.axes.length).filter((i) => node.axes.includes(x.axes[i]!)),
    ),
    node.shape,
    x.axes,
  );
};

/** Windows of one element are a slice. */
const windows: Rule<"window"> = (node) => {
  if (!node.windows.every((w) => w.size === 1)) return undefined;
  const x = node.inputs[0]!;
  const stride = x.shape.map((_, a) => node.windows.find((w) => w.axis === a)?.stride ?? 1);
  return build.reshape(
    build.slice(
      x,
      stride.map(() => 0),
      node.shape.slice(0, x.shape.length),
      stride,
    ),
    node.shape,
  );
};

const concats: Rule<"concat"> = (node) => {
  if (node.inputs.some((i) => i.shape[node.axis] === 0)) {
    const solid = node.inputs.filter((i) => i.shape[node.axis] !== 0);
    return build.concat(solid.length > 0 ? solid : [node.inputs[0]!], node.axis);
  }
  if (node.inputs.some((i) => i.kind === "concat" && i.axis === node.axis)) {
    return build.concat(
      node.inputs.flatMap((i) => (i.kind === "concat" && i.axis === node.axis ? i.inputs : [i])),
      node.axis,
    );
  }
  return undefined;
};

const iotas: Rule<"iota"> = (node) =>
  node.shape.length > 1
    ? build.broadcast(build.iota([node.shape[node.axis]!], 0, node.dtype), node.shape, [node.axis])
    : undefined;

/** A map of operands that are all equal along some axes is computed without those axes. */
const mapOfBroadcasts: Rule<"map"> = (node) => {
  const spread = node.inputs.map((i) => (i.kind === "broadcast" ? i.axes : i.shape.length === 0 ? [] : undefined));
  if (node.shape.length === 0 || spread.some((axes) => axes === undefined)) return undefined;
  const axes = range(node.shape.length).filter((a) => spread.some((s) => s!.includes(a)));
  const shape = axes.map((a) => node.shape[a]!);
  if (sameShape(withoutOnes(node.shape), shape)) return undefined;
  const inputs = node.inputs.map((i, k) =>
    build.broadcast(
      i.inputs[0]!,
      shape,
      spread[k]!.map((a) => axes.indexOf(a)),
    ),
  );
  return build.broadcast(
    build.map(node.fn, inputs, node.fn === "cast" || node.fn === "bitcast" ? node.dtype : undefined),
    node.shape,
    axes,
  );
};

/** Over axes that vary, reduce once; over repeated ones, only where repeating changes nothing. */
const reduceOfBroadcast: Rule<"reduce"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind !== "broadcast") return undefined;
  const repeated = node.axes.filter((a) => !x.axes.includes(a));
  if (
    repeated.length > 0 &&
    !(scalarFacts[node.fn].idempotent && repeated.every((a) => isStatic(x.shape[a]!) && x.shape[a] > 0))
  )
    return undefined;
  const inner = build.reduce(
    node.fn,
    x.inputs[0]!,
    range(x.axes.length).filter((i) => node.axes.includes(x.axes[i]!)),
  );
  const kept = range(x.shape.length).filter((a) => !node.axes.includes(a));
  return build.broadcast(
    inner,
    node.shape,
    x.axes.filter((a) => !node.axes.includes(a)).map((a) => kept.indexOf(a)),
  );
};

/** A permuted operand is reduced in its own order, where the reduced axes keep theirs. */
const reduceOfPermute: Rule<"reduce"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind !== "permute") return undefined;
  const axes = node.axes.map((a) => x.order[a]!);
  if (!ascending(axes)) return undefined;
  const kept = range(x.shape.length)
    .filter((a) => !node.axes.includes(a))
    .map((a) => x.order[a]!);
  const sorted = [...kept].sort((a, b) => a - b);
  return build.permute(
    build.reduce(node.fn, x.inputs[0]!, axes),
    kept.map((a) => sorted.indexOf(a)),
  );
};

/** An axis that a reshape merged is reduced axis by axis, in the same order. */
const reduceOfReshape: Rule<"reduce"> = (node) => {
  const x = node.inputs[0]!;
  if (x.kind !== "reshape" || x.shape.some((e) => e === 0)) return undefined;
  const source = x.inputs[0]!;
  const parts = groups(source.shape, x.shape);
  const merges = (axes: readonly number[]): boolean => axes.filter((a) => source.shape[a] !== 1).length > 1;
  if (!parts?.some((p) => p.to.length === 1 && merges(p.from) && node.axes.includes(p.to[0]!))) return undefined;
  if (!parts.every((p) => p.to.every((a) => node.axes.includes(a)) || !p.to.some((a) => node.axes.includes(a))))
    return undefined;
  const axes = parts.filter((p) => p.to.some((a) => node.axes.includes(a))).flatMap((p) => p.from);
  return build.reshape(build.reduce(node.fn, source, axes), node.shape);
};

/** At most so many maps are made anew to take in a view. */
const mostMaps = 8;
/**
 * A view of maps over nothing but spread values is the maps over those values
 * spread another way: the view is gone. `take` gives a leaf's view, if it is free.
 */
function absorb(x: Node, take: (leaf: Node) => Node | undefined): Node | undefined {
  let budget = mostMaps;
  const visit = (node: Node): Node | undefined => {
    if (node.kind !== "map") return take(node);
    if (budget-- <= 0) return undefined;
    const inputs: Node[] = [];
    for (const input of node.inputs) {
      const taken = visit(input);
      if (!taken) return undefined;
      inputs.push(taken);
    }
    return build.map(node.fn, inputs, node.fn === "cast" || node.fn === "bitcast" ? node.dtype : undefined);
  };
  return x.kind === "map" ? visit(x) : undefined;
}
const reshapeOfMaps: Rule<"reshape"> = (node) =>
  absorb(node.inputs[0]!, (leaf) => (leaf.kind === "broadcast" ? reshapeBroadcast(leaf, node.shape) : undefined));
const permuteOfMaps: Rule<"permute"> = (node) =>
  absorb(node.inputs[0]!, (leaf) =>
    leaf.kind === "broadcast" || leaf.kind === "permute" ? build.permute(leaf, node.order) : undefined,
  );

export const viewRules = {
  reshape: [reshapes, reshapeOfMaps],
  broadcast: [broadcasts],
  permute: [permutes, permuteOfMaps],
  slice: [slices],
  pad: [pads],
  flip: [flips],
  window: [windows, tiles],
  overlapAdd: [untile],
  concat: [concats],
  iota: [iotas],
  map: [mapOfBroadcasts],
  reduce: [reduceOfBroadcast, reduceOfPermute, reduceOfReshape],
};
