/** Pooling over any number of spatial axes: a window view and a fold of it. Source: keras/src/ops/nn.py, backend/jax/nn.py. */
import { build, withGradient, type Node } from "../ir/index.ts";
import { broadcastTo, floating, literalOf, range, staticExtent, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";
import { moveaxis } from "./shape.ts";
import {
  channelsLast,
  each,
  windowed,
  windowsOver,
  type DataFormat,
  type Padding,
  type Spatial,
  type Windows,
} from "./spatial.ts";

function pooled(
  name: string,
  inputs: Operand,
  poolSize: Spatial,
  strides: Spatial | null | undefined,
  padding: Padding,
  dataFormat: DataFormat | null | undefined,
  f: (x: Node, windows: Windows, spatial: number) => Node,
): Node {
  // prettier-ignore
  return channelsLast(name, inputs, dataFormat, (x, spatial) => {
    const sizes = each(name, "a pool size", poolSize, spatial);
    const steps = each(name, "strides", strides ?? poolSize, spatial);
    return f(x, windowsOver(name, x, sizes, steps, range(0, spatial).map(() => 1), padding), spatial); // prettier-ignore
  });
}
/** The largest along the last axis, whose gradient goes to the first of equal ones. */
function firstLargest(x: Node): Node {
  const last = x.shape.length - 1;
  return withGradient([x], build.reduce("max", x, [last]), (g, _, [m]) => {
    const first = build.broadcast(build.argReduce("max", m!, last), m!.shape, range(0, last));
    const isFirst = s.eq(build.iota(m!.shape, last, "int32"), first);
    return [s.select(isFirst, build.broadcast(g, m!.shape, range(0, last)), 0)];
  });
}
/** The largest element under each window; of equal ones the first takes the gradient. */
export function maxPool(
  inputs: Operand,
  poolSize: Spatial,
  strides?: Spatial | null,
  padding: Padding = "valid",
  dataFormat?: DataFormat | null,
): Node {
  // prettier-ignore
  return pooled("maxPool", inputs, poolSize, strides, padding, dataFormat, (given, windows, spatial) => {
    const x = floating(given);
    const patches = windowed(x, windows, -Infinity);
    const kept = patches.shape.slice(0, spatial + 2);
    return firstLargest(build.reshape(patches, [...kept, windows.windows.reduce((n, w) => n * w.size, 1)]));
  });
}
/** The mean under each window; what "same" pads is not counted. */
export function averagePool(
  inputs: Operand,
  poolSize: Spatial,
  strides?: Spatial | null,
  padding: Padding = "valid",
  dataFormat?: DataFormat | null,
): Node {
  // prettier-ignore
  return pooled("averagePool", inputs, poolSize, strides, padding, dataFormat, (given, windows, spatial) => {
    const x = floating(given);
    const over = range(spatial + 2, 2 * spatial + 2);
    const sums = build.reduce("add", windowed(x, windows, 0), over);
    if (padding === "valid") return s.div(sums, windows.windows.reduce((n, w) => n * w.size, 1));
    const ones = build.fill(build.constant(1, x.dtype), [1, ...x.shape.slice(1, -1), 1]);
    return s.div(sums, broadcastTo(build.reduce("add", windowed(ones, windows, 0), over), sums.shape));
  });
}

/**
 * An axis divided into `count` parts as even as they can be: the i-th from floor(i · extent / count) to
 * ceil((i + 1) · extent / count). They become an axis in its place, and their elements the last axis: shorter ones are
 * filled up with their own last.
 */
function divided(x: Node, axis: number, count: number): { readonly parts: Node; readonly sizes: readonly number[] } {
  const extent = staticExtent("adaptive pooling", x, axis);
  const starts = range(0, count).map((i) => Math.floor((i * extent) / count));
  const sizes = starts.map((start, i) => Math.ceil(((i + 1) * extent) / count) - start);
  const most = Math.max(...sizes);
  // Even parts are a view.
  const split = [...x.shape.slice(0, axis), count, most, ...x.shape.slice(axis + 1)];
  if (extent % count === 0) return { parts: moveaxis(build.reshape(x, split), axis + 1, -1), sizes };
  const places = starts.flatMap((start, i) => range(0, most).map((k) => start + Math.min(k, sizes[i]! - 1)));
  const rows = build.gather(moveaxis(x, axis, 0), literalOf(places, [count, most], "int32"));
  return { parts: moveaxis(moveaxis(rows, 1, -1), 0, axis), sizes };
}
function adaptive(
  name: string,
  inputs: Operand,
  outputSize: Spatial,
  dataFormat: DataFormat | null | undefined,
  pool: (x: Node, axis: number, count: number) => Node,
): Node {
  return channelsLast(name, inputs, dataFormat, (x, spatial) =>
    each(name, "an output size", outputSize, spatial).reduce((y, count, i) => pool(y, i + 1, count), floating(x)),
  );
}
/** The mean of each of `outputSize` parts of every axis of space, as even as they can be; neighbours may overlap. */
export function adaptiveAveragePool(inputs: Operand, outputSize: Spatial, dataFormat?: DataFormat | null): Node {
  return adaptive("adaptiveAveragePool", inputs, outputSize, dataFormat, (x, axis, count) => {
    const { parts, sizes } = divided(x, axis, count);
    const last = parts.shape.length - 1;
    const most = parts.shape[last] as number;
    const within = literalOf(sizes.flatMap((size) => range(0, most).map((k) => Number(k < size))), [count, most], "bool"); // prettier-ignore
    const counted = sizes.every((size) => size === most)
      ? parts
      : s.select(build.broadcast(within, parts.shape, [axis, last]), parts, 0);
    const sums = build.reduce("add", counted, [last]);
    return s.div(sums, build.broadcast(literalOf(sizes, [count], x.dtype), sums.shape, [axis]));
  });
}
/** The largest of each of `outputSize` parts of every axis of space; of equal ones the first takes the gradient. */
export function adaptiveMaxPool(inputs: Operand, outputSize: Spatial, dataFormat?: DataFormat | null): Node {
  return adaptive("adaptiveMaxPool", inputs, outputSize, dataFormat, (x, axis, count) =>
    firstLargest(divided(x, axis, count).parts),
  );
}
