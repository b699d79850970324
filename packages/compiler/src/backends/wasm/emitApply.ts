/** The instructions of loop code: one of WebAssembly's where it has one, else a few. */
import { apply, constant, extract, lanes } from "../../codegen/builder.ts";
import type { Expr } from "../../codegen/loop.ts";
import { refuse, type FunctionContext } from "./context.ts";
import { constantBytes, isFloat, shapeOf, type FloatShape } from "./representation.ts";

type Apply = Extract<Expr, { kind: "apply" }>;

function emitArgs(f: FunctionContext, args: readonly Expr[]): void {
  for (const arg of args) f.emit(arg);
}

export function emitApply(f: FunctionContext, e: Apply): void {
  const { fn, args } = e;
  const a = args[0]!;
  const shape = shapeOf(a.type);
  const code = f.code;
  const unary = (): FloatShape => {
    f.emit(a);
    return isFloat(shape) ? shape : refuse(fn, a.type);
  };
  switch (fn) {
    case "add":
    case "sub":
    case "mul":
      emitArgs(f, args);
      return shape === "i64x2" ? refuse(fn, a.type) : code.op(`${shape}.${fn}`);
    case "div":
    case "rem":
      return emitQuotient(f, e);
    case "max":
    case "min":
      return emitExtremum(f, e, fn);
    case "neg":
      if (shape === "i32") {
        code.i32(0);
        f.emit(a);
        return code.op("i32.sub");
      }
      f.emit(a);
      return code.op(`${shape}.neg`);
    case "abs":
      if (a.type.lane === "u32") return f.emit(a);
      if (shape === "i32")
        return f.withLocal(a, (x) => f.emit(apply("select", apply("lt", x, constant(0)), apply("neg", x), x)));
      f.emit(a);
      return shape === "i64x2" ? refuse(fn, a.type) : code.op(`${shape}.abs`);
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
      return code.op(`${unary()}.${fn}`);
    case "round":
      return code.op(`${unary()}.nearest`);
    case "eq":
      emitArgs(f, args);
      return code.op(`${shape}.eq`);
    case "lt":
    case "le":
      emitArgs(f, args);
      if (isFloat(shape)) return code.op(`${shape}.${fn}`);
      return shape === "i64x2" ? refuse(fn, a.type) : code.op(`${shape}.${fn}_${a.type.lane === "i32" ? "s" : "u"}`);
    case "and":
    case "or":
    case "xor":
      if (fn === "or" && emitAnyTrue(f, e)) return;
      if (fn === "and" && shape !== "i32" && args[1]!.kind === "apply" && args[1].fn === "not") {
        emitArgs(f, [a, args[1].args[0]!]);
        return code.op("v128.andnot");
      }
      emitArgs(f, args);
      return isFloat(shape) ? refuse(fn, a.type) : code.op(shape === "i32" ? `i32.${fn}` : `v128.${fn}`);
    case "not":
      f.emit(a);
      if (isFloat(shape)) return refuse(fn, a.type);
      if (shape !== "i32") return code.op("v128.not");
      if (a.type.lane === "bool") return code.op("i32.eqz");
      code.i32(-1);
      return code.op("i32.xor");
    case "shl":
    case "shr":
      return emitShift(f, e, fn);
    case "select":
      if (a.type.lanes > 1 && isZero(args[2]!)) {
        emitArgs(f, [args[1]!, a]);
        return code.op("v128.and");
      }
      if (a.type.lanes > 1 && isZero(args[1]!)) {
        emitArgs(f, [args[2]!, a]);
        return code.op("v128.andnot");
      }
      emitArgs(f, [args[1]!, args[2]!, a]);
      if (a.type.lanes === 1) return code.op("select");
      if (!f.relaxed) return code.op("v128.bitselect");
      return code.op(a.type.wide ? "i64x2.relaxed_laneselect" : "i32x4.relaxed_laneselect");
    case "mulAdd":
      return emitMulAdd(f, e);
    default:
      return fn satisfies never;
  }
}

/** All bits zero: a mask leaves it out faster than a choice does. */
const isZero = (e: Expr): boolean => constantBytes(e)?.every((b) => b === 0) ?? false;

function emitMulAdd(f: FunctionContext, e: Apply): void {
  const [a, b, c] = e.args as [Expr, Expr, Expr];
  const shape = shapeOf(e.type);
  const negated = f.peek(a);
  if (!f.relaxed || !isFloat(shape)) {
    if (shape === "i64x2") return refuse("mulAdd", e.type);
    emitArgs(f, [a, b]);
    f.code.op(`${shape}.mul`);
    f.emit(c);
    return f.code.op(`${shape}.add`);
  }
  if (shape === "f32x4" || shape === "f64x2") {
    if (negated.kind !== "apply" || negated.fn !== "neg") {
      emitArgs(f, e.args);
      return f.code.op(`${shape}.relaxed_madd`);
    }
    f.takeBehind(a);
    emitArgs(f, [negated.args[0]!, b, c]);
    return f.code.op(`${shape}.relaxed_nmadd`);
  }
  // A scalar goes through a vector: nothing else gives the bits of the vectors' multiply-add.
  const vector = shape === "f32" ? "f32x4" : "f64x2";
  for (const arg of e.args) {
    f.emit(arg);
    f.code.op(`${vector}.splat`);
  }
  f.code.op(`${vector}.relaxed_madd`);
  f.code.lane(`${vector}.extract_lane`, 0);
}

function emitShift(f: FunctionContext, e: Apply, fn: "shl" | "shr"): void {
  const [value, count] = e.args as [Expr, Expr];
  const shape = shapeOf(value.type);
  const name = fn === "shl" ? "shl" : value.type.lane === "i32" ? "shr_s" : "shr_u";
  if (shape !== "i32" && shape !== "i32x4") return refuse(fn, value.type);
  const source = f.peek(count);
  const uniform =
    count.type.lanes === 1
      ? count
      : source.kind === "splat"
        ? source.value
        : source.kind === "constant"
          ? constant(source.value)
          : undefined;
  if (uniform) {
    if (uniform !== count) f.takeBehind(count);
    emitArgs(f, [value, uniform]);
    return f.code.op(`${shape}.${name}`);
  }
  perLane(f, e);
}
/** Does an instruction that has no vector form on each lane. */
function perLane(f: FunctionContext, e: Apply): void {
  const [a, b] = e.args as [Expr, Expr];
  f.withLocal(a, (x) =>
    f.withLocal(b, (y) => {
      const values = Array.from({ length: e.type.lanes }, (_, i) => apply(e.fn, laneOf(x, i), laneOf(y, i)));
      f.emit(lanes(values));
    }),
  );
}
const laneOf = (e: Expr, i: number): Expr =>
  e.kind === "constant" ? constant(e.value, { lane: e.type.lane, lanes: 1 }) : extract(e, i);

function emitQuotient(f: FunctionContext, e: Apply): void {
  const [a, b] = e.args as [Expr, Expr];
  const shape = shapeOf(e.type);
  if (isFloat(shape)) {
    if (e.fn === "rem") return refuse("rem", e.type);
    emitArgs(f, e.args);
    return f.code.op(`${shape}.div`);
  }
  if (shape !== "i32") return perLane(f, e);
  const signed = e.type.lane === "i32";
  const op = `i32.${e.fn === "div" ? "div" : "rem"}_${signed ? "s" : "u"}` as const;
  if ((b.kind === "constant" || b.kind === "size") && b.value !== 0 && b.value !== -1) {
    emitArgs(f, e.args);
    return f.code.op(op);
  }
  // Divisors that would trap, 0 and -1, become 1. What they should give is then a·b for div and a rem 1 for rem.
  f.withLocal(a, (x) =>
    f.withLocal(b, (y) => {
      const unsigned = (v: Expr): Expr => ({ kind: "cast", type: { lane: "u32", lanes: 1 }, value: v });
      const special = signed
        ? apply("le", unsigned(apply("add", y, constant(1, y.type))), constant(1, { lane: "u32", lanes: 1 }))
        : apply("eq", y, constant(0, y.type));
      const quotient = (): void => {
        f.emit(x);
        f.emit(apply("select", special, constant(1, y.type), y));
        f.code.op(op);
      };
      if (e.fn === "rem") return quotient();
      f.emit(apply("mul", x, y));
      quotient();
      f.emit(special);
      f.code.op("select");
    }),
  );
}

function emitExtremum(f: FunctionContext, e: Apply, fn: "max" | "min"): void {
  const shape = shapeOf(e.type);
  const [a, b] = e.args as [Expr, Expr];
  if (shape === "i64x2") return refuse(fn, e.type);
  if (!isFloat(shape)) {
    if (shape === "i32x4") {
      emitArgs(f, e.args);
      return f.code.op(`i32x4.${fn}_${e.type.lane === "i32" ? "s" : "u"}`);
    }
    return f.withLocal(a, (x) =>
      f.withLocal(b, (y) => f.emit(apply("select", fn === "max" ? apply("lt", x, y) : apply("lt", y, x), y, x))),
    );
  }
  // Against a constant that is not NaN, a comparison and a choice do, and keep a NaN on the other side (but
  // leave max(-0, 0) at -0): one instruction instead of seven. printC chooses the same way.
  const [value, limit] = b.kind === "constant" ? [a, b] : a.kind === "constant" ? [b, a] : [a, undefined];
  if (limit === undefined || Number.isNaN(limit.value)) {
    emitArgs(f, e.args);
    return f.code.op(`${shape}.${fn}`);
  }
  if (shape === "f32x4" || shape === "f64x2") {
    emitArgs(f, [value, limit]);
    return f.code.op(`${shape}.p${fn}`);
  }
  f.withLocal(value, (x) =>
    f.emit(apply("select", fn === "max" ? apply("lt", x, limit) : apply("lt", limit, x), limit, x)),
  );
}

/** `or` over every lane of one mask: a single test. */
function emitAnyTrue(f: FunctionContext, e: Apply): boolean {
  if (e.type.lanes !== 1 || e.type.lane !== "bool") return false;
  const seen = new Set<number>();
  let mask: Expr | undefined;
  const visit = (x: Expr): boolean => {
    if (x.kind === "apply" && x.fn === "or") return x.args.every(visit);
    if (x.kind !== "extract" || x.value.kind !== "local" || (mask !== undefined && mask !== x.value)) return false;
    mask = x.value;
    seen.add(x.lane);
    return true;
  };
  if (!visit(e) || mask?.kind !== "local" || seen.size !== mask.type.lanes) return false;
  f.read(mask);
  f.consume(mask.name, mask.type.lanes - 1);
  f.code.op("v128.any_true");
  return true;
}
