/** Layers that merge a list of inputs element by element. Source: keras/src/layers/merging/add.py and its siblings. */
import type { Shape, Tensor } from "@tacet/compiler";
import { Merge } from "./merge.ts";
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
/** The largest of the inputs. */
export class Maximum extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Maximum", options, layerKinds));
  }
  override get className(): string {
    return "Maximum";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((largest, x) => largest.maximum(x));
  }
}
/** The smallest of the inputs. */
export class Minimum extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Minimum", options, layerKinds));
  }
  override get className(): string {
    return "Minimum";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((smallest, x) => smallest.minimum(x));
  }
}
/** The product of the inputs. */
export class Multiply extends Merge {
  constructor(options?: LayerOptions) {
    super(layerOptions("Multiply", options, layerKinds));
  }
  override get className(): string {
    return "Multiply";
  }
  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((product, x) => product.mul(x));
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
