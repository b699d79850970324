/** Classes as rows of zeros with a one. Source: keras/src/utils/numerical_utils.py (`to_categorical`). */
import { formatShape, TacetError, tensor, type Tensor, type TensorLike } from "@tacet/compiler";
import { checkOptions, wholeFrom, type Kinds } from "../options.ts";
import { numbersOf } from "./rows.ts";

export interface ToCategoricalOptions {
  /** The largest class and one more unless given. */
  readonly numClasses?: number | undefined;
}
const kinds: Kinds<ToCategoricalOptions> = { numClasses: wholeFrom(1) };

/**
 * One-hot rows for categorical losses: classes [...] become float64 [..., numClasses]; a last axis of 1 is dropped
 * first.
 * @param x classes from 0; fractions are cut off
 * @param options `numClasses`, or an object with it
 * @throws TacetError for classes outside 0 … numClasses - 1. (Keras counts negative ones from the end.)
 */
export function toCategorical(x: TensorLike, options: number | ToCategoricalOptions = {}): Tensor {
  const given = typeof options === "number" ? { numClasses: options } : options;
  const { data, shape } = numbersOf(x, "toCategorical");
  const labels = Array.from(data, Math.trunc);
  const { numClasses = labels.reduce((a, b) => Math.max(a, b), -1) + 1 } = checkOptions("toCategorical", given, kinds);
  const rows = shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  if (labels.length === 0) {
    throw new TacetError(`toCategorical: expected classes, received an array of shape ${formatShape(shape)}.`);
  }
  const hot = new Float64Array(labels.length * numClasses);
  labels.forEach((label, i) => {
    if (!(label >= 0 && label < numClasses)) {
      throw new TacetError(`toCategorical: expected classes from 0 to ${numClasses - 1}, received ${data[i]}.`);
    }
    hot[i * numClasses + label] = 1;
  });
  return tensor(hot, [...rows, numClasses], "float64");
}
