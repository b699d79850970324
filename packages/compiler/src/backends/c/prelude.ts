/** The vector types and the inline functions, one for each instruction and type, that printed C uses. */
import { CompilerError } from "../../core/index.ts";
import { formatType } from "../../codegen/builder.ts";
import type { Expr, Instruction, LoopType } from "../../codegen/loop.ts";

const scalarNames = { i32: "int32_t", u32: "uint32_t", f32: "float", f64: "double", bool: "int32_t" } as const;
const isFloat = (t: LoopType): boolean => t.lane === "f32" || t.lane === "f64";
const bytesOfLane = (t: LoopType): number => (t.lane === "f64" || t.wide ? 8 : 4);

/** Collects definitions in the order in which code first needs them. */
export class Prelude {
  readonly #vectorBytes: number;
  readonly #fused: boolean;
  readonly #definitions = new Map<string, string>();
  constructor(vectorBytes: number, fused: boolean) {
    this.#vectorBytes = vectorBytes;
    this.#fused = fused;
  }
  text(): string {
    return ["#include <stdint.h>", ...this.#definitions.values()].join("\n");
  }

  /** The C type of a loop type. */
  type(t: LoopType): string {
    if (t.lanes === 1) return scalarNames[t.lane];
    const bytes = t.lanes * bytesOfLane(t);
    if (bytes > this.#vectorBytes || (t.lanes & (t.lanes - 1)) !== 0)
      throw new CompilerError(`${formatType(t)} is no vector of up to ${this.#vectorBytes} bytes`);
    return t.lane === "bool"
      ? this.#vector(t.wide ? "int64_t" : "int32_t", t.lanes)
      : this.#vector(scalarNames[t.lane], t.lanes);
  }
  #vector(element: string, lanes: number): string {
    const name = `${element.replace("_t", "")}x${lanes}`;
    const bytes = lanes * (element === "int64_t" || element === "double" ? 8 : 4);
    this.#define(name, `typedef ${element} ${name} __attribute__((vector_size(${bytes})));`);
    return name;
  }
  /** The integers that a vector's lanes are compared and selected as. */
  #mask = (t: LoopType): string => this.#vector(bytesOfLane(t) === 8 ? "int64_t" : "int32_t", t.lanes);

  #define(name: string, text: string): string {
    if (!this.#definitions.has(name)) this.#definitions.set(name, text);
    return name;
  }
  #function(name: string, result: string, parameters: readonly string[], body: string): string {
    return this.#define(name, `static inline ${result} ${name}(${parameters.join(", ")}) { ${body} }`);
  }

  load(t: LoopType): string {
    const type = this.type(t);
    const name = `load_${formatType(t)}`;
    if (t.lane === "bool" && t.lanes > 1) {
      const stored = this.#vector("int32_t", t.lanes);
      const mask = t.wide ? `__builtin_convertvector(-v, ${type})` : "-v";
      return this.#function(
        name,
        type,
        ["const unsigned char* p"],
        `${stored} v; __builtin_memcpy(&v, p, sizeof v); return ${mask};`,
      );
    }
    return this.#function(
      name,
      type,
      ["const unsigned char* p"],
      `${type} v; __builtin_memcpy(&v, p, sizeof v); return v;`,
    );
  }
  store(t: LoopType): string {
    const type = this.type(t);
    const name = `store_${formatType(t)}`;
    if (t.lane === "bool" && t.lanes > 1) {
      const stored = this.#vector("int32_t", t.lanes);
      const value = t.wide ? `-__builtin_convertvector(v, ${stored})` : "-v";
      return this.#function(
        name,
        "void",
        ["unsigned char* p", `${type} v`],
        `${stored} s = ${value}; __builtin_memcpy(p, &s, sizeof s);`,
      );
    }
    return this.#function(name, "void", ["unsigned char* p", `${type} v`], "__builtin_memcpy(p, &v, sizeof v);");
  }
  splat(t: LoopType): string {
    const type = this.type(t);
    const lane = t.lane === "bool" ? "-x" : "x";
    const list = new Array<string>(t.lanes).fill(lane).join(", ");
    return this.#function(`splat_${formatType(t)}`, type, [`${scalarNames[t.lane]} x`], `return (${type}){${list}};`);
  }
  bitcast(from: LoopType, to: LoopType): string {
    const [source, target] = [this.type(from), this.type(to)];
    const name = `bits_${formatType(from)}_${formatType(to)}`;
    return this.#function(name, target, [`${source} x`], `${target} r; __builtin_memcpy(&r, &x, sizeof r); return r;`);
  }
  cast(from: LoopType, to: LoopType): string {
    const [source, target] = [this.type(from), this.type(to)];
    const name = `cast_${formatType(from)}_${formatType(to)}`;
    const vector = from.lanes > 1;
    if (to.lane === "bool") return this.#function(name, target, [`${source} x`], `return x != 0;`);
    if (from.lane === "bool") {
      const number = vector ? `__builtin_convertvector(-x, ${target})` : `(${target})x`;
      return this.#function(name, target, [`${source} x`], `return ${number};`);
    }
    if (isFloat(from) && !isFloat(to)) {
      const one = to.lane === "i32" ? `saturate_i32` : `saturate_u32`;
      const [low, high] = to.lane === "i32" ? ["-2147483648.0", "2147483648.0"] : ["0.0", "4294967296.0"];
      const [least, most] = to.lane === "i32" ? ["(-2147483647 - 1)", "2147483647"] : ["0u", "4294967295u"];
      const result = scalarNames[to.lane];
      this.#function(
        one,
        result,
        ["double x"],
        `return x != x ? 0 : x <= ${low} ? ${least} : x >= ${high} ? ${most} : (${result})x;`,
      );
      return this.#function(
        name,
        target,
        [`${source} x`],
        vector ? perLane(target, from.lanes, (i) => `${one}(x[${i}])`) : `return ${one}(x);`,
      );
    }
    return this.#function(
      name,
      target,
      [`${source} x`],
      vector ? `return __builtin_convertvector(x, ${target});` : `return (${target})x;`,
    );
  }

  /** The function for an instruction on these operands. */
  instruction(e: Extract<Expr, { kind: "apply" }>): string {
    const types = e.args.map((a) => a.type);
    const operand = e.fn === "select" ? types[1]! : types[0]!;
    const result = this.type(e.type);
    const parameters = types.map((t, i) => `${this.type(t)} ${"abc"[i]!}`);
    // A limit that is a number decides how a maximum treats NaN; emitExtremum in the WebAssembly printer says why.
    const limit =
      e.fn === "max" || e.fn === "min"
        ? e.args.findLastIndex((a) => a.kind === "constant" && !Number.isNaN(a.value))
        : -1;
    const bounded = isFloat(operand) && limit >= 0;
    const suffix = types.map(formatType).join("_");
    const name = `${e.fn}${bounded ? `_limit${limit}` : ""}_${suffix}`;
    const body = bounded ? this.#limited(e.fn, operand, limit) : this.#body(e.fn, operand, types, result);
    return this.#function(name, result, parameters, body);
  }
  #select(t: LoopType, condition: string, yes: string, no: string): string {
    if (t.lanes === 1) return `return ${condition} ? ${yes} : ${no};`;
    const mask = this.#mask(t);
    return `${mask} m = ${condition}; return (${this.type(t)})((m & (${mask})${yes}) | (~m & (${mask})${no}));`;
  }
  #limited(fn: Instruction, t: LoopType, limit: number): string {
    const [value, bound] = limit === 1 ? ["a", "b"] : ["b", "a"];
    return this.#select(t, fn === "max" ? `(${value} < ${bound})` : `(${bound} < ${value})`, bound, value);
  }
  /** Wrapping arithmetic on integers, whose overflow C leaves undefined when signed. */
  #wrapping(t: LoopType, expression: (x: string, y: string) => string): string {
    if (t.lane !== "i32") return `return ${expression("a", "b")};`;
    const unsigned = this.type({ ...t, lane: "u32" });
    return `return (${this.type(t)})(${expression(`(${unsigned})a`, `(${unsigned})b`)});`;
  }
  #unary(t: LoopType, call: string): string {
    const name = `__builtin_${call}${t.lane === "f32" ? "f" : ""}`;
    return t.lanes === 1 ? `return ${name}(a);` : perLane(this.type(t), t.lanes, (i) => `${name}(a[${i}])`);
  }

  #body(fn: Instruction, t: LoopType, types: readonly LoopType[], result: string): string {
    const vector = t.lanes > 1;
    switch (fn) {
      case "add":
        return this.#wrapping(t, (a, b) => `${a} + ${b}`);
      case "sub":
        return this.#wrapping(t, (a, b) => `${a} - ${b}`);
      case "mul":
        return this.#wrapping(t, (a, b) => `${a} * ${b}`);
      case "div":
      case "rem": {
        if (isFloat(t)) return fn === "div" ? "return a / b;" : refuse(fn, t);
        const one = fn === "div" ? quotient : remainder;
        const lane = (x: string, y: string): string => one(t.lane === "i32", x, y);
        return vector ? perLane(result, t.lanes, (i) => lane(`a[${i}]`, `b[${i}]`)) : `return ${lane("a", "b")};`;
      }
      case "max":
      case "min":
        return this.#extremum(fn, t);
      case "neg":
        return isFloat(t)
          ? "return -a;"
          : t.lane === "i32"
            ? `return (${result})-(${this.type({ ...t, lane: "u32" })})a;`
            : "return -a;";
      case "abs":
        if (isFloat(t)) return this.#unary(t, "fabs");
        if (t.lane === "u32") return "return a;";
        return this.#select(t, "(a < 0)", `(${result})-(${this.type({ ...t, lane: "u32" })})a`, "a");
      case "sqrt":
      case "floor":
      case "ceil":
      case "trunc":
        return this.#unary(t, fn);
      case "round":
        return this.#unary(t, "rint");
      case "eq":
        return `return a == b;`;
      case "lt":
        return `return a < b;`;
      case "le":
        return `return a <= b;`;
      case "and":
        return "return a & b;";
      case "or":
        return "return a | b;";
      case "xor":
        return "return a ^ b;";
      case "not":
        return t.lane === "bool" && !vector ? "return !a;" : "return ~a;";
      case "shl":
        return this.#wrapping(
          t,
          (a) => `${a} << ${count(types[1]!, t.lane === "i32" ? this.type({ ...t, lane: "u32" }) : result)}`,
        );
      case "shr":
        return `return a >> ${count(types[1]!, result)};`;
      case "select":
        return types[0]!.lanes === t.lanes ? this.#select(t, "a", "b", "c") : "return a ? b : c;";
      case "mulAdd":
        if (!isFloat(t))
          return this.#wrapping(
            { ...t },
            (a, b) => `${a} * ${b} + (${t.lane === "i32" ? this.type({ ...t, lane: "u32" }) : result})c`,
          );
        if (!this.#fused) return "return a * b + c;";
        return vector
          ? perLane(result, t.lanes, (i) => `__builtin_fma${t.lane === "f32" ? "f" : ""}(a[${i}], b[${i}], c[${i}])`)
          : `return __builtin_fma${t.lane === "f32" ? "f" : ""}(a, b, c);`;
      default:
        return fn satisfies never;
    }
  }
  #extremum(fn: "max" | "min", t: LoopType): string {
    const first = fn === "max" ? "(b < a)" : "(a < b)";
    if (!isFloat(t)) return this.#select(t, first, "a", "b");
    // Equal operands may be zeros of either sign; what is neither less nor equal is NaN.
    const one = `extremum_${fn}_${t.lane}`;
    const float = scalarNames[t.lane];
    const sign = t.lane === "f32" ? "__builtin_signbitf" : "__builtin_signbit";
    const ties = fn === "max" ? `${sign}(a) ? b : a` : `${sign}(a) ? a : b`;
    this.#function(
      one,
      float,
      [`${float} a`, `${float} b`],
      `return ${first} ? a : a == b ? (${ties}) : a != a ? a : b;`,
    );
    return t.lanes === 1 ? `return ${one}(a, b);` : perLane(this.type(t), t.lanes, (i) => `${one}(a[${i}], b[${i}])`);
  }
}

const refuse = (fn: string, t: LoopType): never => {
  throw new CompilerError(`C has no ${fn} of ${formatType(t)}`);
};
/** A shift's count, modulo 32, in the type of what is shifted. */
const count = (t: LoopType, type: string): string => (t.lanes === 1 ? "(b & 31)" : `((${type})b & 31)`);
const perLane = (type: string, lanes: number, lane: (i: string) => string): string =>
  `${type} r; for (int i = 0; i < ${lanes}; i++) r[i] = ${lane("i")}; return r;`;
const quotient = (signed: boolean, a: string, b: string): string =>
  signed ? `(${b} == 0 ? 0 : ${b} == -1 ? (int32_t)-(uint32_t)${a} : ${a} / ${b})` : `(${b} == 0 ? 0 : ${a} / ${b})`;
const remainder = (signed: boolean, a: string, b: string): string =>
  signed ? `(${b} == 0 || ${b} == -1 ? 0 : ${a} % ${b})` : `(${b} == 0 ? 0 : ${a} % ${b})`;
