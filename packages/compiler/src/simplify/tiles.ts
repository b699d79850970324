/** Windows that tile their axis (as pooling's mostly do) need no window: the axis is split in two. */
import { isStatic, type Extent, type Shape } from "../core/index.ts";
import { build, type WindowAxis } from "../ir/index.ts";
import type { Rule } from "./rewrite.ts";

const range = (n: number): number[] => [...Array(n).keys()];

/** Windows side by side: an axis split in two. The offsets stand behind their positions, then go last. */
export const tiles: Rule<"window"> = (node) => {
  if (!tiling(node.windows)) return undefined;
  const x = node.inputs[0]!;
  const { split, order } = tiled(node.shape, node.windows);
  const whole = x.shape.map((e, a) => {
    const w = node.windows.find((v) => v.axis === a);
    return w ? (node.shape[a] as number) * w.size : e;
  });
  return build.permute(
    build.reshape(
      build.slice(
        x,
        x.shape.map(() => 0),
        whole,
      ),
      split,
    ),
    order,
  );
};
export const untile: Rule<"overlapAdd"> = (node) => {
  const x = node.inputs[0]!;
  if (!tiling(node.windows)) return undefined;
  const { order } = tiled(x.shape, node.windows);
  const whole = node.shape.map((e, a) => {
    const w = node.windows.find((v) => v.axis === a);
    return w ? (x.shape[a] as number) * w.size : e;
  });
  const rest = node.shape.map((e, a) => (isStatic(e) ? e - (whole[a] as number) : 0));
  const joined = build.reshape(
    build.permute(
      x,
      range(order.length).map((i) => order.indexOf(i)),
    ),
    whole,
  );
  return build.pad(
    joined,
    build.constant(0, node.dtype),
    rest.map(() => 0),
    rest,
  );
};
export const tiling = (all: readonly WindowAxis[]): boolean =>
  all.every((w) => w.size === w.stride && (w.dilation === 1 || w.size === 1));
/** The shape with each axis split into positions and offsets, and the order that puts the offsets last. */
function tiled(shape: Shape, all: readonly WindowAxis[]): { split: Shape; order: number[] } {
  const rank = shape.length - all.length;
  const split: Extent[] = [];
  const positions: number[] = [];
  const offsets: number[] = [];
  for (let a = 0; a < rank; a++) {
    positions.push(split.length);
    split.push(shape[a]!);
    const w = all.findIndex((v) => v.axis === a);
    if (w < 0) continue;
    offsets[w] = split.length;
    split.push(all[w]!.size);
  }
  return { split, order: [...positions, ...offsets] };
}
