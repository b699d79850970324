/** Loads and stores: constants that add to an address become the instruction's immediate. */
import { apply, constant } from "../../codegen/builder.ts";
import type { Expr } from "../../codegen/loop.ts";
import type { FunctionContext } from "./context.ts";
import { shapeOf } from "./representation.ts";

/** Takes constants that add to an address out of it. The rest must not be negative, as addresses never are. */
function splitAddress(f: FunctionContext, address: Expr): { base: Expr; offset: number } {
  if (address.kind === "constant") return { base: constant(0), offset: address.value };
  if (address.kind === "local") {
    const pending = f.takePending(address.name);
    return pending ? splitAddress(f, pending) : { base: address, offset: 0 };
  }
  if (address.kind !== "apply" || address.fn !== "add") return { base: address, offset: 0 };
  const [left, right] = address.args as [Expr, Expr];
  const a = splitAddress(f, left);
  const b = splitAddress(f, right);
  const zero = (e: Expr): boolean => e.kind === "constant" && e.value === 0;
  return {
    base: zero(a.base) ? b.base : zero(b.base) ? a.base : apply("add", a.base, b.base),
    offset: a.offset + b.offset,
  };
}
/** Prints the variable part of `address + offset` and returns the rest, for the instruction's immediate. */
export function emitAddress(f: FunctionContext, address: Expr, offset: number): number {
  const split = splitAddress(f, address);
  const total = split.offset + offset;
  if (total >= 0) {
    f.emit(split.base);
    return total;
  }
  f.emit(apply("add", split.base, constant(total)));
  return 0;
}

export function emitLoad(f: FunctionContext, e: Extract<Expr, { kind: "load" }>): void {
  const shape = shapeOf(e.type);
  const offset = emitAddress(f, e.address, e.offset);
  switch (shape) {
    case "i32":
    case "f32":
      return f.code.memory(`${shape}.load`, 2, offset);
    case "f64":
      return f.code.memory("f64.load", 3, offset);
    case "i64x2":
      f.code.memory("v128.load32x2_u", 2, offset);
      return f.code.op("i64x2.neg");
    default:
      f.code.memory("v128.load", shape === "f64x2" ? 3 : 2, offset);
      if (e.type.lane === "bool") f.code.op("i32x4.neg");
  }
}

export function emitStore(f: FunctionContext, address: Expr, offset: number, value: Expr): void {
  const shape = shapeOf(value.type);
  const rest = emitAddress(f, address, offset);
  f.emit(value);
  switch (shape) {
    case "i32":
    case "f32":
      return f.code.memory(`${shape}.store`, 2, rest);
    case "f64":
      return f.code.memory("f64.store", 3, rest);
    case "i64x2":
      f.code.op("i64x2.neg");
      f.withStacked("v128", (get) => {
        get();
        get();
        f.code.shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
      });
      return f.code.laneMemory("v128.store64_lane", 2, rest, 0);
    default:
      if (value.type.lane === "bool") f.code.op("i32x4.neg");
      f.code.memory("v128.store", shape === "f64x2" ? 3 : 2, rest);
  }
}
