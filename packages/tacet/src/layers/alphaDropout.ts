/** Dropout that keeps mean and variance. Source: keras/src/layers/regularization/alpha_dropout.py; Klambauer et al. 2017. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { anything, list, required, shareBelow1, type Kinds } from "../options.ts";
import { SeedGenerator } from "../random/all.ts";
import { Layer, type CallOptions } from "./layer.ts";
import { fitsNoiseShape, noiseShapeComplaint, withNoiseShape, type NoiseShape } from "./noiseShape.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface AlphaDropoutOptions extends LayerOptions {
  /** The share of elements set to selu's least value in training: from 0 to below 1. */
  rate: number;
  /** The shape of the mask, `null` for the input's own extent, 1 to share it along an axis. */
  noiseShape?: NoiseShape | undefined;
  /** Makes the masks repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}

const kinds: Kinds<AlphaDropoutOptions> = {
  ...layerKinds,
  rate: required(shareBelow1),
  noiseShape: list,
  seed: anything,
};
/** What selu tends to for very negative inputs: -alpha · scale. */
const least = -1.6732632423543772 * 1.0507009873554805;

/**
 * In training, sets a share of the elements to selu's least value, then scales and shifts all so that mean and variance
 * stay; else passes its input on. One draw a training step, none at rate 0. Keras takes a rate of 1, and gives NaN.
 * @throws TacetError for a rate outside 0 to below 1
 */
export class AlphaDropout extends Layer {
  override supportsMasking = true;
  readonly rate: number;
  readonly noiseShape: NoiseShape | undefined;
  readonly #generator: SeedGenerator | undefined;
  constructor(options: AlphaDropoutOptions) {
    super(layerOptions("AlphaDropout", options, kinds));
    this.rate = options.rate;
    this.noiseShape = options.noiseShape;
    if (this.rate > 0) this.#generator = new SeedGenerator(options.seed);
  }
  override get className(): string {
    return "AlphaDropout";
  }
  protected override checkInput(shape: Shape): void {
    const mask = this.noiseShape;
    if (mask && !fitsNoiseShape(mask, shape)) throw this.fail(...noiseShapeComplaint(mask, shape));
  }
  call(x: Tensor, { training }: CallOptions): Tensor {
    if (!training || !this.#generator) return x;
    const shape = this.noiseShape ? withNoiseShape(this.noiseShape, x.shape) : x.shape;
    const kept = ops.randomUniform(this.#generator.next(), shape).greaterEqual(this.rate).cast(x.dtype);
    const scale = ((1 - this.rate) * (1 + this.rate * least ** 2)) ** -0.5;
    const masked = x.mul(kept).add(ops.subtract(1, kept).mul(least));
    return masked.mul(scale).add(-scale * least * this.rate);
  }
}
