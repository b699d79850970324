/** First values that a user gives: a function of the weight's shape, or the values. Source: keras/src/initializers/__init__.py, get. */
import {
  formatShape,
  outsideTrace,
  sameShape,
  TacetError,
  Tensor,
  tensor,
  type DType,
  type StaticShape,
  type TensorLike,
  type TypedArray,
} from "@tacet/compiler";
import { numbersOf } from "../engine.ts";
import { countOf, Initializer } from "./initializer.ts";

/** The values of a weight of this shape: a tensor, nested arrays, or a typed array in row-major order. */
export type InitializerFunction = (shape: StaticShape, dtype: DType) => TensorLike;

/** @throws TacetError where the values are not of the weight's shape */
function checkedValues(given: TensorLike, shape: StaticShape, dtype: DType): TypedArray {
  const flat = ArrayBuffer.isView(given) && given.length === countOf(shape);
  const values = tensor(given, flat ? shape : undefined, dtype);
  if (sameShape(values.shape, shape)) return numbersOf(values);
  throw new TacetError(
    `Initializer: expected values for a weight of shape ${formatShape(shape)}, received shape ${formatShape(values.shape)}.`,
  );
}

export class FunctionInitializer extends Initializer {
  override readonly className: string = "FunctionInitializer";
  readonly fn: InitializerFunction;
  constructor(fn: InitializerFunction) {
    super();
    this.fn = fn;
  }
  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    // Weights are often made while a step is recorded, which they are no part of.
    const given: unknown = outsideTrace(() => this.fn(shape, dtype));
    if (given instanceof Tensor || Array.isArray(given) || ArrayBuffer.isView(given) || typeof given === "number")
      return checkedValues(given as TensorLike, shape, dtype);
    throw new TacetError(
      `A function as initializer: expected the values of a weight of shape ${formatShape(shape)}, received ${given instanceof Promise ? "a promise; it must not be async" : typeof given}.`,
    );
  }
}

/** The values themselves, for a weight of their shape. */
export class TensorInitializer extends Initializer {
  override readonly className: string = "TensorInitializer";
  readonly values: Tensor;
  constructor(values: Tensor) {
    super();
    this.values = values;
  }
  override call(shape: StaticShape, dtype: DType = "float32"): TypedArray {
    return checkedValues(this.values, shape, dtype);
  }
}
