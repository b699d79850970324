/** Softmax as a layer. Source: keras/src/layers/activations/softmax.py. */
import { ops, sameExtent, type Shape, type Tensor } from "@tacet/compiler";
import { softmax } from "../activations/index.ts";
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
const broadcasts = (mask: Shape, shape: Shape): boolean =>
  mask.length <= shape.length && mask.every((e, i) => e === 1 || sameExtent(e, shape[i + shape.length - mask.length]!));

/** eˣ / Σ eˣ along the axis; the shape stays. A mask that broadcasts to the input leaves elements out: they are 0. */
export class Softmax extends Layer {
  override supportsMasking = true;
  readonly axis: number | readonly number[];
  constructor(options?: SoftmaxOptions) {
    super(layerOptions("Softmax", options, kinds));
    this.axis = options?.axis ?? -1;
  }
  override get className(): string {
    return "Softmax";
  }
  call(x: Tensor, { mask }: CallOptions): Tensor {
    if (!mask) return softmax(x, { axis: this.axis });
    if (!broadcasts(mask.shape, x.shape)) {
      throw this.fail(
        `a mask that broadcasts to its input ${show(x.shape)}`,
        show(mask.shape),
        "Give the mask another axis, or pass it by hand: apply(x, { mask }).",
      );
    }
    const counts = mask.dtype === "bool" ? mask : mask.greater(0.5);
    const y = softmax(ops.where(counts, x, lowest), { axis: this.axis });
    return ops.where(counts, y, 0);
  }
}
