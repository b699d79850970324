/** Dropout. Source: keras/src/layers/regularization/dropout.py, keras/src/backend/jax/random.py. */
import { ops, type Shape, type Tensor } from "@tacet/compiler";
import { anything, list, required, share, type Kinds } from "../options.ts";
import { SeedGenerator } from "../random/all.ts";
import { Layer, type CallOptions } from "./layer.ts";
import { fitsNoiseShape, noiseShapeComplaint, withNoiseShape, type NoiseShape } from "./noiseShape.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface DropoutOptions extends LayerOptions {
  /** The share of elements set to 0 in training: from 0 to 1. */
  rate: number;
  /** The shape of the mask, `null` for the input's own extent, 1 to share it along an axis. */
  noiseShape?: NoiseShape | undefined;
  /** Makes the masks repeatable by themselves; default: drawn from `setRandomSeed`'s generator. */
  seed?: number | undefined;
}

const kinds: Kinds<DropoutOptions> = { ...layerKinds, rate: required(share), noiseShape: list, seed: anything };

/**
 * In training, sets a share of the elements to 0 and scales the others by 1 / (1 - rate); else passes its input on.
 * One draw a training step, none at rate 0.
 * @throws TacetError for a rate outside 0 to 1
 */
export class Dropout extends Layer {
  override supportsMasking = true;
  readonly rate: number;
  readonly noiseShape: NoiseShape | undefined;
  readonly #generator: SeedGenerator | undefined;

  constructor(options: DropoutOptions) {
    super(layerOptions("Dropout", options, kinds));
    const { rate } = options;
    this.rate = rate;
    this.noiseShape = options.noiseShape;
    if (rate > 0) this.#generator = new SeedGenerator(options.seed);
  }
  override get className(): string {
    return "Dropout";
  }

  protected override checkInput(shape: Shape): void {
    const mask = this.noiseShape;
    if (!mask || fitsNoiseShape(mask, shape)) return;
    throw this.fail(...noiseShapeComplaint(mask, shape));
  }
  /** The shape of the mask for an input of this shape: 1 where an axis shares it. */
  protected maskShape(shape: Shape): Shape {
    return this.noiseShape ? withNoiseShape(this.noiseShape, shape) : shape;
  }

  call(x: Tensor, { training }: CallOptions): Tensor {
    if (!training || !this.#generator) return x;
    return dropped(x, this.rate, this.#generator, this.maskShape(x.shape));
  }
}

/**
 * A share of the elements set to 0, the others scaled: one draw, and none at rate 1.
 * @param mask the shape of what is drawn: 1 where an axis shares it
 */
export function dropped(x: Tensor, rate: number, generator: SeedGenerator, mask: Shape = x.shape): Tensor {
  if (rate === 1) return x.zerosLike();
  // XLA multiplies by the rounded reciprocal where Keras divides by the constant.
  const round = x.dtype === "float32" ? Math.fround : (v: number) => v;
  const keep = round(1 - rate);
  const kept = ops.randomUniform(generator.next(), mask).less(keep);
  return ops.where(kept.broadcastTo(x.shape), x.mul(round(1 / keep)), 0);
}
