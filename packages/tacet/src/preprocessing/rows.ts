/** What preprocessing takes: tensors, or nested arrays of numbers; and how to get at their numbers. */
import { isStatic, tensor, Tensor, type TensorLike } from "@tacet/compiler";

/** Tensors stay themselves; anything else becomes a float64 tensor, for scikit-learn computes in float64. */
export const asTensor = (x: TensorLike): Tensor => (x instanceof Tensor ? x : tensor(x, undefined, "float64"));

/** The extent of the first axis. */
export function rowCount(x: Tensor): number {
  const rows = x.shape[0];
  return rows !== undefined && isStatic(rows) ? rows : 0;
}
