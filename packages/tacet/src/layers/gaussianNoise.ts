/** Additive noise. Source: keras/src/layers/regularization/gaussian_noise.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { anything, required, share, type Kinds } from "../options.ts";
import { SeedGenerator } from "../random/all.ts";
import { Layer, type CallOptions } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface GaussianNoiseOptions extends LayerOptions {
  /** The standard deviation of the noise: from 0 to 1. */
  stddev: number;
  /** Makes the noise repeatable by itself; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}

const kinds: Kinds<GaussianNoiseOptions> = { ...layerKinds, stddev: required(share), seed: anything };

/**
 * In training, adds normal noise of mean 0; else passes its input on. One draw a training step, none at `stddev` 0.
 * @throws TacetError for a `stddev` outside 0 to 1
 */
export class GaussianNoise extends Layer {
  override supportsMasking = true;
  readonly stddev: number;
  readonly #generator: SeedGenerator | undefined;
  constructor(options: GaussianNoiseOptions) {
    super(layerOptions("GaussianNoise", options, kinds));
    this.stddev = options.stddev;
    if (this.stddev > 0) this.#generator = new SeedGenerator(options.seed);
  }
  override get className(): string {
    return "GaussianNoise";
  }
  call(x: Tensor, { training }: CallOptions): Tensor {
    if (!training || !this.#generator) return x;
    return x.add(ops.randomNormal(this.#generator.next(), x.shape, 0, this.stddev, x.dtype));
  }
}
