/**
 * Prints loop code as C with the vector extensions of gcc and clang. It must be
 * compiled with -ffp-contract=off, or `mulAdd` and plain sums lose their
 * meaning. Without `fused` it computes the bits that strict WebAssembly does.
 *
 * Every function takes the memory first, as `unsigned char* mem`.
 */
import { CompilerError } from "../../core/index.ts";
import { formatType } from "../../codegen/builder.ts";
import type { Expr, Local, LoopFunction, LoopModule, LoopType, Statement } from "../../codegen/loop.ts";
import { verifyLoop } from "../../codegen/verifyLoop.ts";
import { Prelude } from "./prelude.ts";

export interface PrintOptions {
  /** The widest vector that the code may hold, in bytes. */
  readonly vectorBytes: 16 | 32 | 64;
  /** Compute `mulAdd` with one rounding. */
  readonly fused?: boolean;
}

/** The C source of a module. Its functions are named as cName says. Throws CompilerError on malformed code. */
export function printC(module: LoopModule, options: PrintOptions): string {
  verifyLoop(module);
  const prelude = new Prelude(options.vectorBytes, options.fused ?? false);
  const printer = new Printer(prelude, new Set(module.exports));
  const prototypes = module.functions.map((fn) => `${printer.signature(fn)};`);
  const functions = module.functions.map((fn) => printer.function(fn));
  return [prelude.text(), prototypes.join("\n"), ...functions].join("\n\n") + "\n";
}

/** A function's or local's name in C. */
export const cName = (name: string): string =>
  `t_${name.replace(/[^A-Za-z0-9_]/g, (c) => `_${c.codePointAt(0)!.toString(16)}_`)}`;

class Printer {
  readonly #prelude: Prelude;
  readonly #exports: ReadonlySet<string>;
  constructor(prelude: Prelude, exports: ReadonlySet<string>) {
    this.#prelude = prelude;
    this.#exports = exports;
  }
  #declare = (local: Local): string => `${this.#prelude.type(local.type)} ${cName(local.name)}`;
  signature(fn: LoopFunction): string {
    const parameters = ["unsigned char* mem", ...fn.parameters.map(this.#declare)];
    const result = fn.result ? this.#prelude.type(fn.result) : "void";
    return `${this.#exports.has(fn.name) ? "" : "static "}${result} ${cName(fn.name)}(${parameters.join(", ")})`;
  }
  function(fn: LoopFunction): string {
    return `${this.signature(fn)} {\n${this.#block(fn.body, "  ")}}`;
  }
  #block(body: readonly Statement[], indent: string): string {
    return body.map((s) => this.#statement(s, indent)).join("");
  }
  #statement(s: Statement, indent: string): string {
    const inner = `${indent}  `;
    switch (s.kind) {
      case "let":
        return `${indent}const ${this.#declare(s.local)} = ${this.#expr(s.value)};\n`;
      case "var":
        return `${indent}${this.#declare(s.local)} = ${this.#expr(s.value)};\n`;
      case "set":
        return `${indent}${cName(s.local.name)} = ${this.#expr(s.value)};\n`;
      case "store":
        return `${indent}${this.#prelude.store(s.value.type)}(${this.#pointer(s.address, s.offset)}, ${this.#expr(s.value)});\n`;
      case "for": {
        const v = cName(s.variable.name);
        const start = `int32_t ${v} = ${this.#expr(s.from)}, ${v}_to = ${this.#expr(s.to)}, ${v}_step = ${this.#expr(s.step)}`;
        return `${indent}for (${start}; ${v} < ${v}_to; ${v} += ${v}_step) {\n${this.#block(s.body, inner)}${indent}}\n`;
      }
      case "while":
        return `${indent}while (${this.#expr(s.condition)}) {\n${this.#block(s.body, inner)}${indent}}\n`;
      case "if": {
        const otherwise = s.otherwise.length > 0 ? ` else {\n${this.#block(s.otherwise, inner)}${indent}}` : "";
        return `${indent}if (${this.#expr(s.condition)}) {\n${this.#block(s.then, inner)}${indent}}${otherwise}\n`;
      }
      case "call": {
        const call = `${cName(s.fn)}(${["mem", ...s.args.map((a) => this.#expr(a))].join(", ")})`;
        return `${indent}${s.result ? `const ${this.#declare(s.result)} = ` : ""}${call};\n`;
      }
      case "return":
        return `${indent}return${s.value ? ` ${this.#expr(s.value)}` : ""};\n`;
      default:
        return s satisfies never;
    }
  }
  #pointer(address: Expr, offset: number): string {
    return `mem + (uint32_t)(${this.#expr(address)})${offset === 0 ? "" : offset > 0 ? ` + ${offset}` : ` - ${-offset}`}`;
  }

  #expr = (e: Expr): string => {
    const prelude = this.#prelude;
    const bool = e.type.lane === "bool";
    switch (e.kind) {
      case "constant":
      case "size":
        return e.type.lanes === 1
          ? scalarConstant(e.type, e.value)
          : this.#vector(e.type, new Array<string>(e.type.lanes).fill(scalarConstant(e.type, e.value)));
      case "local":
        return cName(e.name);
      case "load":
        return `${prelude.load(e.type)}(${this.#pointer(e.address, e.offset)})`;
      case "apply":
        return `${prelude.instruction(e)}(${e.args.map(this.#expr).join(", ")})`;
      case "cast":
        return `${prelude.cast(e.value.type, e.type)}(${this.#expr(e.value)})`;
      case "bitcast":
        return `${prelude.bitcast(e.value.type, e.type)}(${this.#expr(e.value)})`;
      case "splat":
        return `${prelude.splat(e.type)}(${this.#expr(e.value)})`;
      case "lanes":
        return this.#vector(e.type, e.values.map(this.#expr));
      case "extract":
        return bool ? `((int32_t)(${this.#expr(e.value)})[${e.lane}] & 1)` : `(${this.#expr(e.value)})[${e.lane}]`;
      default:
        return e satisfies never;
    }
  };
  #vector(type: LoopType, values: readonly string[]): string {
    const lanes = type.lane === "bool" ? values.map((v) => `-(${v})`) : values;
    return `((${this.#prelude.type(type)}){${lanes.join(", ")}})`;
  }
}

function scalarConstant(type: LoopType, value: number): string {
  const { lane } = type;
  switch (lane) {
    case "f32":
    case "f64": {
      const suffix = type.lane === "f32" ? "f" : "";
      const rounded = type.lane === "f32" ? Math.fround(value) : value;
      if (Number.isNaN(rounded)) return `__builtin_nan${suffix}("")`;
      if (!Number.isFinite(rounded)) return rounded < 0 ? `(-__builtin_inf${suffix}())` : `__builtin_inf${suffix}()`;
      const digits = Object.is(rounded, -0) ? "-0.0" : /[.e]/.test(String(rounded)) ? String(rounded) : `${rounded}.0`;
      return `(${digits}${suffix})`;
    }
    case "i32":
      return (value | 0) === -2147483648 ? "(-2147483647 - 1)" : `(${value | 0})`;
    case "u32":
      return `${value >>> 0}u`;
    case "bool":
      return value === 0 ? "0" : "1";
    default:
      lane satisfies never;
      throw new CompilerError(`a constant of type ${formatType(type)}`);
  }
}
