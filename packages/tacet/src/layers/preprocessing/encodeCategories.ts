/** Categories as rows of zeros with ones or counts in them. Source: keras/src/utils/numerical_utils.py (`encode_categorical_inputs`). */
import { ops, type DType, type Tensor } from "@tacet/compiler";

/** How a row of categories is put into numbers, one for each category. */
export const encodings = ["one_hot", "multi_hot", "count"] as const;
export type Encoding = (typeof encodings)[number];

/**
 * - "one_hot": each element by itself, [..., k] → [..., k, depth]; [..., 1] → [..., depth].
 * - "multi_hot": 1 for each category that a row holds, [n, k] → [n, depth]; [k] → [depth]. Of [n, k, m], as in Keras, axis
 *   1 is the row: [n, m, depth].
 * - "count": likewise how often, or the sum of the weights.
 *
 * A category outside 0 … depth - 1 counts for nothing.
 * @param indices whole numbers; of rank 0 they are a row of one
 * @param weights of the shape of `indices`, for "count"
 */
export function encodeCategories(
  indices: Tensor,
  encoding: Encoding,
  depth: number,
  dtype: DType,
  weights?: Tensor,
): Tensor {
  const rows = indices.rank === 0 ? indices.reshape([1]) : indices;
  if (encoding === "one_hot") {
    const single = rows.rank > 1 && rows.shape.at(-1) === 1;
    return ops.oneHot(single ? rows.squeeze(-1) : rows, depth, -1, dtype);
  }
  const lastly = (x: Tensor): Tensor => (x.rank > 2 ? ops.moveaxis(x, 1, -1) : x);
  const counts = ops.bincount(
    lastly(rows),
    weights && lastly(weights.rank === 0 ? weights.reshape([1]) : weights),
    depth,
  );
  return (encoding === "multi_hot" ? counts.greater(0) : counts).cast(dtype);
}
