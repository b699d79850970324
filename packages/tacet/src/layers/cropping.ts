/** Edges cut off sequences, images and volumes. Source: keras/src/layers/reshaping/cropping1d.py, 2d, 3d. */
import type { Shape, Tensor } from "@tacet/compiler";
import type { Kinds } from "../options.ts";
import {
  dataFormat as formatKind,
  firstSpatialAxis,
  pairKind,
  pairsKind,
  pairsOf,
  type DataFormat,
  type Pairs,
  type PairsLike,
} from "./dataFormat.ts";
import { Layer, show } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface Cropping1DOptions extends LayerOptions {
  /** How many steps are cut at the beginning and the end: one number for both, or [before, after]. Default 1. */
  cropping?: number | readonly [before: number, after: number] | undefined;
}
export interface Cropping2DOptions extends LayerOptions {
  /** One number for every side, one for each axis, or [before, after] for each axis. Default 0. */
  cropping?: PairsLike | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}
export interface Cropping3DOptions extends Cropping2DOptions {
  /** One number for every side, one for each axis, or [before, after] for each axis. Default 1. */
  cropping?: PairsLike | undefined;
}

const kinds1: Kinds<Cropping1DOptions> = { ...layerKinds, cropping: pairKind };
const kindsOf = (axes: number): Kinds<Cropping2DOptions> => ({
  ...layerKinds,
  cropping: pairsKind(axes),
  dataFormat: formatKind,
});

abstract class Cropping extends Layer {
  readonly cropping: Pairs;
  readonly dataFormat: DataFormat;
  constructor(cropping: Pairs, { dataFormat = "channels_last", ...options }: Cropping2DOptions) {
    super(options);
    this.cropping = cropping;
    this.dataFormat = dataFormat;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.cropping.length + 2;
    const first = firstSpatialAxis(this.dataFormat);
    const left = this.cropping.every(([before, after], i) => before + after < (shape[first + i] as number));
    if (shape.length === rank && left) return;
    throw this.fail(
      `an input of rank ${rank}, larger than the cropping [${this.cropping.map((p) => `[${p.join(", ")}]`).join(", ")}]`,
      `shape ${show(shape)}`,
      "Crop less, or use the layer of the input's own rank.",
    );
  }
  call(x: Tensor): Tensor {
    const first = firstSpatialAxis(this.dataFormat);
    return this.cropping.reduce((y, [before, after], i) => {
      const extent = y.shape[first + i] as number;
      return y.sliceAxis(first + i, before, extent - after);
    }, x);
  }
}

/** [n, steps, channels] → [n, steps - before - after, channels]. @throws TacetError where nothing is left */
export class Cropping1D extends Cropping {
  constructor(given?: Cropping1DOptions) {
    const { cropping = 1, ...options } = layerOptions("Cropping1D", given, kinds1);
    super(pairsOf([cropping], 1), options);
  }
  override get className(): string {
    return "Cropping1D";
  }
}
const kinds2 = kindsOf(2);
/** [n, rows, columns, channels], smaller by the cropping. @throws TacetError where nothing is left */
export class Cropping2D extends Cropping {
  constructor(given?: Cropping2DOptions) {
    const { cropping = 0, ...options } = layerOptions("Cropping2D", given, kinds2);
    super(pairsOf(cropping, 2), options);
  }
  override get className(): string {
    return "Cropping2D";
  }
}
const kinds3 = kindsOf(3);
/** [n, a, b, c, channels], smaller by the cropping. @throws TacetError where nothing is left */
export class Cropping3D extends Cropping {
  constructor(given?: Cropping3DOptions) {
    const { cropping = 1, ...options } = layerOptions("Cropping3D", given, kinds3);
    super(pairsOf(cropping, 3), options);
  }
  override get className(): string {
    return "Cropping3D";
  }
}
