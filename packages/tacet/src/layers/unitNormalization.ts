/** Rows of length 1. Source: keras/src/layers/normalization/unit_normalization.py. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import type { Kinds } from "../options.ts";
import { axesOf, axisKind } from "./axes.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface UnitNormalizationOptions extends LayerOptions {
  /** The axes along which the length is 1. Default -1. */
  axis?: number | readonly number[] | undefined;
}

const kinds: Kinds<UnitNormalizationOptions> = { ...layerKinds, axis: axisKind };

/** x / √(Σ x² along `axis`); zeros stay zeros. The shape stays. */
export class UnitNormalization extends Layer {
  override supportsMasking = true;
  readonly axis: number | readonly number[];
  constructor(options?: UnitNormalizationOptions) {
    super(layerOptions("UnitNormalization", options, kinds));
    this.axis = options?.axis ?? -1;
  }
  override get className(): string {
    return "UnitNormalization";
  }
  protected override checkInput(shape: Shape): void {
    if (axesOf(this.axis, shape)) return;
    throw this.fail(`an input with the axes ${String(this.axis)}`, `shape ${show(shape)}`, "Name axes of a row.");
  }
  call(x: Tensor): Tensor {
    return ops.normalize(x, axesOf(this.axis, x.shape), 2, 1e-12);
  }
}
