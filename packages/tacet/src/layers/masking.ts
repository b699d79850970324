/** Steps that are left out where the data say so. Source: keras/src/layers/core/masking.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { finite, type Kinds } from "../options.ts";
import { Layer } from "./layer.ts";
import type { Masks } from "./mask.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface MaskingOptions extends LayerOptions {
  /** A step with nothing but this doesn't count. Default 0. */
  maskValue?: number | undefined;
}
const kinds: Kinds<MaskingOptions> = { ...layerKinds, maskValue: finite };

/**
 * [n, …, t, d] → the same, with a mask [n, …, t] that is false where all elements of a step are `maskValue`. Such steps
 * are set to 0.
 */
export class Masking extends Layer {
  readonly maskValue: number;
  constructor(options?: MaskingOptions) {
    super(layerOptions("Masking", options, kinds));
    this.maskValue = options?.maskValue ?? 0;
  }
  override get className(): string {
    return "Masking";
  }
  override computeMask(x: Tensor): Masks {
    return x.notEqual(this.maskValue).any(-1);
  }
  call(x: Tensor): Tensor {
    return ops.where(x.notEqual(this.maskValue).any(-1, true), x, 0);
  }
}
