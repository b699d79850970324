/** Axes in another order. Source: keras/src/layers/reshaping/permute.py. */
import type { Shape, Tensor } from "@tacet/compiler";
import { required, type Kind, type Kinds } from "../options.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface PermuteOptions extends LayerOptions {
  /** The axes of a row in their new order, counted from 1 without the batch: `[2, 1]` exchanges two. */
  dims: readonly number[];
}

const permutation: Kind = {
  what: "every axis of a row once, counted from 1, such as [2, 1]",
  test: (x) => Array.isArray(x) && [...(x as number[])].sort((a, b) => a - b).every((axis, i) => axis === i + 1),
};
const kinds: Kinds<PermuteOptions> = { ...layerKinds, dims: required(permutation) };

/** [n, a, b, …] → [n, …] with the axes of a row in another order. */
export class Permute extends Layer {
  readonly dims: readonly number[];
  constructor(options: PermuteOptions) {
    super(layerOptions("Permute", options, kinds));
    this.dims = options.dims;
  }
  override get className(): string {
    return "Permute";
  }
  protected override checkInput(shape: Shape): void {
    if (shape.length === this.dims.length + 1) return;
    throw this.fail(`an input of rank ${this.dims.length + 1}`, `shape ${show(shape)}`, "Name every axis in dims.");
  }
  call(x: Tensor): Tensor {
    return x.transpose([0, ...this.dims]);
  }
}
