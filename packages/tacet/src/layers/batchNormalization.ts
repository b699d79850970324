/** Each channel normalized over the batch. Source: keras/src/layers/normalization/batch_normalization.py; Ioffe and Szegedy 2015. */
import { isStatic, ops, type Shape, type Tensor, type Variable } from "@tacet/compiler";
import { EPSILON } from "../floatx.ts";
import { Ones, Zeros } from "../initializers/constant.ts";
import { getInitializer, type Initializer, type InitializerLike } from "../initializers/lookup.ts";
import { anything, share, type Kind, type Kinds } from "../options.ts";
import { AffineLayer, affineKinds, type AffineOptions } from "./affine.ts";
import { broadcastShape } from "./axes.ts";
import { show, type CallOptions } from "./layer.ts";
import { layerOptions } from "./options.ts";
import { checkClipping, move, Renorm, renormKinds, type RenormOptions } from "./renorm.ts";

export interface BatchNormalizationOptions extends AffineOptions, RenormOptions {
  /** The axis of the channels, which keep statistics of their own. Default -1. */
  axis?: number | undefined;
  /** How much of the moving statistics a training step keeps. Default 0.99. */
  momentum?: number | undefined;
  /** Of the moving mean. Default "zeros". */
  movingMeanInitializer?: InitializerLike | undefined;
  /** Of the moving variance. Default "ones". */
  movingVarianceInitializer?: InitializerLike | undefined;
  /** Only false: a model has one replica, whose statistics are those of the whole batch. */
  synchronized?: boolean | undefined;
}

const alone: Kind = { what: "false, since a model has one replica", test: (x) => x === false };
const axis: Kind = { what: "a whole number", test: Number.isInteger };
const kinds: Kinds<BatchNormalizationOptions> = {
  ...affineKinds,
  ...renormKinds,
  axis,
  momentum: share,
  movingMeanInitializer: anything,
  movingVarianceInitializer: anything,
  synchronized: alone,
};

/**
 * In training, each channel minus its mean over the batch and all other axes, over its standard deviation; else by the
 * moving mean and variance, which training keeps. A mask leaves steps out of mean and variance. Times gamma, plus beta. A
 * layer that is not trainable uses the moving statistics in training too, and leaves them alone. With `renorm`, training
 * multiplies what is normalized by r and adds d, which lead from the batch's statistics to those of many batches. The
 * shape stays.
 */
export class BatchNormalization extends AffineLayer {
  readonly axis: number;
  readonly momentum: number;
  movingMean: Variable | undefined;
  movingVariance: Variable | undefined;
  readonly #renormOptions: RenormOptions | undefined;
  #renorm: Renorm | undefined;
  readonly #meanInitializer: Initializer;
  readonly #varianceInitializer: Initializer;
  constructor(options?: BatchNormalizationOptions) {
    super(layerOptions("BatchNormalization", options, kinds));
    this.axis = options?.axis ?? -1;
    this.momentum = options?.momentum ?? 0.99;
    this.#renormOptions = options?.renorm === true ? options : undefined;
    checkClipping("BatchNormalization", this.#renormOptions?.renormClipping ?? {});
    this.#meanInitializer = getInitializer(options?.movingMeanInitializer ?? new Zeros());
    this.#varianceInitializer = getInitializer(options?.movingVarianceInitializer ?? new Ones());
  }
  override get className(): string {
    return "BatchNormalization";
  }
  protected override readonly takesMask: boolean = true;
  protected override checkInput(shape: Shape): void {
    const channels = shape[this.#axisOf(shape)];
    const known = this.movingMean?.shape[0];
    if (channels !== undefined && isStatic(channels) && (known === undefined || known === channels)) return;
    const expected = known === undefined ? "channels" : `${known} channels, as it was built with,`;
    throw this.fail(
      `an input with ${expected} on axis ${this.axis}`,
      `shape ${show(shape)}`,
      "Name the axis of the channels.",
    );
  }
  override build(shape: Shape): void {
    const channels = shape[this.#axisOf(shape)] as number;
    this.addAffineWeights([channels]);
    const statistic = (name: string, initializer: Initializer): Variable =>
      this.addWeight({ name, shape: [channels], initializer, trainable: false });
    this.movingMean = statistic("moving_mean", this.#meanInitializer);
    this.movingVariance = statistic("moving_variance", this.#varianceInitializer);
    if (this.#renormOptions)
      this.#renorm = new Renorm(this.#renormOptions, statistic, this.#meanInitializer, this.#varianceInitializer);
  }
  call(x: Tensor, { training, mask }: CallOptions): Tensor {
    const channels = this.#axisOf(x.shape);
    const axes = x.shape.map((_, i) => i).filter((i) => i !== channels);
    const shape = broadcastShape([channels], x.shape);
    const [movingMean, movingVariance] = [this.movingMean!, this.movingVariance!];
    if (!training || !this.trainable)
      return this.transform(x, movingMean.tensor.reshape(shape), movingVariance.tensor.reshape(shape), shape);
    const [mean, variance] = mask ? this.#masked(x, mask, axes) : [x.mean(axes), x.var(axes)];
    const [center, spread] = [mean.reshape(shape), variance.reshape(shape)];
    if (this.#renorm) {
      const correction = this.#renorm.correction(mean, variance, this.epsilon);
      this.#renorm.update(mean, variance, this, { mean: movingMean, variance: movingVariance });
      return this.transform(x, center, spread, shape, correction);
    }
    move(movingMean, mean, this.momentum);
    move(movingVariance, variance, this.momentum);
    return this.transform(x, center, spread, shape);
  }
  /** Mean and variance over the steps that count. */
  #masked(x: Tensor, mask: Tensor, axes: readonly number[]): [Tensor, Tensor] {
    if (mask.rank !== x.rank - 1) {
      throw this.fail(`a mask of one axis less than its input ${show(x.shape)}`, show(mask.shape), "Reshape the mask.");
    }
    const counts = mask.cast("bool").expandDims(-1).broadcastTo(x.shape);
    const weight = counts.cast(x.dtype).sum(axes, true).add(EPSILON);
    const mean = ops.where(counts, x, 0).sum(axes, true).div(weight);
    const variance = ops.where(counts, x.sub(mean), 0).square().sum(axes, true).div(weight);
    return [mean.squeeze(axes), variance.squeeze(axes)];
  }
  #axisOf(shape: Shape): number {
    return this.axis < 0 ? this.axis + shape.length : this.axis;
  }
}
