/**
 * What layers share that slide a kernel over space: its size and steps, where the channels are, and what
 * fits. Source: keras/src/layers/convolutional/base_conv.py, base_depthwise_conv.py.
 */
import { isStatic, type Shape, type Tensor } from "@tacet/compiler";
import { flag, oneOf, required, type Kinds } from "../../options.ts";
import {
  channelsOf,
  dataFormat as formatKind,
  factorsKind,
  factorsOf,
  firstSpatialAxis,
  rankComplaint,
  spaceOf,
  type DataFormat,
  type Factors,
} from "../dataFormat.ts";
import { activatedKinds, KernelLayer, type ActivatedOptions, type KernelOptions } from "../kernel.ts";
import { show } from "../layer.ts";
import type { WeightSpec } from "../weight.ts";

export interface SlidingOptions extends ActivatedOptions {
  /** The extent of the kernel along each axis of space, or one for all. */
  kernelSize: Factors;
  /** How far the kernel moves at a time, along each axis or along all. Default 1. */
  strides?: Factors | undefined;
  /** "valid" keeps the kernel inside; "same" pads with zeros so that strides of 1 keep the extents. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
  /** How far apart the kernel's elements lie, along each axis or along all. Default 1. */
  dilationRate?: Factors | undefined;
  /** Whether a bias is added. Default true. */
  useBias?: boolean | undefined;
}
export const slidingKinds = (rank: number): Kinds<SlidingOptions> => ({
  ...activatedKinds,
  kernelSize: required(factorsKind(rank)),
  strides: factorsKind(rank),
  padding: oneOf("valid", "same"),
  dataFormat: formatKind,
  dilationRate: factorsKind(rank),
  useBias: flag,
});
/** The options, of which one may have another type. */
export type Given<P> = Omit<SlidingOptions, "padding"> & KernelOptions & { readonly padding?: P | undefined };

/** The base class; `buildKernel` makes the weights for inputs of so many channels. */
export abstract class Sliding<P extends string = "valid" | "same"> extends KernelLayer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: P | "valid";
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  #channels: number | undefined;

  constructor(rank: number, options: Given<P>, kernel?: WeightSpec) {
    super(options, kernel);
    this.kernelSize = factorsOf(options.kernelSize, rank);
    this.strides = factorsOf(options.strides ?? 1, rank);
    this.padding = options.padding ?? "valid";
    this.dataFormat = options.dataFormat ?? "channels_last";
    this.dilationRate = factorsOf(options.dilationRate ?? 1, rank);
    this.useBias = options.useBias ?? true;
  }
  /** A strided kernel has no gaps, where Keras refuses one. */
  protected checkStrides(): void {
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1)
      throw this.fail(
        "strides or a dilationRate above 1, not both",
        `strides [${this.strides.join(", ")}] and dilationRate [${this.dilationRate.join(", ")}]`,
        "Leave one of them at 1.",
      );
  }
  /** How far the kernel reaches along each axis, its gaps included. */
  protected get reach(): readonly number[] {
    return this.kernelSize.map((size, i) => (size - 1) * this.dilationRate[i]! + 1);
  }

  protected override checkInput(shape: Shape): void {
    const rank = this.kernelSize.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
    const channels = channelsOf(shape, this.dataFormat);
    if (channels === undefined || !isStatic(channels))
      throw this.fail("a known number of channels", `shape ${show(shape)}`, "Put the batch on the first axis.");
    if (this.#channels !== undefined && channels !== this.#channels)
      throw this.fail(
        `${this.#channels} channels (${this.dataFormat}), as it was built with`,
        `shape ${show(shape)}`,
        "Give data of as many, or make a new layer.",
      );
    this.checkSpace(shape);
  }
  /** Refuses inputs that the kernel reaches beyond. */
  protected checkSpace(shape: Shape): void {
    const reach = this.reach;
    const inside = spaceOf(shape, this.dataFormat).every((extent, i) => isStatic(extent) && reach[i]! <= extent);
    if (this.padding === "valid" && !inside)
      throw this.fail(
        `space of at least [${reach.join(", ")}], which the kernel covers (${this.dataFormat})`,
        `shape ${show(shape)}`,
        'Give larger inputs, a smaller kernelSize or padding: "same".',
      );
  }

  override build(shape: Shape): void {
    const channels = channelsOf(shape, this.dataFormat) as number;
    this.buildKernel(channels);
    this.#channels = channels;
  }
  protected abstract buildKernel(channels: number): void;

  /** With the bias on the axis of the channels, and activated. */
  protected override finish(y: Tensor): Tensor {
    const behind = this.dataFormat === "channels_first" ? this.kernelSize.map(() => 1) : [];
    return super.finish(y, this.bias?.tensor.reshape([-1, ...behind]));
  }
  /** Zeros before the steps of a sequence, as many as the kernel reaches back. */
  protected padBack(x: Tensor): Tensor {
    const amounts: (readonly [number, number])[] = x.shape.map(() => [0, 0]);
    amounts[firstSpatialAxis(this.dataFormat)] = [this.reach[0]! - 1, 0];
    return x.pad(amounts);
  }
}
