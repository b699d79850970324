/** What attention layers take and give. */
import { formatShape, sameExtent, type Shape, type Tensor } from "@tacet/compiler";
import type { Fail } from "../einsumShapes.ts";

/** Query, value and, where it is not the value, key. */
export type AttentionInputs =
  readonly [query: Tensor, value: Tensor] | readonly [query: Tensor, value: Tensor, key: Tensor];
/** The output, or the output and the weights that the values had in it. */
export type AttentionResult = Tensor | readonly [output: Tensor, scores: Tensor];
/** Of a call that gives scores too. */
export interface WithScores {
  readonly returnAttentionScores: true;
}
/** Of a call that gives none. */
export interface WithoutScores {
  readonly returnAttentionScores?: false | undefined;
}

/**
 * The shapes of query, value and key.
 * @param fits whether they go together, as `expected` says
 */
export function inputShapes(
  shapes: readonly Shape[],
  expected: string,
  fits: (query: Shape, value: Shape, key: Shape) => boolean,
  fail: Fail,
): readonly [query: Shape, value: Shape, key: Shape] {
  // A single shape is a list too, of extents.
  const listed = shapes.every((shape) => Array.isArray(shape));
  const [query, value, key = value] = shapes;
  if (!listed || !query || !value || !key || shapes.length > 3)
    throw fail(
      "[query, value] or [query, value, key]",
      listed ? `${shapes.length} tensors` : "one tensor",
      "Write layer.apply([query, value]); for attention of a sequence to itself layer.apply([x, x]).",
    );
  const alike = [value, key].every((shape) => sameExtent(shape[0]!, query[0]!));
  const empty = [query, value, key].find((shape) => shape.includes(0));
  if (alike && !empty && fits(query, value, key)) return [query, value, key];
  throw fail(expected, `shapes ${shapes.map(formatShape).join(", ")}`, "Give inputs of other shapes.");
}
