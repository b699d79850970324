/** Softmax as a layer. Source: keras/src/layers/activations/softmax.py. */
import type { Tensor } from "@tacet/compiler";
import { softmax } from "../activations/index.ts";
import { oneOrMore, whole, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface SoftmaxOptions extends LayerOptions {
  /** What sums to 1: an axis, the batch being 0, or several. Default -1. */
  axis?: number | readonly number[] | undefined;
}
const kinds: Kinds<SoftmaxOptions> = { ...layerKinds, axis: oneOrMore(whole) };

/** eˣ / Σ eˣ along the axis; the shape stays. */
export class Softmax extends Layer {
  readonly axis: number | readonly number[];
  constructor(options?: SoftmaxOptions) {
    super(layerOptions("Softmax", options, kinds));
    this.axis = options?.axis ?? -1;
  }
  override get className(): string {
    return "Softmax";
  }
  call(x: Tensor): Tensor {
    return softmax(x, { axis: this.axis });
  }
}
