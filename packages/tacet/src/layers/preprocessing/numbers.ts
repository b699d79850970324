/** Numbers as options of preprocessing layers: one for everything, or several in nested arrays or a Tensor. */
import { flatten, isStaticShape, Tensor, tensor, type DType, type Plain, type TensorLike } from "@tacet/compiler";
import type { Kind } from "../../options.ts";

const isNested = (x: unknown): boolean => {
  try {
    return flatten(x as Plain).data.length > 0;
  } catch {
    return false;
  }
};
/** A number, or numbers in equally long rows. */
export const numbersKind: Kind = {
  what: "a number, numbers nested in arrays of equal lengths, or a Tensor of them",
  test: (x) => (x instanceof Tensor ? isStaticShape(x.shape) : isNested(x)),
};
/** Numbers given as an option, in the type of their layer. */
export const constantOf = (x: TensorLike, dtype: DType): Tensor => tensor(x, undefined, dtype);
