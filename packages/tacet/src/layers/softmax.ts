/** Softmax as a layer. Source: keras/src/layers/activations/softmax.py. */
import { ops, sameExtent, type Shape, type Tensor } from "@tacet/compiler";
import { softmax } from "../activations/all.ts";
import { oneOrMore, whole, type Kinds } from "../options.ts";
import { Layer, show, type CallOptions } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface SoftmaxOptions extends LayerOptions {
  /** What sums to 1: an axis, the batch being 0, or several. Default -1. */
  axis?: number | readonly number[] | undefined;
}
const kinds: Kinds<SoftmaxOptions> = { ...layerKinds, axis: oneOrMore(whole) };

/** What stands for minus infinity, and is far from overflowing. */
const lowest = -1e9;
export const broadcasts = (mask: Shape, shape: Shape): boolean =>
  mask.length <= shape.length && mask.every((e, i) => e === 1 || sameExtent(e, shape[i + shape.length - mask.length]!));

/** Softmax over what a mask, which broadcasts to the input, says counts; the others are 0. */
export function maskedSoftmax(x: Tensor, mask: Tensor | undefined, axis: number | readonly number[]): Tensor {
  if (!mask) return softmax(x, { axis });
  const counts = mask.dtype === "bool" ? mask : mask.greater(0.5);
  return ops.where(counts, softmax(ops.where(counts, x, lowest), { axis }), 0);
}

/** eˣ / Σ eˣ along the axis; the shape stays. A mask that broadcasts to the input leaves elements out: they are 0. */
export class Softmax extends Layer {
  override supportsMasking = true;
  protected override readonly takesMask: boolean = true;
  readonly axis: number | readonly number[];
  constructor(options?: SoftmaxOptions) {
    super(layerOptions("Softmax", options, kinds));
    this.axis = options?.axis ?? -1;
  }
  override get className(): string {
    return "Softmax";
  }
  call(x: Tensor, { mask }: CallOptions): Tensor {
    if (!mask || broadcasts(mask.shape, x.shape)) return maskedSoftmax(x, mask, this.axis);
    throw this.fail(
      `a mask that broadcasts to its input ${show(x.shape)}`,
      show(mask.shape),
      "Give the mask another axis, or pass it by hand: apply(x, { mask }).",
    );
  }
}
