/** Tensors made of numbers, and of chance. Source: tfjs-core/src/ops/tensor*.ts, ops/rand*.ts. */
import { TacetError, type Plain } from "@tacet/compiler";
import { random } from "../index.ts";
import type { DataType } from "./ops/index.ts";
import { operations, tensor, Tensor, type Shape } from "./tensor.ts";

export { tensor };
/** A tensor without axes. */
export const scalar = (value: number | boolean, dtype?: DataType): Tensor => tensor(value, [], dtype);
/** A vector. */
export const tensor1d = (values: Plain, dtype?: DataType): Tensor => ranked(1, tensor(values, undefined, dtype));

const ranked = (rank: number, t: Tensor): Tensor => {
  if (t.rank === rank) return t;
  throw new TacetError(`tensor${rank}d: expected numbers nested ${rank} deep, or flat ones and their shape, received rank ${t.rank}.`); // prettier-ignore
};
/** Of numbers nested as deep as it has axes, or flat with a shape. */
const ofRank = (rank: number) => (values: Plain, shape?: Shape, dtype?: DataType): Tensor =>
  ranked(rank, tensor(values, shape, dtype)); // prettier-ignore
export const tensor2d = ofRank(2);
export const tensor3d = ofRank(3);
export const tensor4d = ofRank(4);
export const tensor5d = ofRank(5);

const typed = (t: Tensor, dtype: DataType): Tensor => (dtype === "float32" ? t : operations.cast(t, dtype));
/** Normal. A `seed` gives the same numbers each time (not TensorFlow.js's); without one, `setRandomSeed` decides. */
export const randomNormal = (
  shape: Shape,
  mean = 0,
  stdDev = 1,
  dtype: "float32" | "int32" = "float32",
  seed?: number,
): Tensor =>
  // prettier-ignore
  typed(new Tensor(random.normal(shape, { mean, stddev: stdDev, seed })), dtype);
/** Uniform from minval to before maxval. */
export const randomUniform = (
  shape: Shape,
  minval = 0,
  maxval = 1,
  dtype: DataType = "float32",
  seed?: number,
): Tensor =>
  // prettier-ignore
  typed(new Tensor(random.uniform(shape, { minval, maxval, seed })), dtype);
/** Normal, none further than two standard deviations from the mean. */
export const truncatedNormal = (
  shape: Shape,
  mean = 0,
  stdDev = 1,
  dtype: "float32" | "int32" = "float32",
  seed?: number,
): Tensor =>
  // prettier-ignore
  typed(new Tensor(random.truncatedNormal(shape, { mean, stddev: stdDev, seed })), dtype);
/** Of mean 0 and standard deviation 1. */
export const randomStandardNormal = (shape: Shape, dtype: "float32" | "int32" = "float32", seed?: number): Tensor =>
  randomNormal(shape, 0, 1, dtype, seed);
