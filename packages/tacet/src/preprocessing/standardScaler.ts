/**
 * Brings each column to mean 0 and variance 1, as scikit-learn's StandardScaler.
 *
 * Source: sklearn/preprocessing/_data.py; the variance is Chan, Golub and LeVeque's corrected two-pass sum (1983).
 */
import { TacetError, tensor, type Tensor, type TensorLike } from "@tacet/compiler";
import { checkOptions, flag, type Kinds } from "../options.ts";
import { matrixOf, roundTo } from "./rows.ts";

export interface StandardScalerOptions {
  /** Whether the mean is taken away; true unless given. */
  readonly withMean?: boolean | undefined;
  /** Whether columns are divided by their standard deviation; true unless given. */
  readonly withStd?: boolean | undefined;
}

const kinds: Kinds<StandardScalerOptions> = { withMean: flag, withStd: flag };

export class StandardScaler {
  readonly withMean: boolean;
  readonly withStd: boolean;
  /** Of each column, after `fit`. */
  mean: Float64Array | undefined;
  /** The population variance of each column, after `fit`. */
  variance: Float64Array | undefined;
  /** What each column is divided by, after `fit`: its standard deviation, or 1 where it does not vary. */
  scale: Float64Array | undefined;

  constructor(options?: StandardScalerOptions) {
    const { withMean = true, withStd = true } = checkOptions("standardScaler", options, kinds);
    this.withMean = withMean;
    this.withStd = withStd;
  }

  /**
   * Learns mean and standard deviation of the columns of `x` [rows, columns]; NaN counts for nothing.
   *
   * @throws TacetError unless `x` is a matrix with rows
   */
  fit(x: TensorLike): this {
    const { data, rows, columns } = matrixOf(x, "StandardScaler: fit");
    const [mean, variance, scale] = [0, 1, 2].map(() => new Float64Array(columns)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let j = 0; j < columns; j++) {
      let count = 0;
      let sum = 0;
      for (let i = j; i < rows * columns; i += columns) {
        if (Number.isNaN(data[i])) continue;
        count++;
        sum += data[i]!;
      }
      const m = sum / count;
      let [squares, correction] = [0, 0];
      for (let i = j; i < rows * columns; i += columns) {
        if (Number.isNaN(data[i])) continue;
        const d = data[i]! - m;
        correction += d;
        squares += d * d;
      }
      const v = (squares - (correction * correction) / count) / count;
      // rounding alone makes a constant column vary by this much
      const constant = v <= count * Number.EPSILON * v + (count * m * Number.EPSILON) ** 2;
      mean[j] = m;
      variance[j] = v;
      scale[j] = constant ? 1 : Math.sqrt(v);
    }
    Object.assign(this, { mean, variance, scale });
    return this;
  }

  /** (x - mean) / scale; floats keep their type, anything else becomes float64. */
  transform(x: TensorLike): Tensor {
    return this.#map("transform", x, (value, mean, scale, round) => round(value - mean) / scale);
  }

  /** x · scale + mean: what `transform` was given. */
  inverseTransform(x: TensorLike): Tensor {
    return this.#map("inverseTransform", x, (value, mean, scale, round) => round(value * scale) + mean);
  }

  fitTransform(x: TensorLike): Tensor {
    return this.fit(x).transform(x);
  }

  #map(
    method: string,
    x: TensorLike,
    f: (value: number, mean: number, scale: number, round: (v: number) => number) => number,
  ): Tensor {
    const { mean, scale } = this;
    if (!mean || !scale) throw new TacetError(`StandardScaler: call fit before ${method}.`);
    const { data, rows, columns, dtype: given } = matrixOf(x, `StandardScaler: ${method}`);
    if (columns !== mean.length) {
      throw new TacetError(`StandardScaler: fit saw ${mean.length} columns, ${method} received ${columns}.`);
    }
    const dtype = given === "float32" ? "float32" : "float64";
    const round = roundTo(dtype);
    const values = new Float64Array(data.length);
    for (let i = 0; i < values.length; i++) {
      const j = i % columns;
      values[i] = f(data[i]!, this.withMean ? mean[j]! : 0, this.withStd ? scale[j]! : 1, round);
    }
    return tensor(values, [rows, columns], dtype);
  }
}

/** A scaler of columns: `withMean` and `withStd` are true unless given. */
export const standardScaler = (options?: StandardScalerOptions): StandardScaler => new StandardScaler(options);
