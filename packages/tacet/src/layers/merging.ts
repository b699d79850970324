/** Layers that merge a list of inputs element by element. Source: keras/src/layers/merging/add.py and its siblings. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { withMask } from "./mask.ts";
import { elementMask, foldMasked, Merge, orOfAll } from "./merge.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

/** The sum of the inputs. */
export class Add extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Add", options, layerKinds));
  }
  override get className(): string {
    return "Add";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, x) => sum.add(x));
  }
}
/** The mean of the inputs. */
export class Average extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Average", options, layerKinds));
  }
  override get className(): string {
    return "Average";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, x) => sum.add(x)).div(inputs.length);
  }
}
/** The largest of the inputs that count. */
export class Maximum extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Maximum", options, layerKinds));
  }
  override get className(): string {
    return "Maximum";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return foldMasked(inputs, (largest, x) => largest.maximum(x));
  }
}
/** The smallest of the inputs that count. */
export class Minimum extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Minimum", options, layerKinds));
  }
  override get className(): string {
    return "Minimum";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return foldMasked(inputs, (smallest, x) => smallest.minimum(x));
  }
}
/** The product of the inputs; what doesn't count is 1 in it, and 0 where nothing counts. */
export class Multiply extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Multiply", options, layerKinds));
  }
  override get className(): string {
    return "Multiply";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    const masks = inputs.map(elementMask);
    const product = inputs
      .map((x, i) => (masks[i] ? ops.where(masks[i], x, 1) : x))
      .reduce((product, x) => product.mul(x));
    const mask = orOfAll(masks);
    if (!mask) return product;
    return withMask(ops.where(mask, product, 0), mask.any(-1));
  }
}
/** The first input minus the second. */
export class Subtract extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Subtract", options, layerKinds));
  }
  override get className(): string {
    return "Subtract";
  }
  protected override checkInput(shapes: readonly Shape[]): void {
    this.checkList(shapes, 2);
    super.checkInput(shapes);
  }
  protected override merge([a, b]: readonly Tensor[]): Tensor {
    return a!.sub(b!);
  }
}
