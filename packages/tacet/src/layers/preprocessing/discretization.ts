/** Numbers as the bins that they fall into. Source: keras/src/layers/preprocessing/discretization.py. */
import { ops, type Shape, type Tensor, type TensorLike } from "@tacet/compiler";
import type { Dataset } from "../../data/dataset.ts";
import { finite, oneOf, shareBetween, wholeFrom, type Kind, type Kinds } from "../../options.ts";
import { numbersOf } from "../../preprocessing/rows.ts";
import { Layer } from "../layer.ts";
import { layerKinds, layerOptions, type LayerOptions } from "../options.ts";
import { adaptTo, stepsOf, type AdaptOptions } from "./adapt.ts";
import { encodeCategories, encodings, type Encoding } from "./encodeCategories.ts";
import { QuantileSummary } from "./quantileSummary.ts";

export interface DiscretizationOptions extends LayerOptions {
  /** Where a bin ends and the next begins, ascending: [0, 1] makes bins below 0, from 0 to below 1, and from 1. */
  binBoundaries?: readonly number[] | undefined;
  /** How many bins `adapt` makes, of about as many numbers each. In place of `binBoundaries`. */
  numBins?: number | undefined;
  /** How far off the boundaries that `adapt` finds may be, as a share of the numbers. Default 0.01. */
  epsilon?: number | undefined;
  /**
   * "int" for the number of the bin; "one_hot" for each element by itself, "multi_hot" for 1 at every bin that a row falls
   * into, "count" for how often it does. Default "int".
   */
  outputMode?: "int" | Encoding | undefined;
}

const ascending: Kind = {
  what: "a list of ascending numbers",
  test: (x) =>
    Array.isArray(x) && x.every((b, i) => finite.test(b) && (i === 0 || (x[i - 1] as number) <= (b as number))),
};
const kinds: Kinds<DiscretizationOptions> = {
  ...layerKinds,
  binBoundaries: ascending,
  numBins: wholeFrom(1),
  epsilon: shareBetween,
  outputMode: oneOf("int", ...encodings),
};

/**
 * The number of each element's bin, from 0: int32, the shape stays. With another `outputMode` the bins are encoded as
 * `categoryEncoding` does. NaN falls into the last bin.
 * @throws TacetError unless one of `binBoundaries` and `numBins` is given
 */
export class Discretization extends Layer {
  readonly numBins: number | undefined;
  readonly epsilon: number;
  readonly outputMode: "int" | Encoding;
  #binBoundaries: readonly number[] | undefined;
  constructor(options?: DiscretizationOptions) {
    super(layerOptions("Discretization", options, kinds));
    const { binBoundaries, numBins, epsilon = 0.01, outputMode = "int" } = options ?? {};
    if ((binBoundaries === undefined) === (numBins === undefined)) {
      const received = numBins === undefined ? "neither" : "both";
      throw this.fail("binBoundaries or numBins", received, "Give the boundaries, or numBins and call adapt.");
    }
    this.#binBoundaries = binBoundaries && [...binBoundaries];
    this.numBins = numBins;
    this.epsilon = epsilon;
    this.outputMode = outputMode;
  }
  override get className(): string {
    return "Discretization";
  }
  /** Where bins end: given, or found by `adapt`; undefined before it. */
  get binBoundaries(): readonly number[] | undefined {
    return this.#binBoundaries;
  }

  /**
   * Finds boundaries between `numBins` bins of about as many numbers each, from an array at once, or a Dataset of batches
   * ([x, y] or x) as it is read; what was found before is forgotten.
   * @param options.steps how many batches of a Dataset to read; default all
   * @throws TacetError where `binBoundaries` were given
   */
  adapt(data: Dataset, options?: AdaptOptions): Promise<void>;
  adapt(data: TensorLike, options?: AdaptOptions): void;
  adapt(data: TensorLike | Dataset, options?: AdaptOptions): Promise<void> | void {
    const { numBins } = this;
    if (numBins === undefined) {
      throw this.fail("numBins", "adapt beside binBoundaries", "Give numBins in their place to find them.");
    }
    const summary = new QuantileSummary(this.epsilon);
    return adaptTo(stepsOf(data, `${this.label}: adapt`, options), `${this.label}: adapt`, {
      read: numbersOf,
      take: (batch) => summary.add(batch.data),
      finish: () => {
        this.#binBoundaries = summary.boundaries(numBins);
        this.structureChanged();
      },
    });
  }

  protected override checkInput(_shape: Shape): void {
    if (this.#binBoundaries) return;
    throw this.fail("bin boundaries", "none", "Give binBoundaries, or call adapt first.");
  }
  call(x: Tensor): Tensor {
    const boundaries = this.#binBoundaries!;
    const bins = boundaries.length === 0 ? ops.zerosLike(x).cast("int32") : ops.digitize(x, boundaries);
    if (this.outputMode === "int") return bins;
    return encodeCategories(bins, this.outputMode, boundaries.length + 1, this.dtype);
  }
}
