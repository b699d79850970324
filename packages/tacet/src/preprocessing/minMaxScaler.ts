/**
 * Brings each column to a range, as scikit-learn's MinMaxScaler.
 *
 * Source: sklearn/preprocessing/_data.py.
 */
import { TacetError, tensor, type Tensor, type TensorLike } from "@tacet/compiler";
import { checkOptions, finite, flag, type Kinds } from "../options.ts";
import { matrixOf, roundTo } from "./rows.ts";

export interface MinMaxScalerOptions {
  /** What the least and the largest value of a column become; 0 and 1 unless given. */
  readonly featureRange?: readonly [min: number, max: number] | undefined;
  /** Whether `transform` cuts off what lies outside the range; false unless given. */
  readonly clip?: boolean | undefined;
}

const kinds: Kinds<MinMaxScalerOptions> = {
  featureRange: {
    what: "two finite numbers, the smaller first",
    test: (x) => Array.isArray(x) && x.length === 2 && x.every(finite.test) && (x[0] as number) < (x[1] as number),
  },
  clip: flag,
};

export class MinMaxScaler {
  readonly featureRange: readonly [min: number, max: number];
  readonly clip: boolean;
  /** The least value of each column, after `fit`. */
  dataMin: Float64Array | undefined;
  /** The largest value of each column, after `fit`. */
  dataMax: Float64Array | undefined;
  /** `dataMax` - `dataMin`. */
  dataRange: Float64Array | undefined;
  /** What each column is multiplied by, after `fit`; a column that does not vary counts as one of range 1. */
  scale: Float64Array | undefined;
  /** What is added to each column after that. */
  min: Float64Array | undefined;
  /** Rows seen by `fit` and `partialFit`. */
  nSamplesSeen = 0;

  constructor(options?: MinMaxScalerOptions) {
    const { featureRange = [0, 1], clip = false } = checkOptions("minMaxScaler", options, kinds);
    this.featureRange = featureRange;
    this.clip = clip;
  }

  /**
   * Learns the range of the columns of `x` [rows, columns]; NaN counts for nothing, a column of nothing else has the
   * range NaN.
   *
   * @throws TacetError unless `x` is a matrix with rows
   */
  fit(x: TensorLike): this {
    this.nSamplesSeen = 0;
    this.dataMin = this.dataMax = undefined;
    return this.partialFit(x);
  }

  /** Learns from further rows: for data that comes in parts. */
  partialFit(x: TensorLike): this {
    const { data, rows, columns, dtype } = matrixOf(x, "MinMaxScaler: fit");
    this.#checkColumns(columns, "partialFit");
    const round = roundTo(dtype);
    const [low, high] = this.featureRange.map(round) as [number, number];
    const epsilon = dtype === "float32" ? 2 ** -23 : Number.EPSILON;
    const [dataMin, dataMax, dataRange, scale, min] = [0, 1, 2, 3, 4].map(() => new Float64Array(columns)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let j = 0; j < columns; j++) {
      let [least, most] = [NaN, NaN];
      for (let i = j; i < rows * columns; i += columns) {
        const value = data[i]!;
        if (Number.isNaN(value)) continue;
        if (!(least <= value)) least = value;
        if (!(most >= value)) most = value;
      }
      dataMin[j] = this.dataMin ? Math.min(this.dataMin[j]!, least) : least;
      dataMax[j] = this.dataMax ? Math.max(this.dataMax[j]!, most) : most;
      const range = round(dataMax[j]! - dataMin[j]!);
      dataRange[j] = range;
      scale[j] = round(round(high - low) / (range < 10 * epsilon ? 1 : range));
      min[j] = round(low - round(dataMin[j]! * scale[j]!));
    }
    Object.assign(this, { dataMin, dataMax, dataRange, scale, min, nSamplesSeen: this.nSamplesSeen + rows });
    return this;
  }

  /** x · scale + min; floats keep their type, anything else becomes float64. */
  transform(x: TensorLike): Tensor {
    return this.#map("transform", x, (value, scale, min, round) => {
      const moved = round(round(value * scale) + min);
      const [low, high] = this.featureRange;
      // NaN stays.
      return this.clip ? Math.min(Math.max(moved, round(low)), round(high)) : moved;
    });
  }

  /** (x - min) / scale: what `transform` was given, but for what `clip` cut off. */
  inverseTransform(x: TensorLike): Tensor {
    return this.#map("inverseTransform", x, (value, scale, min, round) => round(value - min) / scale);
  }

  fitTransform(x: TensorLike): Tensor {
    return this.fit(x).transform(x);
  }

  #map(
    method: string,
    x: TensorLike,
    f: (value: number, scale: number, min: number, round: (v: number) => number) => number,
  ): Tensor {
    const { scale, min } = this;
    if (!scale || !min) throw new TacetError(`MinMaxScaler: call fit before ${method}.`);
    const { data, rows, columns, dtype: given } = matrixOf(x, `MinMaxScaler: ${method}`);
    this.#checkColumns(columns, method);
    const dtype = given === "float32" ? "float32" : "float64";
    const round = roundTo(dtype);
    const values = Float64Array.from(data, (value, i) => f(value, scale[i % columns]!, min[i % columns]!, round));
    return tensor(values, [rows, columns], dtype);
  }
  #checkColumns(columns: number, method: string): void {
    const seen = this.dataMin?.length;
    if (seen === undefined || seen === columns) return;
    throw new TacetError(`MinMaxScaler: fit saw ${seen} columns, ${method} received ${columns}.`);
  }
}

/** A scaler of columns: `featureRange` is [0, 1] and `clip` false unless given. */
export const minMaxScaler = (options?: MinMaxScalerOptions): MinMaxScaler => new MinMaxScaler(options);
