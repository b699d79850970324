/**
 * What merging layers share: a list of inputs, brought to one rank.
 * Source: keras/src/layers/merging/base_merge.py.
 */
import { formatShape, ops, sameExtent, type Shape, type Tensor } from "@tacet/compiler";
import { Layer } from "./layer.ts";
import { maskOf, withMask, type Masks } from "./mask.ts";

export abstract class Merge extends Layer<readonly Tensor[]> {
  /** One tensor of several, of one rank. */
  protected abstract merge(inputs: readonly Tensor[]): Tensor;

  protected override checkInput(shapes: readonly Shape[]): void {
    this.checkList(shapes);
    shapes.reduce((a, b) => {
      const merged = elementwiseShape(a, b);
      if (merged) return merged;
      throw this.fail(
        "inputs of one shape, or of 1 where they differ",
        `shapes ${shapes.map(formatShape).join(" and ")}`,
        "Reshape them.",
      );
    });
  }
  protected checkList(shapes: readonly Shape[], count?: number): void {
    // A single shape is a list too, of extents.
    const listed = shapes.every(Array.isArray) && shapes.length > 0;
    if (listed && (count === undefined || shapes.length === count)) return;
    throw this.fail(
      `a list of ${count ?? "one or more"} tensors`,
      listed ? `${shapes.length}` : "one tensor",
      "Write layer.apply([a, b]).",
    );
  }
  /** Axes of 1 are put behind the batch where ranks differ. */
  override call(inputs: readonly Tensor[]): Tensor {
    const rank = Math.max(...inputs.map((x) => x.rank));
    return this.merge(
      inputs.map((x) => Array.from({ length: rank - x.rank }).reduce<Tensor>((y) => y.expandDims(1), x)),
    );
  }
  /** A step counts where it does for one of the inputs; all do where one has no mask. */
  override computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Masks {
    return orOfAll(masks);
  }
}

/** True where one of the masks is; undefined where one of them is missing. */
export function orOfAll(masks: readonly (Tensor | undefined)[]): Tensor | undefined {
  const given = masks.filter((m) => m !== undefined);
  return given.length === masks.length ? given.reduce((a, b) => a.logicalOr(b)) : undefined;
}
/** The mask of a tensor on each of its elements. */
export function elementMask(x: Tensor): Tensor | undefined {
  return maskOf(x)?.expandDims(-1).broadcastTo(x.shape);
}
/**
 * Folds inputs by an operation that has no neutral element: where one input doesn't count, the other stands alone.
 * Source: `_apply_merge_op_and_or_mask` of base_merge.py.
 */
export function foldMasked(inputs: readonly Tensor[], fold: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const [first, ...rest] = inputs.map((x) => ({ value: x, mask: elementMask(x) }));
  const { value, mask } = rest.reduce((a, b) => {
    const right = b.mask ? ops.where(b.mask, b.value, a.value) : b.value;
    const left = a.mask ? ops.where(a.mask, a.value, right) : a.value;
    return { value: fold(left, right), mask: a.mask && b.mask ? a.mask.logicalOr(b.mask) : undefined };
  }, first!);
  return withMask(value, mask?.any(-1));
}

/** The shape of an elementwise operation; rows of different rank are aligned at their ends, the batches with each other. */
function elementwiseShape(a: Shape, b: Shape): Shape | undefined {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  if (short.length === 0 || !sameExtent(long[0]!, short[0]!)) return long.length === 0 ? long : undefined;
  const rows = long.slice(1);
  const missing = long.length - short.length;
  const merged = rows.map((extent, i) => {
    const other = i < missing ? 1 : short[i - missing + 1]!;
    return extent === 1 ? other : other === 1 || sameExtent(extent, other) ? extent : undefined;
  });
  return merged.every((e) => e !== undefined) ? [long[0]!, ...merged] : undefined;
}
