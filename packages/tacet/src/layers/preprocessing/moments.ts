/** Mean and variance along axes, of all batches together. Source: Chan, Golub and LeVeque (1983). */
import { TacetError, formatShape, stridesOf, type StaticShape } from "@tacet/compiler";
import type { Numbers } from "../../preprocessing/rows.ts";

/** Adds up batches; each axis that is kept has statistics of its own for every index. In float64. */
export class Moments {
  readonly #axes: readonly number[];
  #kept: StaticShape | undefined;
  #count = 0;
  mean: Float64Array = new Float64Array(0);
  variance: Float64Array = new Float64Array(0);
  constructor(axes: readonly number[]) {
    this.#axes = axes;
  }

  add({ data, shape }: Numbers): void {
    const kept = this.#axes.map((axis) => shape[axis] ?? 0);
    const size = kept.reduce((a, b) => a * b, 1);
    this.#kept ??= kept;
    if (data.length === 0 || kept.join() !== this.#kept.join()) {
      throw new TacetError(
        `expected batches with extents [${this.#kept.join(", ")}] on the axes [${this.#axes.join(", ")}], and numbers in them; received shape ${formatShape(shape)}.`,
      );
    }
    const [strides, places] = [stridesOf(shape) as number[], stridesOf(kept) as number[]];
    const placeOf = (i: number): number =>
      this.#axes.reduce((sum, axis, k) => sum + (Math.floor(i / strides[axis]!) % kept[k]!) * places[k]!, 0);
    const count = data.length / size;
    const mean = new Float64Array(size);
    for (let i = 0; i < data.length; i++) mean[placeOf(i)]! += data[i]! / count;
    const variance = new Float64Array(size);
    for (let i = 0; i < data.length; i++) variance[placeOf(i)]! += (data[i]! - mean[placeOf(i)]!) ** 2 / count;
    this.#merge(mean, variance, count);
  }

  #merge(mean: Float64Array, variance: Float64Array, count: number): void {
    if (this.#count === 0) Object.assign(this, { mean, variance });
    const share = count / (this.#count += count);
    if (share === 1) return;
    mean.forEach((batchMean, k) => {
      const [before, distance] = [1 - share, batchMean - this.mean[k]!];
      this.mean[k]! += distance * share;
      this.variance[k] = this.variance[k]! * before + variance[k]! * share + distance ** 2 * before * share;
    });
  }
}
