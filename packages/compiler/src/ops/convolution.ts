/**
 * Convolutions of any number of spatial axes: a window view, and a contraction
 * of it. Source: keras/src/ops/nn.py, backend/jax/nn.py.
 */
import { formatShape, TacetError, type Extent } from "../core/index.ts";
import { build, type Node, type WindowAxis } from "../ir/index.ts";
import { cast, checkChoice, floating, nodeOf, promotedType, range, staticExtent, type Operand } from "./operand.ts";
import {
  channelsLast,
  each,
  paddings,
  windowed,
  windowsOver,
  type DataFormat,
  type Padding,
  type Spatial,
} from "./spatial.ts";

/**
 * Slides a kernel [...sizes, channels / groups, filters] over x [batch, ...space, channels]: sums of products with what
 * lies under it. "same" pads with zeros so that strides of 1 keep the extents.
 */
export function conv(
  inputs: Operand,
  kernel: Operand,
  strides: Spatial = 1,
  padding: Padding = "valid",
  dataFormat?: DataFormat | null,
  dilationRate: Spatial = 1,
): Node {
  // prettier-ignore
  return channelsLast("conv", inputs, dataFormat, (x, spatial) => convolved("conv", x, cast(kernel, floating(x).dtype), strides, padding, dilationRate, spatial)); // prettier-ignore
}
function convolved(
  name: string,
  given: Node,
  w: Node,
  strides: Spatial,
  padding: Padding,
  dilationRate: Spatial,
  spatial: number,
): Node {
  // prettier-ignore
  const x = floating(given);
  const channels = staticExtent(name, x, spatial + 1);
  const perGroup = w.shape[spatial];
  const filters = w.shape[spatial + 1];
  if (
    w.shape.length !== spatial + 2 ||
    typeof perGroup !== "number" ||
    typeof filters !== "number" ||
    channels % perGroup !== 0
  )
    throw new TacetError(
      `${name}: a kernel ${formatShape(w.shape)} does not fit inputs ${formatShape(x.shape)}: expected [...sizes, channels / groups, filters].`,
    );
  const windows = windowsOver(name, x, w.shape.slice(0, spatial) as number[], each(name, "strides", strides, spatial), each(name, "a dilation rate", dilationRate, spatial), padding); // prettier-ignore
  const patches = windowed(x, windows, 0);
  const groups = channels / perGroup;
  const sizes = range(0, spatial);
  const inWindow = (i: number): number => spatial + 2 + i;
  if (groups === 1)
    return build.contract(patches, w, { batch: [], contract: [[spatial + 1, spatial], ...sizes.map((i) => [inWindow(i), i] as const)] }); // prettier-ignore
  const apart = build.reshape(patches, [...patches.shape.slice(0, spatial + 1), groups, perGroup, ...patches.shape.slice(spatial + 2)]); // prettier-ignore
  const kernels = build.reshape(w, [...w.shape.slice(0, spatial + 1), groups, filters / groups]);
  const sums = build.contract(apart, kernels, {
    batch: [[spatial + 1, spatial + 1]],
    contract: [[spatial + 2, spatial], ...sizes.map((i) => [inWindow(i) + 1, i] as const)],
  });
  const last = build.permute(sums, [...range(1, spatial + 2), 0, spatial + 2]);
  return build.reshape(last, [...last.shape.slice(0, -2), filters]);
}
/** Convolves each channel by itself with kernels [...sizes, channels, multiplier]: channels · multiplier come out. */
export function depthwiseConv(
  inputs: Operand,
  kernel: Operand,
  strides: Spatial = 1,
  padding: Padding = "valid",
  dataFormat?: DataFormat | null,
  dilationRate: Spatial = 1,
): Node {
  // prettier-ignore
  return channelsLast("depthwiseConv", inputs, dataFormat, (x, spatial) => {
    const w = cast(kernel, floating(x).dtype);
    const filters = (w.shape[spatial] as number) * (w.shape[spatial + 1] as number);
    return convolved("depthwiseConv", x, build.reshape(w, [...w.shape.slice(0, spatial), 1, filters]), strides, padding, dilationRate, spatial); // prettier-ignore
  });
}
/** A depthwise convolution, then one of size 1 over all channels. */
export function separableConv(
  inputs: Operand,
  depthwiseKernel: Operand,
  pointwiseKernel: Operand,
  strides: Spatial = 1,
  padding: Padding = "valid",
  dataFormat?: DataFormat | null,
  dilationRate: Spatial = 1,
): Node {
  // prettier-ignore
  return conv(depthwiseConv(inputs, depthwiseKernel, strides, padding, dataFormat, dilationRate), pointwiseKernel, 1, "valid", dataFormat, dilationRate); // prettier-ignore
}
/** How long what a transposed convolution gives is along each axis, and how much of the whole is cut off before it. */
function transposedExtents(
  extents: readonly number[],
  reach: readonly number[],
  steps: readonly number[],
  padding: Padding,
  further: readonly number[] | undefined,
): { readonly lengths: readonly number[]; readonly low: readonly number[] } {
  checkChoice("convTranspose", "padding", paddings, padding);
  const axes = extents.map((extent, i) => {
    const [r, step, more] = [reach[i]!, steps[i]!, further?.[i]];
    const between = (extent - 1) * step;
    if (padding === "valid") return { length: between + r + (more ?? Math.max(0, step - r)), low: 0 };
    const around = more === undefined ? step + r - 2 : r + (r % 2) - 2 + more;
    const length = more === undefined ? between + step : between + (r % 2) + more;
    return { length, low: Math.max(0, r - 1 - Math.ceil(around / 2)) };
  });
  if (axes.some(({ length }) => length < 1))
    throw new TacetError(`convTranspose: expected something to be left of space [${extents.join(", ")}], received outputPadding ${JSON.stringify(further)}.`); // prettier-ignore
  return { lengths: axes.map((axis) => axis.length), low: axes.map((axis) => axis.low) };
}
/**
 * The gradient of a convolution with respect to its input, as a function of its result: kernel [...sizes, filters,
 * channels] gives `filters` channels. "valid" covers all that the kernel reaches, "same" strides · extent. With
 * `outputPadding`, extents are (extent - 1) · strides + reach + outputPadding; "same" counts only 0 or 1 of an even or
 * odd reach.
 */
export function convTranspose(
  inputs: Operand,
  kernel: Operand,
  strides: Spatial = 1,
  padding: Padding = "valid",
  outputPadding?: Spatial | null,
  dataFormat?: DataFormat | null,
  dilationRate: Spatial = 1,
): Node {
  return channelsLast("convTranspose", inputs, dataFormat, (given, spatial) => {
    const x = floating(given);
    const w = cast(kernel, x.dtype);
    const [steps, dilations] = [each("convTranspose", "strides", strides, spatial), each("convTranspose", "a dilation rate", dilationRate, spatial)]; // prettier-ignore
    const sizes = w.shape.slice(0, spatial) as number[];
    const reach = sizes.map((size, i) => (size - 1) * dilations[i]! + 1);
    const extents = range(0, spatial).map((i) => staticExtent("convTranspose", x, i + 1));
    const further = outputPadding ?? undefined;
    const beyond = further === undefined ? further : each("convTranspose", "an outputPadding", further, spatial, 0);
    const { lengths, low } = transposedExtents(extents, reach, steps, padding, beyond);
    const covered = extents.map((e, i) => Math.max((e - 1) * steps[i]! + reach[i]!, low[i]! + lengths[i]!));
    const parts = build.contract(x, w, { batch: [], contract: [[spatial + 1, spatial + 1]] });
    // [batch, ...positions, ...sizes, filters]
    const order = [...range(0, spatial + 1), 2 * spatial + 1, ...range(spatial + 1, 2 * spatial + 1)];
    const shape: Extent[] = [x.shape[0]!, ...covered, w.shape[spatial]!];
    const windows = sizes.map((size, i) => ({ axis: i + 1, size, stride: steps[i]!, dilation: dilations[i]! }));
    const positions = windows.map((win, i) => build.windowCount(covered[i]!, win));
    const patches = build.permute(parts, order);
    const filled = build.pad(patches, build.constant(0, x.dtype), patches.shape.map(() => 0), patches.shape.map((_, i) => (i >= 1 && i <= spatial ? positions[i - 1]! - extents[i - 1]! : 0))); // prettier-ignore
    const whole = build.overlapAdd(filled, shape, windows);
    return build.slice(whole, [0, ...low, 0], [shape[0]!, ...lengths, shape[spatial + 1]!]);
  });
}

/** Windows of a signal's last axis, as a new one: [..., frames, sequenceLength]. */
export function extractSequences(x: Operand, sequenceLength: number, sequenceStride: number): Node {
  const node = nodeOf(x);
  return build.window(node, [
    { axis: node.shape.length - 1, size: sequenceLength, stride: sequenceStride, dilation: 1 },
  ]);
}
const pair = (x: Spatial): readonly number[] => (typeof x === "number" ? [x, x] : x);
/** The patches under a sliding window of images [batch, channels, height, width]: [batch, channels · sizes, positions]. */
export function unfold(
  x: Operand,
  kernelSize: Spatial,
  dilation: Spatial = 1,
  padding: Spatial = 0,
  stride: Spatial = 1,
): Node {
  // prettier-ignore
  const node = nodeOf(x);
  const around = [0, 0, ...pair(padding)];
  const padded = build.pad(node, build.constant(0, node.dtype), around, around);
  const patches = build.window(padded, planes(kernelSize, dilation, stride));
  const [n, c, h, w, kh, kw] = patches.shape as readonly [Extent, number, number, number, number, number];
  return build.reshape(build.permute(patches, [0, 1, 4, 5, 2, 3]), [n, c * kh * kw, h * w]);
}
const planes = (size: Spatial, dilation: Spatial, stride: Spatial): WindowAxis[] =>
  [2, 3].map((axis, i) => ({ axis, size: pair(size)[i]!, stride: pair(stride)[i]!, dilation: pair(dilation)[i]! }));
/** The sums of patches [batch, channels · sizes, positions] where they overlap: the adjoint of `unfold`. */
export function fold(
  x: Operand,
  outputSize: Spatial,
  kernelSize: Spatial,
  dilation: Spatial = 1,
  padding: Spatial = 0,
  stride: Spatial = 1,
): Node {
  // prettier-ignore
  const node = cast(x, promotedType([x]));
  const windows = planes(kernelSize, dilation, stride);
  const [p, size] = [pair(padding), pair(outputSize)];
  const full = size.map((e, i) => e + 2 * p[i]!);
  const [h, w] = windows.map((win, i) => build.windowCount(full[i]!, win)) as [number, number];
  const [kh, kw] = [windows[0]!.size, windows[1]!.size];
  const channels = staticExtent("fold", node, 1) / (kh * kw);
  const patches = build.permute(build.reshape(node, [node.shape[0]!, channels, kh, kw, h, w]), [0, 1, 4, 5, 2, 3]);
  const whole = build.overlapAdd(patches, [node.shape[0]!, channels, ...full], windows);
  return build.slice(whole, [0, 0, ...p], [node.shape[0]!, channels, ...size]);
}
/** Channels [block², c] spread over blocks of the image: [batch, h, w, block² · c] gives [batch, h · block, w · block, c]. */
export function depthToSpace(x: Operand, blockSize: number, dataFormat: DataFormat = "channels_last"): Node {
  return channelsLast("depthToSpace", x, dataFormat, (node) => {
    const [n, h, w, c] = node.shape as readonly [Extent, number, number, number];
    const depth = c / blockSize ** 2;
    const channelsFirst = dataFormat === "channels_first";
    const apart = build.reshape(node, channelsFirst ? [n, h, w, depth, blockSize, blockSize] : [n, h, w, blockSize, blockSize, depth]); // prettier-ignore
    const order = channelsFirst ? [0, 1, 4, 2, 5, 3] : [0, 1, 3, 2, 4, 5];
    return build.reshape(build.permute(apart, order), [n, h * blockSize, w * blockSize, depth]);
  });
}
/** Blocks of the image gathered into channels: the inverse of `depthToSpace`. */
export function spaceToDepth(x: Operand, blockSize: number, dataFormat: DataFormat = "channels_last"): Node {
  return channelsLast("spaceToDepth", x, dataFormat, (node) => {
    const [n, h, w, c] = node.shape as readonly [Extent, number, number, number];
    const apart = build.reshape(node, [n, h / blockSize, blockSize, w / blockSize, blockSize, c]);
    const order = dataFormat === "channels_first" ? [0, 1, 3, 5, 2, 4] : [0, 1, 3, 2, 4, 5];
    return build.reshape(build.permute(apart, order), [n, h / blockSize, w / blockSize, c * blockSize ** 2]);
  });
}
