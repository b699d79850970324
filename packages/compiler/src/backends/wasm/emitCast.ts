/** Conversions between types, and between what bits mean. */
import { constant } from "../../codegen/builder.ts";
import type { Expr, LoopType } from "../../codegen/loop.ts";
import { refuse, type FunctionContext } from "./context.ts";
import { shapeOf, splatBytes, valueTypeOf } from "./representation.ts";

export function emitCast(f: FunctionContext, value: Expr, to: LoopType): void {
  const from = value.type;
  if (to.lane === "bool" && from.lane !== "bool") {
    const zero = constant(0, from);
    f.emit(value);
    f.emit(zero);
    return f.code.op(`${shapeOf(from)}.ne`);
  }
  const source = shapeOf(from);
  const target = shapeOf(to);
  if (from.lane === "bool" && from.lanes > 1 && to.lane !== "bool") {
    f.emit(value);
    if (to.lane !== "f32" && to.lane !== "f64")
      return source === target ? f.code.op("i32x4.neg") : refuse("cast", from, to);
    f.vectorConstant(splatBytes(to, 1));
    return f.code.op("v128.and");
  }
  f.emit(value);
  if (source === target) return;
  const signed = (t: LoopType): "s" | "u" => (t.lane === "i32" ? "s" : "u");
  if (source === "f32" && target === "f64") return f.code.op("f64.promote_f32");
  if (source === "f64" && target === "f32") return f.code.op("f32.demote_f64");
  if ((source === "f32" || source === "f64") && target === "i32")
    return f.code.op(`i32.trunc_sat_${source}_${signed(to)}`);
  if (source === "i32" && (target === "f32" || target === "f64"))
    return f.code.op(`${target}.convert_i32_${signed(from)}`);
  if (source === "f32x4" && target === "i32x4") return f.code.op(`i32x4.trunc_sat_f32x4_${signed(to)}`);
  if (source === "i32x4" && target === "f32x4") return f.code.op(`f32x4.convert_i32x4_${signed(from)}`);
  return refuse("cast", from, to);
}

export function emitBitcast(f: FunctionContext, value: Expr, to: LoopType): void {
  const source = shapeOf(value.type);
  const target = shapeOf(to);
  f.emit(value);
  if (source === "f32" && target === "i32") return f.code.op("i32.reinterpret_f32");
  if (source === "i32" && target === "f32") return f.code.op("f32.reinterpret_i32");
  if (source !== target && valueTypeOf(value.type) !== "v128") refuse("bitcast", value.type, to);
}
