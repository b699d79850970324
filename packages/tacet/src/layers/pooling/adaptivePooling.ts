/**
 * Pooling to a given size, whatever the input's: space is divided into parts as even as they can be.
 * Source: keras/src/layers/pooling/base_adaptive_pooling.py, adaptive_average_pooling1d.py and the others.
 */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { required, type Kinds } from "../../options.ts";
import {
  dataFormat as formatKind,
  factorsKind,
  factorsOf,
  rankComplaint,
  type DataFormat,
  type Factors,
} from "../dataFormat.ts";
import { Layer } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";

export interface AdaptivePoolingOptions extends LayerOptions {
  /** The extent of the output along each axis of space, or one for all. */
  outputSize: Factors;
  /** Where the channels are. Default "channels_last". */
  dataFormat?: DataFormat | undefined;
}
const kindsOf = (rank: number): Kinds<AdaptivePoolingOptions> => ({
  ...layerKinds,
  outputSize: required(factorsKind(rank)),
  dataFormat: formatKind,
});
const kinds1 = kindsOf(1);
const kinds2 = kindsOf(2);
const kinds3 = kindsOf(3);

abstract class AdaptivePooling extends Layer {
  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;
  readonly #fold: "adaptiveAveragePool" | "adaptiveMaxPool";
  constructor(
    rank: number,
    fold: "adaptiveAveragePool" | "adaptiveMaxPool",
    { outputSize, dataFormat = "channels_last", ...options }: AdaptivePoolingOptions,
  ) {
    super(options);
    this.outputSize = factorsOf(outputSize, rank);
    this.dataFormat = dataFormat;
    this.#fold = fold;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.outputSize.length + 2;
    if (shape.length !== rank) throw this.fail(...rankComplaint(rank, shape));
  }
  call(x: Tensor): Tensor {
    return ops[this.#fold](x, this.outputSize, this.dataFormat);
  }
}

/** The mean of each part: [n, steps, channels] → [n, outputSize, channels]. */
export class AdaptiveAveragePooling1D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(1, "adaptiveAveragePool", layerOptions("AdaptiveAveragePooling1D", options, kinds1));
  }
  override get className(): string {
    return "AdaptiveAveragePooling1D";
  }
}
/** The mean of each part: [n, rows, columns, channels] → [n, ...outputSize, channels]. */
export class AdaptiveAveragePooling2D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(2, "adaptiveAveragePool", layerOptions("AdaptiveAveragePooling2D", options, kinds2));
  }
  override get className(): string {
    return "AdaptiveAveragePooling2D";
  }
}
/** The mean of each part: [n, a, b, c, channels] → [n, ...outputSize, channels]. */
export class AdaptiveAveragePooling3D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(3, "adaptiveAveragePool", layerOptions("AdaptiveAveragePooling3D", options, kinds3));
  }
  override get className(): string {
    return "AdaptiveAveragePooling3D";
  }
}
/** The largest of each part: [n, steps, channels] → [n, outputSize, channels]. The first of equal ones takes the gradient. */
export class AdaptiveMaxPooling1D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(1, "adaptiveMaxPool", layerOptions("AdaptiveMaxPooling1D", options, kinds1));
  }
  override get className(): string {
    return "AdaptiveMaxPooling1D";
  }
}
/** The largest of each part: [n, rows, columns, channels] → [n, ...outputSize, channels]. */
export class AdaptiveMaxPooling2D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(2, "adaptiveMaxPool", layerOptions("AdaptiveMaxPooling2D", options, kinds2));
  }
  override get className(): string {
    return "AdaptiveMaxPooling2D";
  }
}
/** The largest of each part: [n, a, b, c, channels] → [n, ...outputSize, channels]. */
export class AdaptiveMaxPooling3D extends AdaptivePooling {
  constructor(options: AdaptivePoolingOptions) {
    super(3, "adaptiveMaxPool", layerOptions("AdaptiveMaxPooling3D", options, kinds3));
  }
  override get className(): string {
    return "AdaptiveMaxPooling3D";
  }
}
