/** The layer that does nothing: a place for a name, or for a penalty. Source: keras/src/layers/core/identity.py. */
import type { Tensor } from "@tacet/compiler";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

/** Passes its input on. */
export class Identity extends Layer {
  override supportsMasking = true;
  constructor(options?: LayerOptions) {
    super(layerOptions("Identity", options, layerKinds));
  }
  override get className(): string {
    return "Identity";
  }
  call(x: Tensor): Tensor {
    return x;
  }
}
