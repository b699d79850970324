/**
 * What normalizing layers do after they have normalized: multiply with a weight gamma and add a weight beta. Keras's
 * formula puts both into one multiplication and one addition of the input.
 * Source: keras/src/layers/normalization/layer_normalization.py, keras/src/ops/nn.py (`_layer_normalization`).
 */
import { ops, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import type { ConstraintLike } from "../constraints/lookup.ts";
import { Ones, Zeros } from "../initializers/constant.ts";
import type { InitializerLike } from "../initializers/lookup.ts";
import { anything, flag, magnitude, type Kinds } from "../options.ts";
import type { RegularizerLike } from "../regularizers/lookup.ts";
import { Layer } from "./layer.ts";
import { layerKinds, type LayerOptions } from "./options.ts";
import { weightSpec, type WeightSpec } from "./weight.ts";

export interface AffineOptions extends LayerOptions {
  /** Added to the variance, so that nothing is divided by 0. Default 0.001. */
  epsilon?: number | undefined;
  /** Whether beta is added. Default true. */
  center?: boolean | undefined;
  /** Whether gamma multiplies. Default true. */
  scale?: boolean | undefined;
  /** Of beta. Default "zeros". */
  betaInitializer?: InitializerLike | undefined;
  /** Of gamma. Default "ones". */
  gammaInitializer?: InitializerLike | undefined;
  /** A penalty on beta that training adds to the loss. */
  betaRegularizer?: RegularizerLike | null | undefined;
  /** A penalty on gamma that training adds to the loss. */
  gammaRegularizer?: RegularizerLike | null | undefined;
  /** What beta becomes after each update of training. */
  betaConstraint?: ConstraintLike | null | undefined;
  /** What gamma becomes after each update of training. */
  gammaConstraint?: ConstraintLike | null | undefined;
}

export const affineKinds: Kinds<AffineOptions> = {
  ...layerKinds,
  epsilon: magnitude,
  center: flag,
  scale: flag,
  betaInitializer: anything,
  gammaInitializer: anything,
  betaRegularizer: anything,
  gammaRegularizer: anything,
  betaConstraint: anything,
  gammaConstraint: anything,
};

export abstract class AffineLayer extends Layer {
  override supportsMasking = true;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  gamma: Variable | undefined;
  beta: Variable | undefined;
  readonly #beta: WeightSpec;
  readonly #gamma: WeightSpec;

  constructor(options: AffineOptions) {
    super(options);
    this.epsilon = options.epsilon ?? 1e-3;
    this.center = options.center ?? true;
    this.scale = options.scale ?? true;
    this.#beta = weightSpec(options.betaInitializer ?? new Zeros(), options.betaRegularizer, options.betaConstraint);
    this.#gamma = weightSpec(options.gammaInitializer ?? new Ones(), options.gammaRegularizer, options.gammaConstraint);
  }

  protected addAffineWeights(shape: readonly number[]): void {
    if (this.scale) this.gamma = this.addWeight({ name: "gamma", shape, ...this.#gamma });
    if (this.center) this.beta = this.addWeight({ name: "beta", shape, ...this.#beta });
  }

  /**
   * (x - mean) / √(variance + epsilon) · gamma + beta; the weights are read as of `shape`, which broadcasts with x.
   * @param corrected multiplies by r and adds d before gamma and beta do
   */
  protected transform(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    shape: Shape,
    corrected?: { readonly r: Tensor; readonly d: Tensor },
  ): Tensor {
    const inverse = ops.rsqrt(variance.add(this.epsilon));
    const { r, d } = corrected ?? {};
    const gamma = times(r, this.gamma?.tensor)?.reshape(shape);
    const beta = plus(d && times(d, this.gamma?.tensor), this.beta?.tensor)?.reshape(shape);
    const factor = gamma ? inverse.mul(gamma) : inverse;
    const shift = mean.neg().mul(factor);
    return x.mul(factor).add(beta ? shift.add(beta) : shift);
  }
}

const times = (a?: Tensor, b?: Tensor): Tensor | undefined => (a && b ? a.mul(b) : (a ?? b));
const plus = (a?: Tensor, b?: Tensor): Tensor | undefined => (a && b ? a.add(b) : (a ?? b));
