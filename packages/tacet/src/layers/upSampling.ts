/** Sequences, images and volumes made larger. Source: keras/src/layers/reshaping/up_sampling1d.py, 2d, 3d. */
import { tensor, type Shape, type Tensor } from "@tacet/compiler";
import { oneOf, wholeFrom, type Kinds } from "../options.ts";
import {
  dataFormat as formatKind,
  factorsKind,
  factorsOf,
  firstSpatialAxis,
  rankComplaint,
  type DataFormat,
} from "./dataFormat.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";
import { interpolations, resizeWeights, type Interpolation } from "./resize.ts";

export interface UpSampling1DOptions extends LayerOptions {
  /** How often each step is repeated: a whole number from 1. Default 2. */
  size?: number | undefined;
}
export interface UpSampling3DOptions extends LayerOptions {
  /** The factor of each axis, or one for all. Default 2. */
  size?: number | readonly number[] | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}
export interface UpSampling2DOptions extends UpSampling3DOptions {
  /** How pixels between those given are found. Default "nearest". */
  interpolation?: Interpolation | undefined;
}

const kinds1: Kinds<UpSampling1DOptions> = { ...layerKinds, size: wholeFrom(1) };
const kinds2: Kinds<UpSampling2DOptions> = {
  ...layerKinds,
  size: factorsKind(2),
  dataFormat: formatKind,
  interpolation: oneOf(...interpolations),
};
const kinds3: Kinds<UpSampling3DOptions> = { ...layerKinds, size: factorsKind(3), dataFormat: formatKind };

abstract class UpSampling extends Layer {
  readonly size: readonly number[];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  constructor(
    size: readonly number[],
    { dataFormat = "channels_last", interpolation = "nearest", ...options }: UpSampling2DOptions,
  ) {
    super(options);
    this.size = size;
    this.dataFormat = dataFormat;
    this.interpolation = interpolation;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.size.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
  }
  call(x: Tensor): Tensor {
    const first = firstSpatialAxis(this.dataFormat);
    return this.size.reduce((y, factor, i) => this.#grow(y, first + i, factor), x);
  }
  #grow(x: Tensor, axis: number, factor: number): Tensor {
    if (factor === 1) return x;
    if (this.interpolation === "nearest") return x.repeat(factor, axis);
    const extent = x.shape[axis] as number;
    const weights = resizeWeights(extent, extent * factor, this.interpolation);
    const mixed = x.tensordot(tensor(weights, [extent, extent * factor], x.dtype), [[axis], [0]]);
    return mixed.moveaxis(-1, axis);
  }
}

/** Repeats each step: [n, steps, channels] → [n, size · steps, channels]. */
export class UpSampling1D extends UpSampling {
  constructor(given?: UpSampling1DOptions) {
    const { size = 2, ...options } = layerOptions("UpSampling1D", given, kinds1);
    super([size], options);
  }
  override get className(): string {
    return "UpSampling1D";
  }
}
/** [n, rows, columns, channels], each axis of space larger by its factor. */
export class UpSampling2D extends UpSampling {
  constructor(given?: UpSampling2DOptions) {
    const { size = 2, ...options } = layerOptions("UpSampling2D", given, kinds2);
    super(factorsOf(size, 2), options);
  }
  override get className(): string {
    return "UpSampling2D";
  }
}
/** Repeats each element: [n, a, b, c, channels], each axis of space larger by its factor. */
export class UpSampling3D extends UpSampling {
  constructor(given?: UpSampling3DOptions) {
    const { size = 2, ...options } = layerOptions("UpSampling3D", given, kinds3);
    super(factorsOf(size, 3), options);
  }
  override get className(): string {
    return "UpSampling3D";
  }
}
