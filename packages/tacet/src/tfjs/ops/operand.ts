/**
 * What TensorFlow.js's operations take: tensors and plain data, in its three types. Source: tfjs-core/src/tensor_util_env.ts.
 */
import { tensor, Tensor, type DType, type Plain } from "@tacet/compiler";

/** What TensorFlow.js's tensors hold. */
export type DataType = "float32" | "int32" | "bool";
export type Operand = Tensor | Plain;
/** An axis, several, or all. */
export type Axis = number | readonly number[] | null | undefined;

/** The type of plain data: true and false are "bool", whole typed arrays "int32", other numbers "float32". */
export function inferredType(data: Plain): DataType {
  if (typeof data === "boolean") return "bool";
  if (typeof data === "number") return "float32";
  if (ArrayBuffer.isView(data))
    return data instanceof Float32Array || data instanceof Float64Array ? "float32" : "int32";
  const [first] = data;
  return first === undefined ? "float32" : inferredType(first);
}
/** A tensor of an operand. Numbers become float32, so that an int32 tensor times 2 is float32, as in TensorFlow.js. */
export const of = (x: Operand): Tensor => (x instanceof Tensor ? x : tensor(x, undefined, inferredType(x)));
export const cast = (x: Tensor, dtype: DType): Tensor => (x.dtype === dtype ? x : x.cast(dtype));
export const float = (x: Operand): Tensor => cast(of(x), "float32");
/** As numbers: bools are counted. */
export const counted = (x: Operand): Tensor => {
  const t = of(x);
  return t.dtype === "bool" ? t.cast("int32") : t;
};
