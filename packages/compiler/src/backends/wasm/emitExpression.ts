/** Prints one expression of loop code as a WebAssembly instruction sequence that leaves its value on the stack. */
import { CompilerError } from "../../core/index.ts";
import { apply, constant, extract, formatType, lanes } from "../../codegen/builder.ts";
import type { Expr, Local, LoopType } from "../../codegen/loop.ts";
import type { ValueType, Writer } from "./encode.ts";
import { constantBytes, isFloat, shapeOf, splatBytes, valueTypeOf, type FloatShape } from "./representation.ts";

type Apply = Extract<Expr, { kind: "apply" }>;
const refuse = (what: string, ...types: LoopType[]): never => {
  throw new CompilerError(`WebAssembly has no ${what} of ${types.map(formatType).join(", ")}`);
};

/** What printing an expression needs of the function around it. */
export interface FunctionContext {
  readonly code: Writer;
  readonly relaxed: boolean;
  read(local: Local): void;
  consume(name: string, count?: number): void;
  peek(e: Expr): Expr;
  takeBehind(e: Expr): void;
  takePending(name: string): Expr | undefined;
  vectorConstant(bytes: Uint8Array): void;
  withLocal(value: Expr, body: (local: Expr) => void): void;
  withStacked(type: ValueType, body: (get: () => void) => void): void;
}

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

// --- memory ---

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
function emitAddress(f: FunctionContext, address: Expr, offset: number): number {
  const split = splitAddress(f, address);
  const total = split.offset + offset;
  if (total >= 0) {
    emitExpression(f, split.base);
    return total;
  }
  emitExpression(f, apply("add", split.base, constant(total)));
  return 0;
}

function emitLoad(f: FunctionContext, e: Extract<Expr, { kind: "load" }>): void {
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
  emitExpression(f, value);
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

// --- lanes ---

function emitSplat(f: FunctionContext, value: Expr, type: LoopType): void {
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
  emitExpression(f, value);
  if (shape === "i64x2") {
    f.code.op("i64.extend_i32_u");
    f.code.op("i64x2.splat");
    return f.code.op("i64x2.neg");
  }
  if (shape === "i32" || shape === "f32" || shape === "f64") return refuse("splat", type);
  f.code.op(`${shape}.splat`);
  if (type.lane === "bool") f.code.op("i32x4.neg");
}

function emitExtract(f: FunctionContext, value: Expr, lane: number): void {
  const shape = shapeOf(value.type);
  emitExpression(f, value);
  if (shape === "f32x4" || shape === "f64x2") return f.code.lane(`${shape}.extract_lane`, lane);
  f.code.lane("i32x4.extract_lane", shape === "i64x2" ? 2 * lane : lane);
  if (value.type.lane !== "bool") return;
  f.code.i32(1);
  f.code.op("i32.and");
}

function emitLanes(f: FunctionContext, values: readonly Expr[], type: LoopType): void {
  const shape = shapeOf(type);
  if (shape === "i32" || shape === "f32" || shape === "f64") return refuse("lanes", type);
  if (emitConvertedLanes(f, values, type)) return;
  if (shape !== "i64x2" && values.every((v) => f.peek(v).kind === "load"))
    return emitGather(f, values, shape === "f64x2");
  if (shape === "i64x2") {
    values.forEach((v, i) => {
      emitExpression(f, v);
      f.code.op("i64.extend_i32_u");
      if (i === 0) f.code.op("i64x2.splat");
      else f.code.lane("i64x2.replace_lane", i);
    });
    return f.code.op("i64x2.neg");
  }
  values.forEach((v, i) => {
    emitExpression(f, v);
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

// --- conversions ---

function emitCast(f: FunctionContext, value: Expr, to: LoopType): void {
  const from = value.type;
  if (to.lane === "bool" && from.lane !== "bool") {
    const zero = constant(0, from);
    emitExpression(f, value);
    emitExpression(f, zero);
    return f.code.op(`${shapeOf(from)}.ne`);
  }
  const source = shapeOf(from);
  const target = shapeOf(to);
  if (from.lane === "bool" && from.lanes > 1 && to.lane !== "bool") {
    emitExpression(f, value);
    if (to.lane !== "f32" && to.lane !== "f64")
      return source === target ? f.code.op("i32x4.neg") : refuse("cast", from, to);
    f.vectorConstant(splatBytes(to, 1));
    return f.code.op("v128.and");
  }
  emitExpression(f, value);
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

function emitBitcast(f: FunctionContext, value: Expr, to: LoopType): void {
  const source = shapeOf(value.type);
  const target = shapeOf(to);
  emitExpression(f, value);
  if (source === "f32" && target === "i32") return f.code.op("i32.reinterpret_f32");
  if (source === "i32" && target === "f32") return f.code.op("f32.reinterpret_i32");
  if (source !== target && valueTypeOf(value.type) !== "v128") refuse("bitcast", value.type, to);
}

// --- instructions ---

function emitArgs(f: FunctionContext, args: readonly Expr[]): void {
  for (const arg of args) emitExpression(f, arg);
}

function emitApply(f: FunctionContext, e: Apply): void {
  const { fn, args } = e;
  const a = args[0]!;
  const shape = shapeOf(a.type);
  const code = f.code;
  const unary = (): FloatShape => {
    emitExpression(f, a);
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
        emitExpression(f, a);
        return code.op("i32.sub");
      }
      emitExpression(f, a);
      return code.op(`${shape}.neg`);
    case "abs":
      if (a.type.lane === "u32") return emitExpression(f, a);
      if (shape === "i32")
        return f.withLocal(a, (x) =>
          emitExpression(f, apply("select", apply("lt", x, constant(0)), apply("neg", x), x)),
        );
      emitExpression(f, a);
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
      emitExpression(f, a);
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
    emitExpression(f, c);
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
    emitExpression(f, arg);
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
      emitExpression(f, lanes(values));
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
        emitExpression(f, x);
        emitExpression(f, apply("select", special, constant(1, y.type), y));
        f.code.op(op);
      };
      if (e.fn === "rem") return quotient();
      emitExpression(f, apply("mul", x, y));
      quotient();
      emitExpression(f, special);
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
      f.withLocal(b, (y) =>
        emitExpression(f, apply("select", fn === "max" ? apply("lt", x, y) : apply("lt", y, x), y, x)),
      ),
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
    emitExpression(f, apply("select", fn === "max" ? apply("lt", x, limit) : apply("lt", limit, x), limit, x)),
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
