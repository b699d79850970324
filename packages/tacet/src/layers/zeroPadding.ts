/** Zeros around sequences, images and volumes. Source: keras/src/layers/reshaping/zero_padding1d.py, 2d, 3d. */
import type { Shape, Tensor } from "@tacet/compiler";
import type { Kinds } from "../options.ts";
import {
  dataFormat as formatKind,
  firstSpatialAxis,
  pairKind,
  pairsKind,
  pairsOf,
  rankComplaint,
  type DataFormat,
  type Pairs,
  type PairsLike,
} from "./dataFormat.ts";
import { Layer } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface ZeroPadding1DOptions extends LayerOptions {
  /** How many steps of zeros before and after: one number for both, or [before, after]. Default 1. */
  padding?: number | readonly [before: number, after: number] | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}
export interface ZeroPaddingOptions extends LayerOptions {
  /** One number for every side, one for each axis, or [before, after] for each axis. Default 1. */
  padding?: PairsLike | undefined;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}

const kinds1: Kinds<ZeroPadding1DOptions> = { ...layerKinds, padding: pairKind, dataFormat: formatKind };
const kindsOf = (axes: number): Kinds<ZeroPaddingOptions> => ({
  ...layerKinds,
  padding: pairsKind(axes),
  dataFormat: formatKind,
});

abstract class ZeroPadding extends Layer {
  readonly padding: Pairs;
  readonly dataFormat: DataFormat;
  constructor(padding: Pairs, { dataFormat = "channels_last", ...options }: ZeroPaddingOptions) {
    super(options);
    this.padding = padding;
    this.dataFormat = dataFormat;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.padding.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
  }
  call(x: Tensor): Tensor {
    const amounts: (readonly [number, number])[] = x.shape.map(() => [0, 0]);
    amounts.splice(firstSpatialAxis(this.dataFormat), this.padding.length, ...this.padding);
    return x.pad(amounts);
  }
}

/** [n, steps, channels] → [n, before + steps + after, channels]. */
export class ZeroPadding1D extends ZeroPadding {
  constructor(given?: ZeroPadding1DOptions) {
    const { padding = 1, ...options } = layerOptions("ZeroPadding1D", given, kinds1);
    super(pairsOf([padding], 1), options);
  }
  override get className(): string {
    return "ZeroPadding1D";
  }
}
const kinds2 = kindsOf(2);
/** [n, rows, columns, channels], larger by the padding. */
export class ZeroPadding2D extends ZeroPadding {
  constructor(given?: ZeroPaddingOptions) {
    const { padding = 1, ...options } = layerOptions("ZeroPadding2D", given, kinds2);
    super(pairsOf(padding, 2), options);
  }
  override get className(): string {
    return "ZeroPadding2D";
  }
}
const kinds3 = kindsOf(3);
/** [n, a, b, c, channels], larger by the padding. */
export class ZeroPadding3D extends ZeroPadding {
  constructor(given?: ZeroPaddingOptions) {
    const { padding = 1, ...options } = layerOptions("ZeroPadding3D", given, kinds3);
    super(pairsOf(padding, 3), options);
  }
  override get className(): string {
    return "ZeroPadding3D";
  }
}
