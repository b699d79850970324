/** TensorFlow.js's operations on shapes, and what it makes of a shape. Source: tfjs-core/src/ops. */
import { ops, TacetError, type Tensor } from "@tacet/compiler";
import { cast, of, type DataType, type Operand } from "./operand.ts";

const shaped = (rank: number) => (x: Operand, ...shape: readonly number[]): Tensor => {
  if (shape.length === rank) return of(x).reshape(shape);
  throw new TacetError(`as${rank}D: expected ${rank} extents, received ${shape.length}.`);
}; // prettier-ignore

export const reshape = (x: Operand, shape: readonly number[]): Tensor => of(x).reshape(shape);
export const reshapeAs = (x: Operand, y: Operand): Tensor => of(x).reshape(of(y).shape);
export const flatten = (x: Operand): Tensor => of(x).reshape([-1]);
export const as1D = flatten;
export const as2D = shaped(2);
export const as3D = shaped(3);
export const as4D = shaped(4);
export const as5D = shaped(5);
export const asScalar = (x: Operand): Tensor => of(x).reshape([]);
export const expandDims = (x: Operand, axis = 0): Tensor => of(x).expandDims(axis);
export const squeeze = (x: Operand, axis?: readonly number[]): Tensor => of(x).squeeze(axis);
export const transpose = (x: Operand, perm?: readonly number[]): Tensor => of(x).transpose(perm);
export const reverse = (x: Operand, axis?: number | readonly number[]): Tensor => of(x).flip(axis);
export const tile = (x: Operand, reps: readonly number[]): Tensor => of(x).tile(reps);
export const broadcastTo = (x: Operand, shape: readonly number[]): Tensor => of(x).broadcastTo(shape);
/** @param paddings for each axis how much before and how much behind */
export const pad = (x: Operand, paddings: readonly (readonly [number, number])[], constantValue = 0): Tensor =>
  of(x).pad(paddings, "constant", constantValue);
/** `size` elements from `begin` on, by axis; all that are left where the size is -1 or left out. */
export function slice(x: Operand, begin: number | readonly number[], size?: number | readonly number[]): Tensor {
  const sizes = size === undefined ? [] : [size].flat();
  return [begin].flat().reduce<Tensor>((part, start, axis) => {
    const extent = sizes[axis] ?? -1;
    return ops.sliceAxis(part, axis, start, extent < 0 ? undefined : start + extent);
  }, of(x));
}
/** @param numOrSizeSplits the number of equal parts, or the size of each part */
export function split(x: Operand, numOrSizeSplits: number | readonly number[], axis = 0): Tensor[] {
  if (typeof numOrSizeSplits === "number") return of(x).split(numOrSizeSplits, axis);
  let end = 0;
  const ends = numOrSizeSplits.map((size) => (end += size));
  return of(x).split(ends.slice(0, -1), axis);
}
export const unstack = (x: Operand, axis = 0): Tensor[] => of(x).unstack(undefined, axis);
export const gather = (x: Operand, indices: Operand, axis = 0): Tensor => of(x).take(cast(of(indices), "int32"), axis);
export const oneHot = (indices: Operand, depth: number, onValue = 1, offValue = 0, dtype: DataType = "int32"): Tensor =>
  cast(ops.where(cast(of(indices), "int32").oneHot(depth, -1, "bool"), onValue, offValue), dtype);
export const concat = (tensors: readonly Operand[], axis = 0): Tensor => ops.concatenate(tensors.map(of), axis);
export const stack = (tensors: readonly Operand[], axis = 0): Tensor => ops.stack(tensors.map(of), axis);

export const zeros = (shape: readonly number[], dtype: DataType = "float32"): Tensor => ops.zeros(shape, dtype);
export const ones = (shape: readonly number[], dtype: DataType = "float32"): Tensor => ops.ones(shape, dtype);
export const fill = (shape: readonly number[], value: number, dtype: DataType = "float32"): Tensor =>
  ops.full(shape, value, dtype);
export const eye = (numRows: number, numColumns = numRows): Tensor => ops.eye(numRows, numColumns);
export const linspace = (start: number, stop: number, num: number): Tensor => ops.linspace(start, stop, num);
/** From start to before stop; downwards where stop is less. */
export const range = (start: number, stop: number, step = stop < start ? -1 : 1, dtype: DataType = "float32"): Tensor =>
  ops.arange(start, stop, step, dtype);
