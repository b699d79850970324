/** How convolutions are drawn: kernels that fit what the rows have of space. */
import { drawActivation } from "./activations.ts";
import type { Draw } from "./draw.ts";
import type { LayerDraw, Options, RowShape } from "./tables.ts";
import { weight, weightOptions } from "./weights.ts";

export interface Sliding {
  readonly options: Options;
  readonly kernelSize: readonly number[];
  readonly channels: number;
}
/** Sizes and steps of a kernel, of which at most one of strides and dilations is above 1. */
export function slide(d: Draw, shape: RowShape): Sliding {
  const first = d.chance(0.3);
  const [space, channels] = first ? [shape.slice(1), shape[0]!] : [shape.slice(0, -1), shape.at(-1)!];
  const padding = d.one(["valid", "valid", "same"]);
  const most = (extent: number) => (padding === "valid" ? Math.min(extent, 3) : 3);
  const even = d.chance(0.5) ? d.whole(1, Math.min(...space.map(most))) : undefined;
  const kernelSize = space.map((extent) => even ?? d.whole(1, most(extent)));
  const dilated = d.chance(0.15) && kernelSize.every((size, i) => padding === "same" || 2 * size - 1 <= space[i]!);
  const options = {
    kernelSize: even ?? kernelSize,
    ...(padding === "same" && { padding }),
    ...(first && { dataFormat: "channels_first" }),
    ...(dilated ? { dilationRate: 2 } : d.maybe(0.3, () => ({ strides: d.one([2, space.map(() => d.whole(1, 2))]) }))),
  };
  return { options, kernelSize, channels };
}
const conv = (rank: number): LayerDraw => ({
  takes: (shape) => shape.length === rank + 1,
  weight: 2,
  options: (d, shape) => {
    const { options, kernelSize, channels } = slide(d, shape);
    const groups = d.one([1, 1, channels]);
    const filters = groups * d.one([1, 2, 3]);
    return {
      filters,
      ...options,
      ...(groups > 1 && { groups }),
      ...(rank === 1 && d.maybe(0.2, () => ({ padding: "causal" }))),
      activation: drawActivation(d),
      ...weightOptions(d, [...kernelSize, channels / groups, filters]),
    };
  },
});
/** Backwards, where rows stay small. */
const transposed = (rank: number): LayerDraw => ({
  takes: (shape) => shape.length === rank + 1,
  options: (d, shape) => {
    const { options, kernelSize, channels } = slide(d, shape);
    const filters = d.one([1, 2, 3]);
    return {
      filters,
      ...options,
      ...("strides" in options &&
        d.maybe(0.4, () => ({ strides: 2, outputPadding: d.one([1, kernelSize.map(() => 1)]) }))),
      activation: drawActivation(d),
      ...weightOptions(d, [...kernelSize, filters, channels]),
    };
  },
});
const byChannel = (rank: number, separable: boolean): LayerDraw => ({
  takes: (shape) => shape.length === rank + 1,
  options: (d, shape) => {
    const { options, kernelSize, channels } = slide(d, shape);
    const [depthMultiplier, filters] = [d.one([1, 1, 2]), d.one([1, 2, 3])];
    return {
      ...options,
      ...(depthMultiplier > 1 && { depthMultiplier }),
      activation: drawActivation(d),
      ...weightOptions(d, [...kernelSize, channels, depthMultiplier], "depthwise"),
      ...(separable && {
        filters,
        ...weight(d, "pointwise", { kernel: [...kernelSize.map(() => 1), channels, filters] }),
      }),
    };
  },
});
export const convolutions = {
  conv1d: conv(1),
  conv2d: conv(2),
  conv3d: conv(3),
  conv1dTranspose: transposed(1),
  conv2dTranspose: transposed(2),
  conv3dTranspose: transposed(3),
  depthwiseConv1d: byChannel(1, false),
  depthwiseConv2d: byChannel(2, false),
  separableConv1d: byChannel(1, true),
  separableConv2d: byChannel(2, true),
};
