/** Prints one expression of loop code as a WebAssembly instruction sequence that leaves its value on the stack. */
import type { Expr, LoopType } from "../../codegen/loop.ts";
import type { FunctionContext } from "./context.ts";
import { emitApply } from "./emitApply.ts";
import { emitBitcast, emitCast } from "./emitCast.ts";
import { emitExtract, emitLanes, emitSplat } from "./emitLanes.ts";
import { emitLoad } from "./emitMemory.ts";
import { constantBytes } from "./representation.ts";

export function emitExpression(f: FunctionContext, e: Expr): void {
  const bytes = constantBytes(e);
  if (bytes) return f.vectorConstant(bytes);
  switch (e.kind) {
    case "constant":
    case "size":
      return emitScalarConstant(f, e.type, e.value);
    case "local":
      return f.read(e);
    case "load":
      return emitLoad(f, e);
    case "apply":
      return emitApply(f, e);
    case "cast":
      return emitCast(f, e.value, e.type);
    case "bitcast":
      return emitBitcast(f, e.value, e.type);
    case "splat":
      return emitSplat(f, e.value, e.type);
    case "lanes":
      return emitLanes(f, e.values, e.type);
    case "extract":
      return emitExtract(f, e.value, e.lane);
    default:
      return e satisfies never;
  }
}

function emitScalarConstant(f: FunctionContext, type: LoopType, value: number): void {
  if (type.lane === "f32") f.code.f32(value);
  else if (type.lane === "f64") f.code.f64(value);
  else f.code.i32(type.lane === "bool" ? Number(value !== 0) : value);
}
