/** Joins inputs along an axis. Source: keras/src/layers/merging/concatenate.py. */
import { formatShape, ops, sameExtent, type Shape, type Tensor } from "@tacet/compiler";
import { type Kinds, whole } from "../options.ts";
import type { Masks } from "./mask.ts";
import { Merge } from "./merge.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ConcatenateOptions extends LayerOptions {
  /** The axis to join along, the batch's being 0; negative ones count from the end. Default -1. */
  axis?: number | undefined;
}
const kinds: Kinds<ConcatenateOptions> = { ...layerKinds, axis: whole };

/** The inputs one after another along an axis; their other axes are alike. */
export class Concatenate extends Merge {
  readonly axis: number;
  constructor(options?: ConcatenateOptions) {
    const { axis = -1, ...rest } = layerOptions("Concatenate", options, kinds);
    super(rest);
    this.axis = axis;
  }
  override get className(): string {
    return "Concatenate";
  }
  protected override checkInput(shapes: readonly Shape[]): void {
    this.checkList(shapes);
    const [first, ...others] = shapes;
    const rank = first!.length;
    const axis = this.axis < 0 ? this.axis + rank : this.axis;
    const fits = (shape: Shape): boolean =>
      shape.length === rank && shape.every((e, i) => i === axis || sameExtent(e, first![i]!));
    if (axis >= 0 && axis < rank && others.every(fits)) return;
    throw this.fail(
      `inputs that differ in axis ${this.axis} only`,
      `shapes ${shapes.map(formatShape).join(" and ")}`,
      "Reshape them, or give another axis.",
    );
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return ops.concatenate(inputs, this.axis);
  }
  /** The masks of the inputs one after another; a step counts where any of its elements does. */
  override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Masks {
    if (masks.every((m) => m === undefined)) return undefined;
    const full = inputs.map((x, i) => {
      const mask = masks[i] ?? ops.full(x.shape, 1, "bool");
      return mask.rank < x.rank ? mask.expandDims(-1).broadcastTo(x.shape) : mask;
    });
    return ops.concatenate(full, this.axis).any(-1);
  }
}
