/**
 * No matrix of patches is ever made.
 *
 * An overlap-add of a contraction, the input's gradient of a convolution, is a
 * convolution itself (transposed.ts). What other overlap-adds there are
 * (pooling) become sums over the window's offsets of padded slices, in ascending
 * order of offset. Windows that tile their axis are mere reshapes (tiles.ts).
 */
import { build, topological, type Node, type OverlapAddNode, type WindowAxis } from "../ir/index.ts";
import { substitute } from "./rewrite.ts";
import { tiling } from "./tiles.ts";
import { transposed, type Target } from "./transposed.ts";

/** Offsets summed one by one at most; a larger window stays an overlap-add. */
const mostOffsets = 32;

export function removeOverlaps(roots: readonly Node[]): Node[] {
  const order = topological(roots);
  if (!order.some((n) => n.kind === "overlapAdd")) return [...roots];
  const uses = new Map<Node, number>();
  for (const node of [...order.flatMap((n) => n.inputs), ...roots]) uses.set(node, (uses.get(node) ?? 0) + 1);
  // A crop that is all that is read of an overlap-add is made part of it.
  const crops = new Map<Node, Target>();
  for (const node of order) {
    const from = node.inputs[0];
    if (
      node.kind !== "slice" ||
      from?.kind !== "overlapAdd" ||
      uses.get(from) !== 1 ||
      node.stride.some((s) => s !== 1)
    )
      continue;
    const only = from.shape.every((_, a) => from.windows.some((w) => w.axis === a) || from.shape[a] === node.shape[a]);
    if (only) crops.set(from, { start: node.start, shape: node.shape });
  }
  const removed = new Set<Node>();
  return substitute(roots, (node, inputs) => {
    if (node.kind === "overlapAdd" && !tiling(node.windows)) {
      const target = crops.get(node) ?? { start: node.shape.map(() => 0), shape: node.shape };
      const better = transposed(inputs[0]!, node.windows, target) ?? sumOfOffsets(node, inputs[0]!, target);
      if (better) removed.add(node);
      return better;
    }
    return node.kind === "slice" && crops.has(node.inputs[0]!) && removed.has(node.inputs[0]!) ? inputs[0] : undefined;
  });
}

/** Each offset's values, spread to where they were read, added up. */
function sumOfOffsets(node: OverlapAddNode, values: Node, target: Target): Node | undefined {
  const offsets = node.windows.reduce<number[][]>(
    (all, w) => all.flatMap((o) => [...Array(w.size).keys()].map((k) => [...o, k])),
    [[]],
  );
  if (offsets.length > mostOffsets) return undefined;
  const base = node.shape.length;
  const zero = build.constant(0, node.dtype);
  let sum: Node | undefined;
  for (const offset of offsets) {
    const part = atOffset(
      values,
      base,
      node.windows.map((w) => w.size),
      offset,
      new Map(),
    );
    const along = <T>(otherwise: T, of: (w: WindowAxis, k: number) => T): T[] =>
      node.shape.map((_, a) => {
        const i = node.windows.findIndex((w) => w.axis === a);
        return i < 0 ? otherwise : of(node.windows[i]!, offset[i]!);
      });
    const low = along(0, (w, k) => k * w.dilation);
    const interior = along(0, (w) => w.stride - 1);
    const high = along(0, (w, k) => {
      const positions = values.shape[w.axis] as number;
      const end = positions === 0 ? k * w.dilation : k * w.dilation + (positions - 1) * w.stride + 1;
      return (node.shape[w.axis] as number) - end;
    });
    const spread = build.slice(build.pad(part, zero, low, high, interior), target.start, target.shape);
    sum = sum ? build.map("add", [sum, spread]) : spread;
  }
  return sum;
}

/** `node` [...base, ...sizes] at one offset: [...base]. Maps are taken apart, so that windows become strided slices. */
function atOffset(
  node: Node,
  base: number,
  sizes: readonly number[],
  offset: readonly number[],
  done: Map<Node, Node>,
): Node {
  const known = done.get(node);
  if (known) return known;
  const shape = node.shape.slice(0, base);
  let result: Node;
  if (node.kind === "map") {
    const inputs = node.inputs.map((i) => atOffset(i, base, sizes, offset, done));
    result = build.map(node.fn, inputs, node.fn === "cast" || node.fn === "bitcast" ? node.dtype : undefined);
  } else if (node.kind === "broadcast") {
    const source = node.inputs[0]!;
    const grown = (i: number): boolean => source.shape[i] === 1;
    const start = node.axes.map((a, i) => (a >= base && !grown(i) ? offset[a - base]! : 0));
    const size = source.shape.map((e, i) => (node.axes[i]! >= base ? 1 : e));
    const kept = [...node.axes.keys()].filter((i) => node.axes[i]! < base);
    const slice = build.reshape(
      build.slice(source, start, size),
      kept.map((i) => size[i]!),
    );
    result = build.broadcast(
      slice,
      shape,
      kept.map((i) => node.axes[i]!),
    );
  } else if (node.kind === "window" && node.windows.length === offset.length && node.inputs[0]!.shape.length === base) {
    const at = <T>(otherwise: T, of: (w: WindowAxis, k: number) => T): T[] =>
      shape.map((_, a) => {
        const i = node.windows.findIndex((w) => w.axis === a);
        return i < 0 ? otherwise : of(node.windows[i]!, offset[i]!);
      });
    result = build.slice(
      node.inputs[0]!,
      at(0, (w, k) => k * w.dilation),
      shape,
      at(1, (w) => w.stride),
    );
  } else {
    const slice = build.slice(node, [...shape.map(() => 0), ...offset], [...shape, ...sizes.map(() => 1)]);
    result = build.reshape(slice, shape);
  }
  done.set(node, result);
  return result;
}
