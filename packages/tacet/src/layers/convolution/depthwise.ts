/** What convolutions of each channel by itself share. Source: keras/src/layers/convolutional/base_depthwise_conv.py. */
import type { InitializerLike } from "../../initializers/lookup.ts";
import type { ConstraintLike } from "../../constraints/lookup.ts";
import { GlorotUniform } from "../../initializers/varianceScaling.ts";
import { anything, wholeFrom, type Kinds } from "../../options.ts";
import type { Regularizer, RegularizerLike } from "../../regularizers/lookup.ts";
import { weightSpec, type WeightSpec } from "../weight.ts";
import { Sliding, slidingKinds, type SlidingOptions } from "./sliding.ts";

export interface DepthwiseOptions extends SlidingOptions {
  /** How many kernels each channel has. Default 1. */
  depthMultiplier?: number | undefined;
  /** Of the kernels by channel. Default "glorot_uniform". */
  depthwiseInitializer?: InitializerLike | undefined;
  /** A penalty on the kernels by channel that training adds to the loss. */
  depthwiseRegularizer?: RegularizerLike | null | undefined;
  /** What the kernels by channel become after each update of training. */
  depthwiseConstraint?: ConstraintLike | null | undefined;
}
export const depthwiseKinds = (rank: number): Kinds<DepthwiseOptions> => ({
  ...slidingKinds(rank),
  depthMultiplier: wholeFrom(1),
  depthwiseInitializer: anything,
  depthwiseRegularizer: anything,
  depthwiseConstraint: anything,
});
export const depthwiseSpec = (options: DepthwiseOptions): WeightSpec =>
  weightSpec(options.depthwiseInitializer ?? new GlorotUniform(), options.depthwiseRegularizer, options.depthwiseConstraint); // prettier-ignore

/** The base class: `kernel` is [...kernelSize, channels, depthMultiplier]. */
export abstract class Depthwise extends Sliding {
  readonly depthMultiplier: number;
  constructor(rank: number, options: DepthwiseOptions, kernel: WeightSpec) {
    super(rank, options, kernel);
    this.depthMultiplier = options.depthMultiplier ?? 1;
  }
  /** Adds the kernels by channel. @returns how many channels they give */
  protected addDepthwise(channels: number, name: string): number {
    this.addKernel([...this.kernelSize, channels, this.depthMultiplier], { name });
    return channels * this.depthMultiplier;
  }
  /** Exchanged after the layer is built, it counts from the next call of `fit`. */
  get depthwiseRegularizer(): Regularizer | undefined {
    return this.kernelRegularizer;
  }
  set depthwiseRegularizer(regularizer: RegularizerLike | null | undefined) {
    this.kernelRegularizer = regularizer;
  }
}
