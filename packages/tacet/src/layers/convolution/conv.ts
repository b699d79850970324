/** Convolutions of sequences, images and volumes. Source: keras/src/layers/convolutional/conv1d.py, 2d, 3d. */
import { ops, type Tensor } from "@tacet/compiler";
import { oneOf, required, wholeFrom, type Kinds } from "../../options.ts";
import { kernelKinds, type KernelOptions } from "../kernel.ts";
import { layerOptions } from "../options.ts";
import { Sliding, slidingKinds, type SlidingOptions } from "./sliding.ts";

export interface ConvOptions extends SlidingOptions, KernelOptions {
  /** How many channels come out: a whole number from 1. */
  filters: number;
  /** Into how many parts the channels are divided, each with kernels of its own. Divides channels and filters. Default 1. */
  groups?: number | undefined;
}
const paddings = ["valid", "same", "causal"] as const;
type Padding = (typeof paddings)[number];
export interface Conv1DOptions extends Omit<ConvOptions, "padding"> {
  /**
   * "valid" keeps the kernel inside; "same" pads with zeros so that strides of 1 keep the extents; "causal" pads the
   * beginning only, so that no step sees a later one. Default "valid".
   */
  padding?: Padding | undefined;
}
const kindsOf = (rank: number): Kinds<ConvOptions> => ({
  ...kernelKinds,
  ...slidingKinds(rank),
  filters: required(wholeFrom(1)),
  groups: wholeFrom(1),
});

abstract class Conv extends Sliding<Padding> {
  readonly filters: number;
  readonly groups: number;
  constructor(rank: number, options: Conv1DOptions) {
    super(rank, options);
    this.filters = options.filters;
    this.groups = options.groups ?? 1;
    if (this.filters % this.groups !== 0)
      throw this.fail("groups that divide the filters", `${this.groups} groups and ${this.filters} filters`, "Change one of them."); // prettier-ignore
    this.checkStrides();
  }
  protected override buildKernel(channels: number): void {
    if (channels % this.groups !== 0)
      throw this.fail("groups that divide the channels of the input", `${this.groups} groups and ${channels} channels`, "Change one of them."); // prettier-ignore
    this.addKernel([...this.kernelSize, channels / this.groups, this.filters]);
    if (this.useBias) this.addBias([this.filters]);
  }
  call(x: Tensor): Tensor {
    const [given, padding] = this.padding === "causal" ? [this.padBack(x), "valid" as const] : [x, this.padding];
    return this.finish(ops.conv(given, this.kernel!.tensor, this.strides, padding, this.dataFormat, this.dilationRate));
  }
}

const kinds1: Kinds<Conv1DOptions> = { ...kindsOf(1), padding: oneOf(...paddings) };
/**
 * `activation(conv(x, kernel) + bias)` along sequences: [n, steps, channels] → [n, newSteps, filters];
 * kernel [kernelSize, channels / groups, filters], bias [filters].
 * @throws TacetError where the kernel is longer than the sequence, or groups do not divide channels and filters
 */
export class Conv1D extends Conv {
  constructor(options: Conv1DOptions) {
    super(1, layerOptions("Conv1D", options, kinds1));
  }
  override get className(): string {
    return "Conv1D";
  }
}
const kinds2 = kindsOf(2);
/**
 * `activation(conv(x, kernel) + bias)` over images: [n, rows, columns, channels] → [n, newRows, newColumns, filters];
 * kernel [...kernelSize, channels / groups, filters], bias [filters].
 * @throws TacetError where the kernel is larger than the image, or groups do not divide channels and filters
 */
export class Conv2D extends Conv {
  constructor(options: ConvOptions) {
    super(2, layerOptions("Conv2D", options, kinds2));
  }
  override get className(): string {
    return "Conv2D";
  }
}
const kinds3 = kindsOf(3);
/**
 * `activation(conv(x, kernel) + bias)` over volumes: [n, a, b, c, channels] → [n, newA, newB, newC, filters];
 * kernel [...kernelSize, channels / groups, filters], bias [filters].
 * @throws TacetError where the kernel is larger than the volume, or groups do not divide channels and filters
 */
export class Conv3D extends Conv {
  constructor(options: ConvOptions) {
    super(3, layerOptions("Conv3D", options, kinds3));
  }
  override get className(): string {
    return "Conv3D";
  }
}
