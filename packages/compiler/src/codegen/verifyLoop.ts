/**
 * Checks loop code before it is printed: types agree, each local is declared
 * once and before it is used, `set` changes only variables, calls match.
 */
import { CompilerError } from "../core/index.ts";
import { boolLike, formatType, sameType } from "./builder.ts";
import type { Expr, Instruction, Local, LoopFunction, LoopModule, LoopType, Statement } from "./loop.ts";
import { operands } from "./walk.ts";

/** Throws CompilerError, naming the function, at the first defect. */
export function verifyLoop(module: LoopModule): void {
  const functions = new Map<string, LoopFunction>();
  for (const fn of module.functions) {
    if (functions.has(fn.name)) throw new CompilerError(`loop code has two functions ${fn.name}`);
    functions.set(fn.name, fn);
  }
  for (const name of module.exports)
    if (!functions.has(name)) throw new CompilerError(`loop code exports ${name}, which it does not define`);
  for (const fn of module.functions) new Verifier(fn, functions).verify();
}

type Domain = "number" | "float" | "bits" | "any";
// prettier-ignore
const signatures: { readonly [I in Instruction]: { readonly arity: number; readonly domain: Domain } } = {
  add: { arity: 2, domain: "number" }, sub: { arity: 2, domain: "number" }, mul: { arity: 2, domain: "number" },
  div: { arity: 2, domain: "number" }, rem: { arity: 2, domain: "bits" },
  max: { arity: 2, domain: "number" }, min: { arity: 2, domain: "number" }, neg: { arity: 1, domain: "number" }, abs: { arity: 1, domain: "number" },
  sqrt: { arity: 1, domain: "float" }, floor: { arity: 1, domain: "float" }, ceil: { arity: 1, domain: "float" },
  trunc: { arity: 1, domain: "float" }, round: { arity: 1, domain: "float" },
  eq: { arity: 2, domain: "any" }, lt: { arity: 2, domain: "number" }, le: { arity: 2, domain: "number" },
  and: { arity: 2, domain: "bits" }, or: { arity: 2, domain: "bits" }, xor: { arity: 2, domain: "bits" }, not: { arity: 1, domain: "bits" },
  shl: { arity: 2, domain: "bits" }, shr: { arity: 2, domain: "bits" },
  select: { arity: 3, domain: "any" }, mulAdd: { arity: 3, domain: "number" },
};
const isFloat = (t: LoopType): boolean => t.lane === "f32" || t.lane === "f64";
const inDomain: { readonly [D in Domain]: (t: LoopType) => boolean } = {
  number: (t) => t.lane !== "bool",
  float: isFloat,
  bits: (t) => !isFloat(t),
  any: () => true,
};
const conversion = (e: Expr): string =>
  `${e.kind} from ${operands(e)
    .map((o) => formatType(o.type))
    .join(", ")} to ${formatType(e.type)}`;
const bitsOf = (t: LoopType): number => t.lanes * (t.lane === "f64" || t.wide ? 64 : 32);

interface Known {
  readonly type: LoopType;
  readonly settable: boolean;
}

class Verifier {
  readonly #fn: LoopFunction;
  readonly #functions: ReadonlyMap<string, LoopFunction>;
  readonly #declared = new Set<string>();
  readonly #visible = new Map<string, Known>();

  constructor(fn: LoopFunction, functions: ReadonlyMap<string, LoopFunction>) {
    this.#fn = fn;
    this.#functions = functions;
  }
  verify(): void {
    for (const p of this.#fn.parameters) this.#declare(p, false);
    this.#block(this.#fn.body);
    if (this.#fn.result && !this.#returns(this.#fn.body)) this.#fail("its end is reached without a result");
  }
  #fail(message: string): never {
    throw new CompilerError(`loop code of ${this.#fn.name}: ${message}`);
  }
  #declare(local: Local, settable: boolean): void {
    if (this.#declared.has(local.name)) this.#fail(`${local.name} is declared twice`);
    this.#declared.add(local.name);
    this.#visible.set(local.name, { type: local.type, settable });
  }
  #returns(body: readonly Statement[]): boolean {
    const last = body[body.length - 1];
    return (
      last?.kind === "return" || (last?.kind === "if" && this.#returns(last.then) && this.#returns(last.otherwise))
    );
  }
  #block(body: readonly Statement[]): void {
    const own: string[] = [];
    for (const s of body) {
      const local = this.#statement(s);
      if (local) own.push(local.name);
    }
    for (const name of own) this.#visible.delete(name);
  }
  #expect(e: Expr, type: LoopType, what: string): void {
    this.#expr(e);
    if (!sameType(e.type, type)) this.#fail(`${what} is ${formatType(e.type)}, not ${formatType(type)}`);
  }
  /** Returns the local it declares, if it does. */
  #statement(s: Statement): Local | undefined {
    const i32: LoopType = { lane: "i32", lanes: 1 };
    const truth: LoopType = { lane: "bool", lanes: 1 };
    switch (s.kind) {
      case "let":
      case "var":
        this.#expect(s.value, s.local.type, s.local.name);
        this.#declare(s.local, s.kind === "var");
        return s.local;
      case "set": {
        const known = this.#visible.get(s.local.name);
        if (!known?.settable) this.#fail(`sets ${s.local.name}, which is no variable here`);
        this.#expect(s.value, known.type, s.local.name);
        return undefined;
      }
      case "store":
        this.#expect(s.address, i32, "an address");
        this.#expr(s.value);
        if (!Number.isInteger(s.offset)) this.#fail(`stores at the offset ${s.offset}`);
        return undefined;
      case "for":
        this.#expect(s.from, i32, `the start of ${s.variable.name}`);
        this.#expect(s.to, i32, `the end of ${s.variable.name}`);
        this.#expect(s.step, i32, `the step of ${s.variable.name}`);
        if (!sameType(s.variable.type, i32))
          this.#fail(`counts with ${s.variable.name} of type ${formatType(s.variable.type)}`);
        if (s.step.kind === "constant" && s.step.value <= 0)
          this.#fail(`the step of ${s.variable.name} is ${s.step.value}`);
        this.#declare(s.variable, false);
        this.#block(s.body);
        this.#visible.delete(s.variable.name);
        return undefined;
      case "while":
        this.#expect(s.condition, truth, "a condition");
        this.#block(s.body);
        return undefined;
      case "if":
        this.#expect(s.condition, truth, "a condition");
        this.#block(s.then);
        this.#block(s.otherwise);
        return undefined;
      case "call":
        return this.#call(s);
      case "return":
        if (Boolean(s.value) !== Boolean(this.#fn.result))
          this.#fail(s.value ? "returns a value, but has no result" : "returns without its result");
        if (s.value && this.#fn.result) this.#expect(s.value, this.#fn.result, "the result");
        return undefined;
      default:
        return s satisfies never;
    }
  }
  #call(s: Extract<Statement, { kind: "call" }>): Local | undefined {
    const callee = this.#functions.get(s.fn) ?? this.#fail(`calls ${s.fn}, which the module does not define`);
    if (callee.parameters.length !== s.args.length)
      this.#fail(`calls ${s.fn} with ${s.args.length} arguments instead of ${callee.parameters.length}`);
    s.args.forEach((arg, i) => this.#expect(arg, callee.parameters[i]!.type, `argument ${i} of ${s.fn}`));
    if (!s.result) return undefined;
    if (!callee.result || !sameType(callee.result, s.result.type))
      this.#fail(
        `takes ${formatType(s.result.type)} from ${s.fn}, which gives ${callee.result ? formatType(callee.result) : "nothing"}`,
      );
    this.#declare(s.result, false);
    return s.result;
  }

  #expr(e: Expr): void {
    for (const o of operands(e)) this.#expr(o);
    switch (e.kind) {
      case "constant":
        return;
      case "size":
        if (e.type.lane !== "i32" || e.type.lanes !== 1) this.#fail(`a size of type ${formatType(e.type)}`);
        return;
      case "local": {
        const known =
          this.#visible.get(e.name) ?? this.#fail(`uses ${e.name} outside of its block or before it is declared`);
        if (!sameType(known.type, e.type))
          this.#fail(`uses ${e.name} as ${formatType(e.type)}, declared ${formatType(known.type)}`);
        return;
      }
      case "load":
        if (e.address.type.lane !== "i32" || e.address.type.lanes !== 1)
          this.#fail(`loads from an address of type ${formatType(e.address.type)}`);
        if (!Number.isInteger(e.offset)) this.#fail(`loads at the offset ${e.offset}`);
        return;
      case "apply":
        return this.#apply(e);
      case "cast":
        if (e.type.lanes !== e.value.type.lanes) this.#fail(conversion(e));
        return;
      case "bitcast":
        if (bitsOf(e.type) !== bitsOf(e.value.type) || (e.type.lane === "bool") !== (e.value.type.lane === "bool"))
          this.#fail(conversion(e));
        return;
      case "splat":
        if (e.value.type.lanes !== 1 || e.value.type.lane !== e.type.lane || e.type.lanes < 2)
          this.#fail(conversion(e));
        return;
      case "lanes":
        if (
          e.values.length !== e.type.lanes ||
          !e.values.every((v) => v.type.lanes === 1 && v.type.lane === e.type.lane)
        )
          this.#fail(conversion(e));
        return;
      case "extract":
        if (e.type.lanes !== 1 || e.type.lane !== e.value.type.lane || e.lane < 0 || e.lane >= e.value.type.lanes)
          this.#fail(`${conversion(e)}, lane ${e.lane}`);
        return;
      default:
        return e satisfies never;
    }
  }
  #apply(e: Extract<Expr, { kind: "apply" }>): void {
    const { arity, domain } = signatures[e.fn];
    const { args } = e;
    const wrong = (): never =>
      this.#fail(`${e.fn} of ${args.map((a) => formatType(a.type)).join(", ")} giving ${formatType(e.type)}`);
    if (args.length !== arity) wrong();
    const main = args[e.fn === "select" ? 1 : 0]!.type;
    if (!inDomain[domain](main)) wrong();
    switch (e.fn) {
      case "select":
        // A scalar condition may choose between vectors.
        if (
          !sameType(main, args[2]!.type) ||
          !(sameType(args[0]!.type, boolLike(main)) || sameType(args[0]!.type, { lane: "bool", lanes: 1 }))
        )
          wrong();
        break;
      case "shl":
      case "shr": {
        const count = args[1]!.type;
        if (
          isFloat(count) ||
          count.lane === "bool" ||
          main.lane === "bool" ||
          (count.lanes !== 1 && count.lanes !== main.lanes)
        )
          wrong();
        break;
      }
      default:
        if (!args.every((a) => sameType(a.type, main))) wrong();
    }
    const result = e.fn === "eq" || e.fn === "lt" || e.fn === "le" ? boolLike(main) : main;
    if (!sameType(result, e.type)) wrong();
  }
}
