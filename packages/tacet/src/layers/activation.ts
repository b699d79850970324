/** An activation as a layer of its own. Source: keras/src/layers/activations/activation.py. */
import type { Tensor } from "@tacet/compiler";
import { getActivation, type ActivationLike } from "../activations/lookup.ts";
import { anything, required, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ActivationOptions extends LayerOptions {
  /** A name such as "relu", or a function of a tensor. */
  activation: ActivationLike;
}

const kinds: Kinds<ActivationOptions> = {
  ...layerKinds,
  activation: required({ ...anything, what: "an activation's name, or a function of a tensor" }),
};

/** Applies an activation to each element (softmax: along the last axis); the shape stays. */
export class Activation extends Layer {
  override supportsMasking = true;
  readonly activation: (x: Tensor) => Tensor;
  constructor(options: ActivationOptions) {
    super(layerOptions("Activation", options, kinds));
    this.activation = getActivation(options.activation);
  }
  override get className(): string {
    return "Activation";
  }
  call(x: Tensor): Tensor {
    return this.activation(x);
  }
}
