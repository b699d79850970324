/**
 * Convolutions backwards, which make space larger: what the gradient of one by its input is.
 * Source: keras/src/layers/convolutional/base_conv_transpose.py; Dumoulin and Visin 2016.
 */
import { isStatic, ops, type Shape, type Tensor } from "@tacet/compiler";
import { orNull, required, wholeFrom, type Kinds } from "../../options.ts";
import { factorsKind, factorsOf, spaceOf, type Factors } from "../dataFormat.ts";
import { kernelKinds, type KernelOptions } from "../kernel.ts";
import { show } from "../layer.ts";
import { layerOptions } from "../options.ts";
import { Sliding, slidingKinds, type SlidingOptions } from "./sliding.ts";

export interface ConvTransposeOptions extends SlidingOptions, KernelOptions {
  /** How many channels come out: a whole number from 1. */
  filters: number;
  /**
   * How much longer each axis, or all, comes out than (extent - 1) · strides + what the kernel reaches, of which "same"
   * counts 1 where that is odd and 0 where it is even: a whole number from 0, below the strides. Default: extent ·
   * strides, with "valid" and a kernel that reaches further more by the difference.
   */
  outputPadding?: Factors | null | undefined;
}
const kindsOf = (rank: number): Kinds<ConvTransposeOptions> => ({
  ...kernelKinds,
  ...slidingKinds(rank),
  filters: required(wholeFrom(1)),
  outputPadding: orNull(factorsKind(rank, 0)),
});

abstract class ConvTranspose extends Sliding {
  readonly filters: number;
  readonly outputPadding: readonly number[] | undefined;
  constructor(rank: number, options: ConvTransposeOptions) {
    super(rank, options);
    const { filters, outputPadding } = options;
    this.filters = filters;
    this.outputPadding = outputPadding === null || outputPadding === undefined ? undefined : factorsOf(outputPadding, rank); // prettier-ignore
    this.checkStrides();
    if (this.outputPadding?.some((further, i) => further >= this.strides[i]!))
      throw this.fail("an outputPadding below the strides", `outputPadding [${this.outputPadding.join(", ")}] and strides [${this.strides.join(", ")}]`, "Make it smaller, or leave it out."); // prettier-ignore
  }
  /** Only an even kernel over a single element, with nothing added, leaves nothing. */
  protected override checkSpace(shape: Shape): void {
    const further = this.outputPadding;
    if (this.padding === "valid" || !further) return;
    const reach = this.reach;
    const left = spaceOf(shape, this.dataFormat).every(
      (extent, i) => !isStatic(extent) || extent > 1 || (reach[i]! % 2) + further[i]! > 0,
    );
    if (!left)
      throw this.fail(
        `something to be left with outputPadding [${further.join(", ")}] and a kernel that reaches [${reach.join(", ")}]`,
        `shape ${show(shape)}`,
        'Leave out outputPadding, or use padding: "valid".',
      );
  }
  protected override buildKernel(channels: number): void {
    this.addKernel([...this.kernelSize, this.filters, channels]);
    if (this.useBias) this.addBias([this.filters]);
  }
  call(x: Tensor): Tensor {
    const { strides, padding, outputPadding, dataFormat, dilationRate } = this;
    return this.finish(ops.convTranspose(x, this.kernel!.tensor, strides, padding, outputPadding, dataFormat, dilationRate)); // prettier-ignore
  }
}

const kinds1 = kindsOf(1);
/**
 * Sequences made longer: [n, steps, channels] → [n, steps · strides or more, filters]; kernel [kernelSize, filters,
 * channels], bias [filters].
 * @throws TacetError for an outputPadding that is not below the strides
 */
export class Conv1DTranspose extends ConvTranspose {
  constructor(options: ConvTransposeOptions) {
    super(1, layerOptions("Conv1DTranspose", options, kinds1));
  }
  override get className(): string {
    return "Conv1DTranspose";
  }
}
const kinds2 = kindsOf(2);
/**
 * Images made larger: [n, rows, columns, channels] → [n, rows · strides or more, columns · strides or more, filters];
 * kernel [...kernelSize, filters, channels], bias [filters].
 * @throws TacetError for an outputPadding that is not below the strides
 */
export class Conv2DTranspose extends ConvTranspose {
  constructor(options: ConvTransposeOptions) {
    super(2, layerOptions("Conv2DTranspose", options, kinds2));
  }
  override get className(): string {
    return "Conv2DTranspose";
  }
}
const kinds3 = kindsOf(3);
/**
 * Volumes made larger: [n, a, b, c, channels] → [n, a · strides or more, …, filters]; kernel [...kernelSize, filters,
 * channels], bias [filters].
 * @throws TacetError for an outputPadding that is not below the strides
 */
export class Conv3DTranspose extends ConvTranspose {
  constructor(options: ConvTransposeOptions) {
    super(3, layerOptions("Conv3DTranspose", options, kinds3));
  }
  override get className(): string {
    return "Conv3DTranspose";
  }
}
