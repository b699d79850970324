/**
 * Which pairs of a query and a key count: bools that broadcast to the scores.
 * Source: keras/src/layers/attention/multi_head_attention.py, _compute_attention_mask.
 */
import { formatShape, isStatic, ops, TacetError, type Extent, type Shape, type Tensor } from "@tacet/compiler";
import type { Fail } from "../einsumShapes.ts";
import { broadcasts } from "../softmax.ts";

const steps = (extent: Extent): number => {
  if (isStatic(extent)) return extent;
  throw new TacetError("Expected a fixed number of steps along the axis of attention, received the batch.");
};
/** The places of queries [1, tq, 1] and of keys [1, 1, tk]. */
const places = (queries: Extent, keys: Extent): readonly [Tensor, Tensor] => [
  ops.arange(0, steps(queries), 1, "int32").reshape([1, -1, 1]),
  ops.arange(0, steps(keys), 1, "int32").reshape([1, 1, -1]),
];
/** Whether a key is not behind the query: bools [1, tq, tk]. */
export function causalMask(queries: Extent, keys: Extent): Tensor {
  const [query, key] = places(queries, keys);
  return query.greaterEqual(key);
}
/** Whether a key is less than `width` steps from the query: bools [1, tq, tk]. */
export function windowMask(queries: Extent, keys: Extent, width: number): Tensor {
  const [query, key] = places(queries, keys);
  return query.sub(key).abs().less(width);
}
/** True where all are; one that is undefined is true everywhere. */
export const all = (...masks: readonly (Tensor | undefined)[]): Tensor | undefined =>
  masks.reduce((a, b) => (a && b ? a.logicalAnd(b) : (a ?? b)), undefined);

/** Which steps, or pairs of them, count; undefined where all do. */
export interface GivenMasks {
  readonly query?: Tensor | undefined;
  readonly value?: Tensor | undefined;
  readonly key?: Tensor | undefined;
  /** Of pairs. */
  readonly attention?: Tensor | undefined;
}
/**
 * The pairs that all masks leave, fit to scores of the shape [n, …, heads, queries, keys].
 * @param along how many axes attention goes along
 */
export function pairMask(given: GivenMasks, shape: Shape, along: number, fail: Fail): Tensor | undefined {
  const fit = (name: string, mask: Tensor | undefined, axis?: -1 | -2): Tensor | undefined => {
    if (!mask) return undefined;
    // Heads, and what else attention does not go along, come before the pairs.
    let pairs = axis === undefined ? mask : mask.expandDims(axis);
    while (pairs.rank >= 2 * along && pairs.rank < shape.length) pairs = pairs.expandDims(-2 * along - 1);
    if (pairs.rank === shape.length && broadcasts(pairs.shape, shape)) return pairs.cast("bool");
    const steps: readonly Extent[] = [shape[0]!, shape.at(axis === -1 ? -2 : -1)!];
    throw fail(
      axis === undefined
        ? `${name} to broadcast to the scores ${formatShape(shape)}`
        : `${name} of shape ${formatShape(steps)}`,
      formatShape(mask.shape),
      "Give true for each that counts, false for each that does not.",
    );
  };
  return all(
    fit("queryMask", given.query, -1),
    fit("valueMask", given.value, -2),
    fit("keyMask", given.key, -2),
    fit("attentionMask", given.attention),
  );
}
