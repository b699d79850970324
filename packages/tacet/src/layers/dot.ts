/** The dot product of the rows of two inputs. Source: keras/src/layers/merging/dot.py, keras/src/utils/numerical_utils.py. */
import { formatShape, isStatic, ops, sameExtent, type Extent, type Shape, type Tensor } from "@tacet/compiler";
import { flag, required, type Kinds } from "../options.ts";
import type { Masks } from "./mask.ts";
import { Merge } from "./merge.ts";
import { layerKinds, layerOptions, type LayerOptions } from "./options.ts";

export interface DotOptions extends LayerOptions {
  /** The axis to sum over, or one of each input; never the batch's. Negative ones count from the end. */
  axes: number | readonly [number, number];
  /** Whether the inputs are divided by their Euclidean norm along the axis, for cosines. Default false. */
  normalize?: boolean | undefined;
}
const kinds: Kinds<DotOptions> = {
  ...layerKinds,
  axes: required({
    what: "a whole number, or a list of two",
    test: (x) => Number.isInteger(x) || (Array.isArray(x) && x.length === 2 && x.every(Number.isInteger)),
  }),
  normalize: flag,
};

/** [n, …, k, …] and [n, …, k, …] → [n, the other axes of both]; [n, 1] where none is left. */
export class Dot extends Merge {
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;
  constructor(options: DotOptions) {
    const { axes, normalize = false, ...rest } = layerOptions("Dot", options, kinds);
    super(rest);
    this.axes = axes;
    this.normalize = normalize;
  }
  override get className(): string {
    return "Dot";
  }
  protected override checkInput(shapes: readonly Shape[]): void {
    this.checkList(shapes, 2);
    const [a, b] = shapes as [Shape, Shape];
    const axes = this.#axes(a, b);
    const [m, n] = [a[axes[0]], b[axes[1]]];
    const fits = !axes.some((axis) => axis <= 0) && m !== undefined && n !== undefined && sameExtent(m, n);
    if (fits && sameExtent(a[0]!, b[0]!) && [...a.slice(1), ...b.slice(1)].every(isStatic)) return;
    throw this.fail(
      `inputs with as many elements along the axes ${axes.join(" and ")}, which are not the batch`,
      `shapes ${shapes.map(formatShape).join(" and ")}`,
      "Give the axes to sum over.",
    );
  }
  #axes(a: Shape, b: Shape): [number, number] {
    const [x, y] = typeof this.axes === "number" ? [this.axes, this.axes] : this.axes;
    return [x < 0 ? x + a.length : x, y < 0 ? y + b.length : y];
  }
  /** Ranks may differ. */
  override call(inputs: readonly Tensor[]): Tensor {
    return this.merge(inputs);
  }
  /** Steps are summed over, or multiplied with each other: no mask goes on. */
  override computeMask(): Masks {
    return undefined;
  }
  protected override merge([x, y]: readonly Tensor[]): Tensor {
    const axes = this.#axes(x!.shape, y!.shape);
    const [a, b] = this.normalize ? [unit(x!, axes[0]), unit(y!, axes[1])] : [x!, y!];
    const [before, after] = [without(a.shape, axes[0]), without(b.shape, axes[1])];
    // One product of matrices a row: [n, others of a, k] and [n, k, others of b].
    const left = a.moveaxis(axes[0], -1).reshape([a.shape[0]!, size(before), a.shape[axes[0]]!]);
    const right = b.moveaxis(axes[1], 1).reshape([b.shape[0]!, b.shape[axes[1]]!, size(after)]);
    const rows = [...before, ...after];
    return left.matmul(right).reshape([a.shape[0]!, ...(rows.length > 0 ? rows : [1])]);
  }
}

/** The extents of a row but the one at `axis`. */
const without = (shape: Shape, axis: number): Extent[] => shape.filter((_, i) => i !== 0 && i !== axis);
const size = (extents: readonly Extent[]): number => extents.reduce<number>((a, b) => a * (b as number), 1);
const unit = (x: Tensor, axis: number): Tensor => ops.normalize(x, axis);
