/** The exponential linear unit as a layer. Source: keras/src/layers/activations/elu.py. */
import type { Tensor } from "@tacet/compiler";
import { elu } from "../activations/all.ts";
import { finite, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ELUOptions extends LayerOptions {
  /** How far below 0 it goes. Default 1. */
  alpha?: number | undefined;
}
const kinds: Kinds<ELUOptions> = { ...layerKinds, alpha: finite };

/** x above 0, alpha · (eˣ - 1) below; the shape stays. */
export class ELU extends Layer {
  override supportsMasking = true;
  readonly alpha: number;
  constructor(options?: ELUOptions) {
    super(layerOptions("ELU", options, kinds));
    this.alpha = options?.alpha ?? 1;
  }
  override get className(): string {
    return "ELU";
  }
  call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }
}
