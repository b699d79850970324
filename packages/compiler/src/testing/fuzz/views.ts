/**
 * Random views: valid by construction, and small. The fuzzer draws them, and
 * the conformance suite chains them under maps and reductions.
 */
import { extentAt, isStatic, multiplyExtents, sizeOf, type Extent, type Shape } from "../../core/index.ts";
import { build, type Kind, type Node, type WindowAxis } from "../../ir/index.ts";
import type { Random } from "../random.ts";

export type ViewKind = Extract<Kind, "reshape" | "permute" | "broadcast" | "slice" | "pad" | "flip" | "window">;

/** Elements with 8 rows; views grow no further than `largest` of them. */
const elements = (shape: Shape): number => extentAt(sizeOf(shape), 8);
const largest = 4096;
const staticAxes = (shape: Shape, least: number): number[] =>
  shape.flatMap((e, i) => (isStatic(e) && e >= least ? [i] : []));

/** Each gives a view of the node, or nothing where its shape allows none. `pad` puts `padding` there. */
const views = {
  reshape: (random, x) => {
    const shapes = [...merged(x.shape), ...splits(x.shape), [1, ...x.shape], [...x.shape, 1]];
    return build.reshape(x, random.pick(shapes));
  },
  permute: (random, x) =>
    x.shape.length < 2 ? undefined : build.permute(x, random.shuffled(x.shape.map((_, i) => i))),
  broadcast: (random, x) => {
    const grown = x.shape.map((e) => (e === 1 && random.chance(0.7) ? random.integer(1, 5) : e));
    const at = random.integer(0, x.shape.length + 1);
    const shape = random.chance(0.7) ? [...grown.slice(0, at), random.integer(1, 4), ...grown.slice(at)] : grown;
    const axes = x.shape.map((_, i) => (shape.length > grown.length && i >= at ? i + 1 : i));
    return elements(shape) > largest ? undefined : build.broadcast(x, shape, axes);
  },
  slice: (random, x) => {
    const cuts = x.shape.map((e) => {
      if (!isStatic(e) || e === 0 || random.chance(0.3)) return { start: 0, size: e, stride: 1 };
      const stride = random.integer(1, 4);
      const start = random.integer(0, e);
      return { start, size: random.integer(1, Math.floor((e - 1 - start) / stride) + 2), stride };
    });
    return build.slice(x, cuts.map((c) => c.start), cuts.map((c) => c.size), cuts.map((c) => c.stride)); // prettier-ignore
  },
  pad: (random, x, padding) => {
    const amounts = (most: number) =>
      x.shape.map((e) => (isStatic(e) && random.chance(0.5) ? random.integer(0, most) : 0));
    const padded = build.pad(x, padding, amounts(4), amounts(4), amounts(3));
    return elements(padded.shape) > largest ? undefined : padded;
  },
  flip: (random, x) => {
    const axes = staticAxes(x.shape, 2).filter(() => random.chance(0.6));
    return axes.length === 0 ? undefined : build.flip(x, axes);
  },
  window: (random, x) => {
    const windows = randomWindows(random, x.shape);
    const result = windows.length === 0 ? undefined : build.window(x, windows);
    return result && elements(result.shape) <= largest && x.shape.length + windows.length <= 6 ? result : undefined;
  },
} satisfies { readonly [K in ViewKind]: (random: Random, x: Node, padding: Node) => Node | undefined };
export const viewKinds = Object.keys(views) as ViewKind[];

export function randomView(
  random: Random,
  x: Node,
  padding: Node,
  kind: ViewKind = random.pick(viewKinds),
): Node | undefined {
  return views[kind](random, x, padding);
}

/** One or two windowed axes, each of at least one position. */
export function randomWindows(random: Random, shape: Shape): WindowAxis[] {
  const axes = random.shuffled(staticAxes(shape, 1)).slice(0, random.integer(1, 3));
  return axes.map((axis) => {
    const e = shape[axis] as number;
    const size = random.integer(1, Math.min(e, 4) + 1);
    const dilation = size === 1 ? 1 : random.integer(1, Math.min(3, Math.floor((e - 1) / (size - 1))) + 1);
    return { axis, size, stride: random.integer(1, 4), dilation };
  });
}
/** With two neighbours made one. */
function merged(shape: Shape): Shape[] {
  return shape.slice(1).map((e, i) => [...shape.slice(0, i), multiplyExtents(shape[i]!, e), ...shape.slice(i + 2)]);
}
/** With an axis made two. */
function splits(shape: Shape): Shape[] {
  return shape.flatMap((e, i) =>
    [2, 3, 5].flatMap((by): Shape[] => {
      const count = isStatic(e) ? e : e.batch;
      if (count % by !== 0 || count === 0) return [];
      const rest: Extent = isStatic(e) ? e / by : { batch: count / by };
      return [
        [...shape.slice(0, i), rest, by, ...shape.slice(i + 1)],
        [...shape.slice(0, i), by, rest, ...shape.slice(i + 1)],
      ];
    }),
  );
}
