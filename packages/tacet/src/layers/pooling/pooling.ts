/**
 * The largest, or the mean, under a window that moves over space. Source: keras/src/layers/pooling/base_pooling.py,
 * max_pooling1d.py, average_pooling1d.py, and those of two and three axes.
 */
import { isStatic, ops, type Shape, type Tensor } from "@tacet/compiler";
import { oneOf, orNull, required, type Kinds } from "../../options.ts";
import {
  dataFormat as formatKind,
  factorsKind,
  factorsOf,
  rankComplaint,
  spaceOf,
  type DataFormat,
  type Factors,
} from "../dataFormat.ts";
import { Layer, show } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";

interface WindowOptions extends LayerOptions {
  /** How far the window moves at a time, along each axis or along all. Default: by its own size. */
  strides?: Factors | null | undefined;
  /** "valid" keeps the window inside; "same" lets it hang over, so that strides of 1 keep the extents. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}
export interface MaxPoolingOptions extends WindowOptions {
  /** The extent of the window along each axis of space, or one for all. Default 2. */
  poolSize?: Factors | undefined;
}
export interface AveragePoolingOptions extends WindowOptions {
  /** The extent of the window along each axis of space, or one for all. */
  poolSize: Factors;
}
const maxKinds = (rank: number): Kinds<MaxPoolingOptions> => ({
  ...layerKinds,
  poolSize: factorsKind(rank),
  strides: orNull(factorsKind(rank)),
  padding: oneOf("valid", "same"),
  dataFormat: formatKind,
});
const averageKinds = (rank: number): Kinds<AveragePoolingOptions> => ({
  ...maxKinds(rank),
  poolSize: required(factorsKind(rank)),
});

abstract class Pooling extends Layer {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";
  readonly dataFormat: DataFormat;
  readonly #fold: "maxPool" | "averagePool";

  constructor(
    rank: number,
    fold: "maxPool" | "averagePool",
    { poolSize = 2, strides, padding = "valid", dataFormat = "channels_last", ...options }: MaxPoolingOptions,
  ) {
    super(options);
    this.poolSize = factorsOf(poolSize, rank);
    this.strides = factorsOf(strides ?? poolSize, rank);
    this.padding = padding;
    this.dataFormat = dataFormat;
    this.#fold = fold;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.poolSize.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
    const inside = spaceOf(shape, this.dataFormat).every((e, i) => isStatic(e) && this.poolSize[i]! <= e);
    if (this.padding === "valid" && !inside)
      throw this.fail(
        `space of at least [${this.poolSize.join(", ")}], the poolSize (${this.dataFormat})`,
        `shape ${show(shape)}`,
        'Give larger inputs, a smaller poolSize or padding: "same".',
      );
  }
  call(x: Tensor): Tensor {
    return ops[this.#fold](x, this.poolSize, this.strides, this.padding, this.dataFormat);
  }
}

const max1 = maxKinds(1);
/**
 * The largest of each channel under the window: [n, steps, channels] → [n, newSteps, channels]. The first of equal ones
 * takes the gradient.
 * @throws TacetError where the window is longer than the sequence
 */
export class MaxPooling1D extends Pooling {
  constructor(options?: MaxPoolingOptions) {
    super(1, "maxPool", layerOptions("MaxPooling1D", options, max1));
  }
  override get className(): string {
    return "MaxPooling1D";
  }
}
const max2 = maxKinds(2);
/**
 * The largest of each channel under the window: [n, rows, columns, channels] → [n, newRows, newColumns, channels]. The
 * first of equal ones takes the gradient.
 * @throws TacetError where the window is larger than the image
 */
export class MaxPooling2D extends Pooling {
  constructor(options?: MaxPoolingOptions) {
    super(2, "maxPool", layerOptions("MaxPooling2D", options, max2));
  }
  override get className(): string {
    return "MaxPooling2D";
  }
}
const max3 = maxKinds(3);
/**
 * The largest of each channel under the window: [n, a, b, c, channels] → [n, newA, newB, newC, channels]. The first of
 * equal ones takes the gradient.
 * @throws TacetError where the window is larger than the volume
 */
export class MaxPooling3D extends Pooling {
  constructor(options?: MaxPoolingOptions) {
    super(3, "maxPool", layerOptions("MaxPooling3D", options, max3));
  }
  override get className(): string {
    return "MaxPooling3D";
  }
}
const average1 = averageKinds(1);
/**
 * The mean of each channel under the window, of what is inside: [n, steps, channels] → [n, newSteps, channels].
 * @throws TacetError where the window is longer than the sequence
 */
export class AveragePooling1D extends Pooling {
  constructor(options: AveragePoolingOptions) {
    super(1, "averagePool", layerOptions("AveragePooling1D", options, average1));
  }
  override get className(): string {
    return "AveragePooling1D";
  }
}
const average2 = averageKinds(2);
/**
 * The mean of each channel under the window, of what is inside: [n, rows, columns, channels] → [n, newRows, newColumns,
 * channels].
 * @throws TacetError where the window is larger than the image
 */
export class AveragePooling2D extends Pooling {
  constructor(options: AveragePoolingOptions) {
    super(2, "averagePool", layerOptions("AveragePooling2D", options, average2));
  }
  override get className(): string {
    return "AveragePooling2D";
  }
}
const average3 = averageKinds(3);
/**
 * The mean of each channel under the window, of what is inside: [n, a, b, c, channels] → [n, newA, newB, newC, channels].
 * @throws TacetError where the window is larger than the volume
 */
export class AveragePooling3D extends Pooling {
  constructor(options: AveragePoolingOptions) {
    super(3, "averagePool", layerOptions("AveragePooling3D", options, average3));
  }
  override get className(): string {
    return "AveragePooling3D";
  }
}
