/** Numbers on another scale. Source: keras/src/layers/preprocessing/rescaling.py. */
import type { Tensor, TensorLike } from "@tacet/compiler";
import { required, type Kinds } from "../../options.ts";
import { Layer } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { constantOf, numbersKind } from "./numbers.ts";

export interface RescalingOptions extends LayerOptions {
  /** What the input is multiplied by: a number, or numbers that broadcast to the input's last axes, one for each channel. */
  scale: TensorLike;
  /** What is added then. Default 0. */
  offset?: TensorLike | undefined;
}

const kinds: Kinds<RescalingOptions> = { ...layerKinds, scale: required(numbersKind), offset: numbersKind };

/** x · scale + offset, in training and outside it; `scale: 1 / 255` brings pixels to 0 … 1. The shape stays. */
export class Rescaling extends Layer {
  override supportsMasking = true;
  readonly scale: Tensor;
  readonly offset: Tensor;
  constructor(options: RescalingOptions) {
    super(layerOptions("Rescaling", options, kinds));
    this.scale = constantOf(options.scale, this.dtype);
    this.offset = constantOf(options.offset ?? 0, this.dtype);
  }
  override get className(): string {
    return "Rescaling";
  }
  call(x: Tensor): Tensor {
    return x.mul(this.scale).add(this.offset);
  }
}
