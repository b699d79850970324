/** TensorFlow.js's convolutions and pooling as functions, of images with the channels last. Source: tfjs-core/src/ops. */
import { ops, TacetError, type Tensor } from "@tacet/compiler";
import { float, of, type Operand } from "./operand.ts";

type Pair = number | readonly [number, number];
export type Pad = "valid" | "same" | number;

/** A number of zeros around the image (of `fill`), or what tacet calls it. */
function padded(x: Tensor, pad: Pad, fill: number): [image: Tensor, padding: "valid" | "same"] {
  if (typeof pad === "string") return [x, pad];
  if (pad === 0) return [x, "valid"];
  if (!Number.isInteger(pad) || pad < 0)
    throw new TacetError(`Expected pad to be "same", "valid" or a whole number from 0, received ${String(pad)}.`);
  return [x.pad([[0, 0], [pad, pad], [pad, pad], [0, 0]], "constant", fill), "valid"]; // prettier-ignore
}
/** Of one image or several. */
function onImages(x: Operand, f: (images: Tensor) => Tensor): Tensor {
  const images = float(x);
  return images.rank === 3 ? f(images.expandDims(0)).squeeze([0]) : f(images);
}

/** @param filter [height, width, channels in, channels out] */
export const conv2d = (x: Operand, filter: Operand, strides: Pair, pad: Pad): Tensor =>
  onImages(x, (images) => {
    const [image, padding] = padded(images, pad, 0);
    return ops.conv(image, float(filter), strides, padding);
  });
/** @param filter [height, width, channels, multiplier] */
export const depthwiseConv2d = (x: Operand, filter: Operand, strides: Pair, pad: Pad): Tensor =>
  onImages(x, (images) => {
    const [image, padding] = padded(images, pad, 0);
    return ops.depthwiseConv(image, of(filter), strides, padding);
  });
export const maxPool = (x: Operand, filterSize: Pair, strides: Pair, pad: Pad): Tensor =>
  onImages(x, (images) => {
    const [image, padding] = padded(images, pad, -Infinity);
    return ops.maxPool(image, filterSize, strides, padding);
  });
/** What is outside the image does not count. */
export const avgPool = (x: Operand, filterSize: Pair, strides: Pair, pad: "valid" | "same" | 0): Tensor =>
  onImages(x, (images) => ops.averagePool(images, filterSize, strides, pad === 0 ? "valid" : pad));
