/** Multiplicative noise. Source: keras/src/layers/regularization/gaussian_dropout.py; Srivastava et al. 2014. */
import { ops, type Tensor } from "@tacet/compiler";
import { anything, required, shareBelow1, type Kinds } from "../options.ts";
import { SeedGenerator } from "../random/all.ts";
import { Layer, type CallOptions } from "./layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface GaussianDropoutOptions extends LayerOptions {
  /** As of dropout, whose variance the noise has: from 0 to below 1. */
  rate: number;
  /** Makes the noise repeatable by itself; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}

const kinds: Kinds<GaussianDropoutOptions> = { ...layerKinds, rate: required(shareBelow1), seed: anything };

/**
 * In training, multiplies with normal noise of mean 1 and variance rate / (1 - rate); else passes its input on. One draw
 * a training step, none at rate 0. Keras takes a rate of 1, whose noise has no finite variance, and then fails to train.
 * @throws TacetError for a rate outside 0 to below 1
 */
export class GaussianDropout extends Layer {
  override supportsMasking = true;
  readonly rate: number;
  readonly #generator: SeedGenerator | undefined;
  constructor(options: GaussianDropoutOptions) {
    super(layerOptions("GaussianDropout", options, kinds));
    this.rate = options.rate;
    if (this.rate > 0) this.#generator = new SeedGenerator(options.seed);
  }
  override get className(): string {
    return "GaussianDropout";
  }
  call(x: Tensor, { training }: CallOptions): Tensor {
    if (!training || !this.#generator) return x;
    const stddev = Math.sqrt(this.rate / (1 - this.rate));
    return x.mul(ops.randomNormal(this.#generator.next(), x.shape, 1, stddev, x.dtype));
  }
}
