/** Vectors made of scalars, and scalars taken from vectors. */
import type { Expr, LoopType } from "../../codegen/loop.ts";
import { refuse, type FunctionContext } from "./context.ts";
import { emitAddress } from "./emitMemory.ts";
import { shapeOf } from "./representation.ts";

export function emitSplat(f: FunctionContext, value: Expr, type: LoopType): void {
  const shape = shapeOf(type);
  const source = f.peek(value);
  if (source.kind === "load" && shape !== "i64x2") {
    f.takeBehind(value);
    const offset = emitAddress(f, source.address, source.offset);
    if (shape === "f64x2") f.code.memory("v128.load64_splat", 3, offset);
    else f.code.memory("v128.load32_splat", 2, offset);
    if (type.lane === "bool") f.code.op("i32x4.neg");
    return;
  }
  f.emit(value);
  if (shape === "i64x2") {
    f.code.op("i64.extend_i32_u");
    f.code.op("i64x2.splat");
    return f.code.op("i64x2.neg");
  }
  if (shape === "i32" || shape === "f32" || shape === "f64") return refuse("splat", type);
  f.code.op(`${shape}.splat`);
  if (type.lane === "bool") f.code.op("i32x4.neg");
}

export function emitExtract(f: FunctionContext, value: Expr, lane: number): void {
  const shape = shapeOf(value.type);
  f.emit(value);
  if (shape === "f32x4" || shape === "f64x2") return f.code.lane(`${shape}.extract_lane`, lane);
  f.code.lane("i32x4.extract_lane", shape === "i64x2" ? 2 * lane : lane);
  if (value.type.lane !== "bool") return;
  f.code.i32(1);
  f.code.op("i32.and");
}

export function emitLanes(f: FunctionContext, values: readonly Expr[], type: LoopType): void {
  const shape = shapeOf(type);
  if (shape === "i32" || shape === "f32" || shape === "f64") return refuse("lanes", type);
  if (emitConvertedLanes(f, values, type)) return;
  if (shape !== "i64x2" && values.every((v) => f.peek(v).kind === "load"))
    return emitGather(f, values, shape === "f64x2");
  if (shape === "i64x2") {
    values.forEach((v, i) => {
      f.emit(v);
      f.code.op("i64.extend_i32_u");
      if (i === 0) f.code.op("i64x2.splat");
      else f.code.lane("i64x2.replace_lane", i);
    });
    return f.code.op("i64x2.neg");
  }
  values.forEach((v, i) => {
    f.emit(v);
    if (i === 0) f.code.op(`${shape}.splat`);
    else f.code.lane(`${shape}.replace_lane`, i);
  });
  if (type.lane === "bool") f.code.op("i32x4.neg");
}
/** Lanes from memory: all addresses first, the last lane's at the bottom of the stack. */
function emitGather(f: FunctionContext, values: readonly Expr[], double: boolean): void {
  const offsets = [...values].reverse().map((v) => {
    const source = f.peek(v);
    f.takeBehind(v);
    return source.kind === "load" ? emitAddress(f, source.address, source.offset) : refuse("gather", v.type);
  });
  values.forEach((_, i) => {
    const offset = offsets[values.length - 1 - i]!;
    if (i === 0) f.code.memory(double ? "v128.load64_zero" : "v128.load32_zero", double ? 3 : 2, offset);
    else f.code.laneMemory(double ? "v128.load64_lane" : "v128.load32_lane", double ? 3 : 2, offset, i);
  });
  if (values[0]!.type.lane === "bool") f.code.op("i32x4.neg");
}
/** `lanes` of casts of neighbouring lanes, between float32 and float64: a vector conversion does them at once. */
function emitConvertedLanes(f: FunctionContext, values: readonly Expr[], type: LoopType): boolean {
  const sources = values.map((v) => (v.kind === "cast" && v.value.kind === "extract" ? v.value : undefined));
  const vectorOf = (i: number): Expr | undefined => sources[i]?.value;
  const inOrder = (from: number, count: number, first: number): boolean => {
    for (let i = 0; i < count; i++)
      if (vectorOf(from + i) !== vectorOf(from) || sources[from + i]?.lane !== first + i) return false;
    return true;
  };
  const source = vectorOf(0);
  if (source?.kind !== "local") return false;
  const first = sources[0]!.lane;
  if (type.lane === "f64" && source.type.lane === "f32" && first % 2 === 0 && inOrder(0, 2, first)) {
    f.read(source);
    f.consume(source.name);
    if (first === 2)
      f.withStacked(
        "v128",
        (get) => (get(), get(), f.code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15])),
      );
    f.code.op("f64x2.promote_low_f32x4");
    return true;
  }
  const second = vectorOf(2);
  if (
    type.lane !== "f32" ||
    source.type.lane !== "f64" ||
    second?.kind !== "local" ||
    !inOrder(0, 2, 0) ||
    !inOrder(2, 2, 0)
  )
    return false;
  for (const half of [source, second]) {
    f.read(half);
    f.consume(half.name);
    f.code.op("f32x4.demote_f64x2_zero");
  }
  f.code.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
  return true;
}
