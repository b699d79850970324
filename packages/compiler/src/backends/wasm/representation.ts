/** How a loop type lies in WebAssembly's registers: which value type, which lane shape, which constant bytes. */
import { CompilerError } from "../../core/index.ts";
import { formatType } from "../../codegen/builder.ts";
import type { Expr, LoopType } from "../../codegen/loop.ts";
import type { ValueType } from "./encode.ts";

export type FloatShape = "f32" | "f64" | "f32x4" | "f64x2";
export type IntegerShape = "i32" | "i32x4";
export type Shape = FloatShape | IntegerShape | "i64x2";

/** The prefix of the instructions for this type. Only scalars and vectors of 16 bytes exist here. */
export function shapeOf(type: LoopType): Shape {
  const { lane, lanes, wide } = type;
  if (lanes === 1) return lane === "f32" || lane === "f64" ? lane : "i32";
  if (lane === "f64" && lanes === 2) return "f64x2";
  if (lane === "bool" && wide && lanes === 2) return "i64x2";
  if (lanes === 4 && lane !== "f64" && !wide) return lane === "f32" ? "f32x4" : "i32x4";
  throw new CompilerError(
    `a vector has 16 bytes on WebAssembly, ${formatType(type)} has not: generate code for vectorBytes 16`,
  );
}
export function valueTypeOf(type: LoopType): ValueType {
  const shape = shapeOf(type);
  return shape === "i32" || shape === "f32" || shape === "f64" ? shape : "v128";
}
export const isFloat = (shape: Shape): shape is FloatShape => shape.startsWith("f");

/** The 16 bytes of a constant in every lane; true is a full mask. */
export function splatBytes(type: LoopType, value: number): Uint8Array {
  return laneBytes(type, new Array<number>(type.lanes).fill(value));
}
export function laneBytes(type: LoopType, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const width = 16 / type.lanes;
  values.forEach((value, i) => {
    const at = i * width;
    if (type.lane === "f32") view.setFloat32(at, value, true);
    else if (type.lane === "f64") view.setFloat64(at, value, true);
    else if (type.lane === "bool") bytes.fill(value ? 0xff : 0, at, at + width);
    else view.setInt32(at, value | 0, true);
  });
  return bytes;
}

/** The same for the same 16 bytes. */
export const bytesKey = (bytes: Uint8Array): string => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  return `${words[0]}.${words[1]}.${words[2]}.${words[3]}`;
};
/** The bytes of a vector that is constant, if it is one. */
export function constantBytes(e: Expr): Uint8Array | undefined {
  if (e.type.lanes === 1) return undefined;
  if (e.kind === "constant") return splatBytes(e.type, e.value);
  if (e.kind === "bitcast") return constantBytes(e.value);
  if (e.kind !== "lanes") return undefined;
  const values = e.values.flatMap((v) => (v.kind === "constant" ? [v.value] : []));
  return values.length === e.values.length ? laneBytes(e.type, values) : undefined;
}
