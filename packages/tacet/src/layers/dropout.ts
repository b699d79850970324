/** Dropout. Source: keras/src/layers/regularization/dropout.py, keras/src/backend/jax/random.py. */
import { ops, TacetError, type Extent, type Tensor } from "@tacet/compiler";
import { SeedGenerator } from "../random/index.ts";
import { Layer, type CallOptions } from "./layer.ts";
import type { LayerOptions } from "./options.ts";

export interface DropoutOptions extends LayerOptions {
  /** The share of elements set to 0 in training: from 0 to 1. */
  rate: number;
  /** The shape of the mask, `null` for the input's own extent, 1 to share it along an axis. */
  noiseShape?: readonly (number | null)[] | undefined;
  /** Makes the masks repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}

/**
 * In training, sets a share of the elements to 0 and scales the others by 1 / (1 - rate); else passes its input on.
 * One draw a training step, none at rate 0.
 * @throws TacetError for a rate outside 0 to 1
 */
export class Dropout extends Layer {
  readonly rate: number;
  readonly noiseShape: readonly (number | null)[] | undefined;
  readonly #generator: SeedGenerator | undefined;

  constructor(options: DropoutOptions) {
    super(options);
    const { rate } = options;
    if (!(rate >= 0 && rate <= 1)) {
      throw new TacetError(`Layer "${this.name}" (Dropout): expected a rate from 0 to 1, received ${rate}.`);
    }
    this.rate = rate;
    this.noiseShape = options.noiseShape;
    if (rate > 0) this.#generator = new SeedGenerator(options.seed);
  }
  override get className(): string {
    return "Dropout";
  }

  call(x: Tensor, { training }: CallOptions): Tensor {
    if (!training || !this.#generator) return x;
    if (this.rate === 1) return x.zerosLike();
    const shape = this.noiseShape ? x.shape.map((e, i): Extent => this.noiseShape![i] ?? e) : x.shape;
    // XLA multiplies by the rounded reciprocal where Keras divides by the constant.
    const round = x.dtype === "float32" ? Math.fround : (v: number) => v;
    const keep = round(1 - this.rate);
    const kept = ops.randomUniform(this.#generator.next(), shape).less(keep);
    return ops.where(kept.broadcastTo(x.shape), x.mul(round(1 / keep)), 0);
  }
}
