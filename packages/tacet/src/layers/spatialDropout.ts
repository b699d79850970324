/** Dropout of whole feature maps. Source: keras/src/layers/regularization/spatial_dropout.py; Tompson et al. 2014. */
import type { Shape } from "@tacet/compiler";
import { anything, oneOf, required, share, type Kinds } from "../options.ts";
import { rankComplaint } from "./dataFormat.ts";
import { Dropout } from "./dropout.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface SpatialDropout1DOptions extends LayerOptions {
  /** The share of feature maps set to 0 in training: from 0 to 1. */
  rate: number;
  /** Makes the masks repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}
export interface SpatialDropoutOptions extends SpatialDropout1DOptions {
  /** Where the channels are. Default "channels_last". */
  dataFormat?: "channels_last" | "channels_first" | undefined;
}

const kinds: Kinds<SpatialDropout1DOptions> = { ...layerKinds, rate: required(share), seed: anything };
const imageKinds: Kinds<SpatialDropoutOptions> = { ...kinds, dataFormat: oneOf("channels_last", "channels_first") };

abstract class SpatialDropout extends Dropout {
  readonly dataFormat: "channels_last" | "channels_first";
  readonly #rank: number;
  constructor(rank: number, { dataFormat = "channels_last", ...options }: SpatialDropoutOptions) {
    super(options);
    this.dataFormat = dataFormat;
    this.#rank = rank;
  }
  protected override checkInput(shape: Shape): void {
    const rank = this.#rank;
    if (shape.length !== rank) {
      throw this.fail(...rankComplaint(rank, shape));
    }
  }
  /** One draw for each row and channel. */
  protected override maskShape(shape: Shape): Shape {
    const channels = this.dataFormat === "channels_first" ? 1 : shape.length - 1;
    return shape.map((e, axis) => (axis === 0 || axis === channels ? e : 1));
  }
}

/** Drops whole channels of sequences [n, steps, channels]. @throws TacetError for a rate outside 0 to 1 */
export class SpatialDropout1D extends SpatialDropout {
  constructor(options: SpatialDropout1DOptions) {
    super(3, layerOptions("SpatialDropout1D", options, kinds));
  }
  override get className(): string {
    return "SpatialDropout1D";
  }
}
/** Drops whole channels of images [n, rows, columns, channels]. @throws TacetError for a rate outside 0 to 1 */
export class SpatialDropout2D extends SpatialDropout {
  constructor(options: SpatialDropoutOptions) {
    super(4, layerOptions("SpatialDropout2D", options, imageKinds));
  }
  override get className(): string {
    return "SpatialDropout2D";
  }
}
/** Drops whole channels of volumes [n, a, b, c, channels]. @throws TacetError for a rate outside 0 to 1 */
export class SpatialDropout3D extends SpatialDropout {
  constructor(options: SpatialDropoutOptions) {
    super(5, layerOptions("SpatialDropout3D", options, imageKinds));
  }
  override get className(): string {
    return "SpatialDropout3D";
  }
}
