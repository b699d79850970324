/**
 * Features brought to mean 0 and variance 1, by statistics of data that are learned before training and stay.
 *
 * In Keras on JAX a model that was compiled keeps the statistics it was compiled with; here they are weights that every
 * step reads, so that `adapt` and `setWeights` take effect at once.
 * Source: keras/src/layers/preprocessing/normalization.py.
 */
import { ops, type Shape, type Tensor, type TensorLike, type Variable } from "@tacet/compiler";
import type { Dataset } from "../../data/dataset.ts";
import { Ones, Zeros } from "../../initializers/constant.ts";
import type { Initializer } from "../../initializers/initializer.ts";
import { flag, orNull, show as showValue, type Kinds } from "../../options.ts";
import { numbersOf, type Numbers } from "../../preprocessing/rows.ts";
import { axesOf, axisKind, broadcastShape, extentsOf } from "../axes.ts";
import { Layer, show, withBatch } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { adaptTo } from "./adapt.ts";
import { Moments } from "./moments.ts";
import { constantOf, numbersKind } from "./numbers.ts";

export interface NormalizationOptions extends LayerOptions {
  /** The axes that keep statistics of their own; `null` for one mean and variance of everything. Default -1. */
  axis?: number | readonly number[] | null | undefined;
  /** The mean, where it is known: it broadcasts to the extents of `axis`. Goes with `variance`, and without `adapt`. */
  mean?: TensorLike | undefined;
  /** The variance, of the same shape. Goes with `mean`. */
  variance?: TensorLike | undefined;
  /** Whether the layer undoes the normalization instead. Default false. */
  invert?: boolean | undefined;
}

const kinds: Kinds<NormalizationOptions> = {
  ...layerKinds,
  axis: orNull(axisKind),
  mean: numbersKind,
  variance: numbersKind,
  invert: flag,
};
/** Keras's backend.epsilon(): the least that anything is divided by. */
const epsilon = 1e-7;

/**
 * (x - mean) / √variance, or with `invert` x · √variance + mean; the shape stays. Mean and variance are given, or learned
 * by `adapt`; before that they are 0 and 1. They are weights that no training changes, followed by Keras's `count`, which
 * is always 0.
 * @throws TacetError for one of `mean` and `variance` without the other, or of shapes that don't fit
 */
export class Normalization extends Layer {
  override supportsMasking = true;
  readonly axis: number | readonly number[] | null;
  readonly invert: boolean;
  readonly #given: { readonly mean: Tensor; readonly variance: Tensor } | undefined;
  #mean: Variable | undefined;
  #variance: Variable | undefined;
  #kept: readonly number[] | undefined;
  constructor(options?: NormalizationOptions) {
    super(layerOptions("Normalization", options, kinds));
    const { axis = -1, mean, variance, invert = false } = options ?? {};
    this.axis = axis;
    this.invert = invert;
    if (mean === undefined && variance === undefined) return;
    if (mean === undefined || variance === undefined) {
      const received = mean === undefined ? "variance" : "mean";
      throw this.fail("mean and variance", `${received} alone`, "Give both, or none and call adapt.");
    }
    const given = { mean: constantOf(mean, this.dtype), variance: constantOf(variance, this.dtype) };
    const [ofMean, ofVariance] = [show(given.mean.shape), show(given.variance.shape)];
    const axes = axis === null ? 0 : typeof axis === "number" ? 1 : axis.length;
    if (ofMean !== ofVariance || given.mean.rank > axes) {
      throw this.fail(
        `mean and variance of one shape of rank ${axes} or less, as many as axis ${showValue(axis)} names`,
        `shapes ${ofMean} and ${ofVariance}`,
        "Give a number for each index of the axis.",
      );
    }
    this.#given = given;
  }
  override get className(): string {
    return "Normalization";
  }
  /** The mean that the layer works with, shaped as the extents of `axis`; undefined before the layer is built. */
  get mean(): Tensor | undefined {
    return this.#given?.mean ?? this.#mean?.tensor;
  }
  get variance(): Tensor | undefined {
    return this.#given?.variance ?? this.#variance?.tensor;
  }

  protected override checkInput(shape: Shape): void {
    const axes = this.#axesOf(shape);
    if (!axes) {
      const expected = `an input with the axes ${showValue(this.axis)}, of known extents`;
      throw this.fail(expected, `shape ${show(shape)}`, "Name axes of a row, or axis: null for all numbers as one.");
    }
    const extents = extentsOf(axes, shape);
    const known = this.#kept;
    if (!known || (known.length === extents.length && known.every((e, i) => e === extents[i]))) return;
    const expected = `extents [${known.join(", ")}] on the axes ${showValue(this.axis)}, as it was built with`;
    throw this.fail(expected, `shape ${show(shape)}`, "Give data like that before, or make another layer.");
  }
  override build(shape: Shape): void {
    const kept = extentsOf(this.#axesOf(shape)!, shape);
    this.#kept = kept;
    if (this.#given) return;
    const weight = (name: string, of: readonly number[], initializer: Initializer): Variable =>
      this.addWeight({ name, shape: of, initializer, trainable: false });
    this.#mean = weight("mean", kept, new Zeros());
    this.#variance = weight("variance", kept, new Ones());
    this.addWeight({ name: "count", shape: [], dtype: "int32", initializer: new Zeros(), trainable: false });
  }

  /**
   * Learns mean and variance of all rows of an array at once, or of a Dataset of batches ([x, y] or x) as it is read; what
   * was learned before is forgotten.
   * @throws TacetError where `mean` and `variance` were given, or for data that doesn't fit
   */
  adapt(data: Dataset): Promise<void>;
  adapt(data: TensorLike): void;
  adapt(data: TensorLike | Dataset): Promise<void> | void {
    if (this.#given) throw this.fail("no mean and variance", "adapt beside them", "Leave them out to learn them.");
    let moments: Moments | undefined;
    const take = (batch: Numbers): void => {
      const shape = batch.shape.length < 2 ? batch.shape : withBatch(batch.shape.slice(1));
      this.ensureBuilt(this.#axesOf(shape) ? shape : batch.shape);
      (moments ??= new Moments(this.#axesOf(batch.shape)!)).add(batch);
    };
    return adaptTo(data, `${this.label}: adapt`, {
      read: numbersOf,
      // A single row is a batch of one.
      take: (batch) => take(batch),
      takeElement: (batch) => take(batch.shape.length < 2 ? { ...batch, shape: [1, ...batch.shape] } : batch),
      finish: () => {
        this.#mean!.write(moments!.mean);
        this.#variance!.write(moments!.variance);
      },
    });
  }

  call(x: Tensor): Tensor {
    const axes = this.#axesOf(x.shape)!;
    const kept = extentsOf(axes, x.shape);
    const shape = broadcastShape(axes, x.shape);
    const [mean, variance] = [this.mean!, this.variance!].map((t) => t.broadcastTo(kept).reshape(shape)) as [
      Tensor,
      Tensor,
    ];
    const deviation = ops.maximum(variance.sqrt(), epsilon);
    return this.invert ? mean.add(x.mul(deviation)) : x.sub(mean).div(deviation);
  }
  #axesOf(shape: Shape): number[] | undefined {
    return this.axis === null ? [] : axesOf(this.axis, shape);
  }
}
