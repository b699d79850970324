/**
 * Convolutions of each channel by itself, mixed by one of size 1. Source:
 * keras/src/layers/convolutional/base_separable_conv.py, separable_conv1d.py, separable_conv2d.py.
 */
import { ops, type Tensor, type Variable } from "@tacet/compiler";
import type { ConstraintLike } from "../../constraints/lookup.ts";
import type { InitializerLike } from "../../initializers/lookup.ts";
import { GlorotUniform } from "../../initializers/varianceScaling.ts";
import { anything, required, wholeFrom, type Kinds } from "../../options.ts";
import type { Regularizer, RegularizerLike } from "../../regularizers/lookup.ts";
import { layerOptions } from "../options.ts";
import { weightSpec, type WeightSpec } from "../weight.ts";
import { Depthwise, depthwiseKinds, depthwiseSpec, type DepthwiseOptions } from "./depthwise.ts";

export interface SeparableConvOptions extends DepthwiseOptions {
  /** How many channels come out: a whole number from 1. */
  filters: number;
  /** Of the kernel that mixes the channels. Default "glorot_uniform". */
  pointwiseInitializer?: InitializerLike | undefined;
  /** A penalty on the kernel that mixes the channels, which training adds to the loss. */
  pointwiseRegularizer?: RegularizerLike | null | undefined;
  /** What the kernel that mixes the channels becomes after each update of training. */
  pointwiseConstraint?: ConstraintLike | null | undefined;
}
const kindsOf = (rank: number): Kinds<SeparableConvOptions> => ({
  ...depthwiseKinds(rank),
  filters: required(wholeFrom(1)),
  pointwiseInitializer: anything,
  pointwiseRegularizer: anything,
  pointwiseConstraint: anything,
});

abstract class SeparableConv extends Depthwise {
  readonly filters: number;
  /** Undefined until the layer is built. */
  pointwiseKernel: Variable | undefined;
  #pointwise: WeightSpec;
  constructor(rank: number, options: SeparableConvOptions) {
    const depthwise = depthwiseSpec(options);
    const { pointwiseInitializer = new GlorotUniform(), pointwiseRegularizer, pointwiseConstraint } = options;
    const pointwise = weightSpec(pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint);
    super(rank, options, depthwise);
    this.filters = options.filters;
    this.#pointwise = pointwise;
  }
  /** Undefined until the layer is built. */
  get depthwiseKernel(): Variable | undefined {
    return this.kernel;
  }
  protected override buildKernel(channels: number): void {
    const between = this.addDepthwise(channels, "depthwise_kernel");
    const shape = [...this.kernelSize.map(() => 1), between, this.filters];
    this.pointwiseKernel = this.addWeight({ name: "pointwise_kernel", shape, ...this.#pointwise });
    if (this.useBias) this.addBias([this.filters]);
  }
  call(x: Tensor): Tensor {
    const { strides, padding, dataFormat, dilationRate } = this;
    const [depthwise, pointwise] = [this.kernel!.tensor, this.pointwiseKernel!.tensor];
    return this.finish(ops.separableConv(x, depthwise, pointwise, strides, padding, dataFormat, dilationRate));
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get pointwiseRegularizer(): Regularizer | undefined {
    return this.#pointwise.regularizer;
  }
  set pointwiseRegularizer(given: RegularizerLike | null | undefined) {
    this.#pointwise = this.withRegularizer(this.#pointwise, this.pointwiseKernel, given);
  }
}

const kinds1 = kindsOf(1);
/**
 * A depthwise convolution of sequences, then one of size 1 over all channels: [n, steps, channels] → [n, newSteps,
 * filters]; kernels [kernelSize, channels, depthMultiplier] and [1, channels · depthMultiplier, filters], bias [filters].
 * @throws TacetError where the kernel is longer than the sequence
 */
export class SeparableConv1D extends SeparableConv {
  constructor(options: SeparableConvOptions) {
    super(1, layerOptions("SeparableConv1D", options, kinds1));
  }
  override get className(): string {
    return "SeparableConv1D";
  }
}
const kinds2 = kindsOf(2);
/**
 * A depthwise convolution of images, then one of size 1 over all channels: [n, rows, columns, channels] → [n, newRows,
 * newColumns, filters]; kernels [...kernelSize, channels, depthMultiplier] and [1, 1, channels · depthMultiplier,
 * filters], bias [filters].
 * @throws TacetError where the kernel is larger than the image
 */
export class SeparableConv2D extends SeparableConv {
  constructor(options: SeparableConvOptions) {
    super(2, layerOptions("SeparableConv2D", options, kinds2));
  }
  override get className(): string {
    return "SeparableConv2D";
  }
}
