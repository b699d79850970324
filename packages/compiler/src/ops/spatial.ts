/** What convolutions and poolings share: axes over space, and windows that slide over them. */
import { formatShape, TacetError } from "../core/index.ts";
import { build, type Node, type WindowAxis } from "../ir/index.ts";
import { checkChoice, nodeOf, range, staticExtent, type Operand } from "./operand.ts";
import { moveaxis } from "./shape.ts";

/** A number for all spatial axes, or one for each. */
export type Spatial = number | readonly number[];
export const paddings = ["valid", "same"] as const;
export type Padding = (typeof paddings)[number];
const formats = ["channels_last", "channels_first"] as const;
export type DataFormat = (typeof formats)[number];

export const each = (name: string, what: string, x: Spatial, count: number, least = 1): readonly number[] => {
  const list = typeof x === "number" ? range(0, count).map(() => x) : x;
  if (list.length !== count || list.some((v) => !Number.isInteger(v) || v < least))
    throw new TacetError(
      `${name}: expected ${what} of a whole number from ${least}, or ${count} of them, received ${JSON.stringify(x)}.`,
    );
  return list;
};
/** The op on tensors whose channels come last, whatever the format. */
export function channelsLast(
  name: string,
  x: Operand,
  format: DataFormat | null | undefined,
  f: (x: Node, spatial: number) => Node,
): Node {
  // prettier-ignore
  const node = nodeOf(x);
  if (node.shape.length < 3)
    throw new TacetError(`${name}: expected [batch, ...space, channels], received shape ${formatShape(node.shape)}.`);
  checkChoice(name, "data format", formats, format ?? formats[0]);
  const spatial = node.shape.length - 2;
  return format === "channels_first" ? moveaxis(f(moveaxis(node, 1, -1), spatial), -1, 1) : f(node, spatial);
}
export interface Windows {
  readonly windows: readonly WindowAxis[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}
/** Windows over the spatial axes, and what "same" pads around them: half before, the odd one behind. */
export function windowsOver(
  name: string,
  x: Node,
  sizes: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
  padding: Padding,
): Windows {
  // prettier-ignore
  checkChoice(name, "padding", paddings, padding);
  const windows = sizes.map((size, i) => ({ axis: i + 1, size, stride: strides[i]!, dilation: dilations[i]! }));
  const totals = windows.map((w) => {
    const extent = staticExtent(name, x, w.axis);
    const reach = (Math.ceil(extent / w.stride) - 1) * w.stride + (w.size - 1) * w.dilation + 1;
    return padding === "same" ? Math.max(0, reach - extent) : 0;
  });
  return { windows, low: totals.map((t) => Math.floor(t / 2)), high: totals.map((t) => Math.ceil(t / 2)) };
}
/** [batch, ...positions, channels, ...sizes] of the padded tensor. */
export const windowed = (x: Node, { windows, low, high }: Windows, around: number): Node =>
  build.window(build.pad(x, build.constant(around, x.dtype), [0, ...low, 0], [0, ...high, 0]), windows);
