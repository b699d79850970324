/** The densely connected layer. Source: keras/src/layers/core/dense.py. */
import { isStatic, type Shape, type Tensor } from "@tacet/compiler";
import { flag, required, wholeFrom, type Kinds } from "../options.ts";
import { KernelLayer, kernelKinds, type KernelOptions } from "./kernel.ts";
import { show } from "./layer.ts";
import { layerOptions } from "./options.ts";

export interface DenseOptions extends KernelOptions {
  /** The width of the output: a whole number from 1. */
  units: number;
  /** Whether a bias is added. Default true. */
  useBias?: boolean | undefined;
}

const kinds: Kinds<DenseOptions> = { ...kernelKinds, units: required(wholeFrom(1)), useBias: flag };

/**
 * `activation(x · kernel + bias)` over the last axis: [n, …, inputs] → [n, …, units]; kernel [inputs, units], bias [units].
 * @throws TacetError for `units` that is no positive whole number, or an input of rank under 2
 */
export class Dense extends KernelLayer {
  override supportsMasking = true;
  readonly units: number;
  readonly useBias: boolean;

  constructor(options: DenseOptions) {
    super(layerOptions("Dense", options, kinds));
    this.units = options.units;
    this.useBias = options.useBias ?? true;
  }

  override get className(): string {
    return "Dense";
  }

  protected override checkInput(shape: Shape): void {
    const inputs = shape[shape.length - 1];
    if (shape.length < 2 || inputs === undefined || !isStatic(inputs)) {
      throw this.fail(
        "an input of rank 2 or more, [n, …, inputs]",
        `shape ${show(shape)}`,
        "Reshape the data, or give inputShape.",
      );
    }
    const known = this.kernel?.shape[0];
    if (known !== undefined && known !== inputs) {
      throw this.fail(
        `${known} inputs on the last axis, as it was built with`,
        `shape ${show(shape)}`,
        "Give data of that width, or make a new layer.",
      );
    }
  }

  override build(inputShape: Shape): void {
    this.addKernel([inputShape[inputShape.length - 1] as number, this.units]);
    if (this.useBias) this.addBias([this.units]);
  }

  call(x: Tensor): Tensor {
    return this.finish(x.matmul(this.kernel!.tensor));
  }
}
