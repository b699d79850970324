/** An activation as a layer of its own. Source: keras/src/layers/activations/activation.py. */
import type { Tensor } from "@tacet/compiler";
import { getActivation, type ActivationLike } from "../activations/index.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./options.ts";

export interface ActivationOptions extends LayerOptions {
  /** A name such as "relu", or a function of a tensor. */
  activation: ActivationLike;
}

/** Applies an activation to each element (softmax: along the last axis); the shape stays. */
export class Activation extends Layer {
  readonly activation: (x: Tensor) => Tensor;
  constructor(options: ActivationOptions) {
    super(options);
    this.activation = getActivation(options.activation);
  }
  override get className(): string {
    return "Activation";
  }
  call(x: Tensor): Tensor {
    return this.activation(x);
  }
}
