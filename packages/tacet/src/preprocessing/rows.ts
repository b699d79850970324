/** What preprocessing takes: tensors, or nested arrays of numbers; and how to get at their numbers. */
import {
  formatShape,
  isStatic,
  literalData,
  TacetError,
  tensor,
  Tensor,
  type StaticShape,
  type TensorLike,
  type TypedArray,
} from "@tacet/compiler";

/** Tensors stay themselves; anything else becomes a float64 tensor, for scikit-learn computes in float64. */
export const asTensor = (x: TensorLike): Tensor => (x instanceof Tensor ? x : tensor(x, undefined, "float64"));

/** The extent of the first axis. */
export function rowCount(x: Tensor): number {
  const rows = x.shape[0];
  return rows !== undefined && isStatic(rows) ? rows : 0;
}

/** Numbers in row-major order, and what they are. */
export interface Numbers {
  readonly data: TypedArray;
  readonly shape: StaticShape;
  readonly dtype: Tensor["dtype"];
}
/**
 * @param what stands at the head of messages: "StandardScaler: fit"
 * @throws TacetError for a tensor that is not computed yet
 */
export function numbersOf(x: TensorLike, what: string): Numbers {
  const source = asTensor(x);
  const data = literalData(source);
  if (data) return { data, shape: source.shape as StaticShape, dtype: source.dtype };
  throw new TacetError(`${what} needs numbers, received a tensor with ops applied: pass its array().`);
}

/** The numbers of a matrix, row by row. */
export interface Matrix extends Numbers {
  readonly rows: number;
  readonly columns: number;
}
/** @throws TacetError unless `x` is a matrix with rows */
export function matrixOf(x: TensorLike, what: string): Matrix {
  const numbers = numbersOf(x, what);
  const [rows, columns] = numbers.shape;
  if (numbers.shape.length === 2 && rows! > 0) return { ...numbers, rows: rows!, columns: columns! };
  throw new TacetError(`${what} expects a matrix [rows, columns], received shape ${formatShape(numbers.shape)}.`);
}

/** Rounding to the type of floats; anything else counts as float64. */
export const roundTo = (dtype: Tensor["dtype"]): ((x: number) => number) =>
  dtype === "float32" ? Math.fround : (x) => x;
