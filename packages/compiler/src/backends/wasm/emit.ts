/**
 * Prints loop code as WebAssembly with 16-byte vectors.
 *
 * A `let` read once is computed where it is read, unless a store, set, call or
 * loop in between could change what it reads: less code, which the engine's
 * tiers get through faster. WebAssembly locals are used again by type once
 * their last reader is printed.
 */
import { CompilerError } from "../../core/index.ts";
import type { Expr, Local, LoopFunction, LoopModule, Statement } from "../../codegen/loop.ts";
import { blocks, countUses, expressions, operands } from "../../codegen/walk.ts";
import type { FunctionContext } from "./context.ts";
import { emitExpression } from "./emitExpression.ts";
import { emitStore } from "./emitMemory.ts";
import { ModuleWriter, Writer, type Signature, type ValueType } from "./encode.ts";
import { bytesKey, constantBytes, valueTypeOf } from "./representation.ts";

export interface EmitOptions {
  /** Uses relaxed SIMD: `mulAdd` is fused where the processor can. */
  readonly relaxed: boolean;
  /** Imports `env.memory` as shared, for threads. */
  readonly sharedMemory?: boolean;
}

/**
 * A module that imports `env.memory` and exports the functions that `module.exports` names. Engines validate what they
 * get; loop code is verified by the tests (testing/stages.ts).
 */
export function emitWasm(module: LoopModule, options: EmitOptions): Uint8Array<ArrayBuffer> {
  const out = new ModuleWriter({ sharedMemory: options.sharedMemory ?? false });
  const functions = new Map(
    module.functions.map((fn, index) => [fn.name, { index, hasResult: fn.result !== undefined }]),
  );
  const code = new Writer(1 << 14);
  for (const fn of module.functions) {
    code.clear();
    const emitter = new FunctionEmitter(fn, code, options.relaxed, functions);
    emitter.emitFunction();
    out.addFunction(signatureOf(fn), emitter.locals, code);
  }
  for (const name of module.exports) out.exportFunction(name, functions.get(name)!.index);
  return out.finish(module.functions.map((fn) => fn.name));
}
const signatureOf = (fn: LoopFunction): Signature => ({
  parameters: fn.parameters.map((p) => valueTypeOf(p.type)),
  results: fn.result ? [valueTypeOf(fn.result)] : [],
});

/** A `let` not printed yet: its only reader will. */
interface Pending {
  readonly local: Local;
  readonly value: Expr;
  readonly loads: boolean;
  readonly variables: ReadonlySet<string>;
}
type Callees = ReadonlyMap<string, { readonly index: number; readonly hasResult: boolean }>;
interface Slot {
  readonly index: number;
  readonly type: ValueType;
  readonly scope: number;
  readonly variable: boolean;
  released: boolean;
}

/** Prints one function; the expression printer asks it for locals, temporaries and hoisted constants. */
class FunctionEmitter implements FunctionContext {
  readonly code: Writer;
  readonly relaxed: boolean;
  readonly locals: ValueType[] = [];
  readonly #fn: LoopFunction;
  readonly #functions: Callees;
  readonly #uses: Map<string, number>;
  readonly #slots = new Map<string, Slot>();
  readonly #pending = new Map<string, Pending>();
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  readonly #hoisted = new Map<string, number>();
  readonly #scopes: string[][] = [[]];
  #temporaries = 0;
  /** Where the last `local.set` lies, to turn it into a `local.tee`. */
  #set = { at: -1, end: -1, index: -1 };

  constructor(fn: LoopFunction, code: Writer, relaxed: boolean, functions: Callees) {
    this.#fn = fn;
    this.code = code;
    this.relaxed = relaxed;
    this.#functions = functions;
    this.#uses = countUses(fn.body);
  }

  emitFunction(): void {
    const { parameters, body, result } = this.#fn;
    parameters.forEach((p, index) =>
      this.#slots.set(p.name, { index, type: valueTypeOf(p.type), scope: -1, variable: false, released: false }),
    );
    this.#hoist(body, false);
    this.#block(body);
    if (result && body[body.length - 1]?.kind !== "return") this.code.op("unreachable");
  }

  emit(e: Expr): void {
    emitExpression(this, e);
  }

  // --- locals ---

  #allocate(type: ValueType): number {
    const known = this.#free[type].pop();
    if (known !== undefined) return known;
    this.locals.push(type);
    return this.#fn.parameters.length + this.locals.length - 1;
  }
  #declare(local: Local, variable: boolean): number {
    const type = valueTypeOf(local.type);
    const index = this.#allocate(type);
    const scope = this.#scopes.length - 1;
    this.#slots.set(local.name, { index, type, scope, variable, released: false });
    this.#scopes[scope]!.push(local.name);
    return index;
  }
  #release(slot: Slot): void {
    if (slot.released || slot.scope < 0) return;
    slot.released = true;
    this.#free[slot.type].push(slot.index);
  }
  #scoped(body: () => void): void {
    this.#scopes.push([]);
    body();
    for (const name of this.#scopes.pop()!) this.#release(this.#slots.get(name)!);
  }
  #slot(name: string): Slot {
    const slot = this.#slots.get(name);
    if (!slot) throw new CompilerError(`${this.#fn.name}: ${name} has no value yet`);
    return slot;
  }
  /** Notes that `count` uses of a local are printed. Its slot is free after the last one, if no loop or branch can come back to it. */
  consume(name: string, count = 1): void {
    const left = (this.#uses.get(name) ?? 0) - count;
    this.#uses.set(name, left);
    const slot = this.#slot(name);
    if (left === 0 && slot.scope === this.#scopes.length - 1) this.#release(slot);
  }
  #setLocal(index: number): void {
    const at = this.code.length;
    this.code.indexed("local.set", index);
    this.#set = { at, end: this.code.length, index };
  }
  #getLocal(index: number): void {
    if (this.#set.end === this.code.length && this.#set.index === index) this.code.makeTee(this.#set.at);
    else this.code.indexed("local.get", index);
    this.#set.end = -1;
  }
  /** As `peek`, when the caller prints what it found in place of `e`. */
  takeBehind(e: Expr): void {
    if (e.kind !== "local") return;
    const value = this.takePending(e.name);
    if (value) this.takeBehind(value);
  }
  /** The value of a pending `let`, which the caller prints in its place. */
  takePending(name: string): Expr | undefined {
    const pending = this.#pending.get(name);
    this.#pending.delete(name);
    return pending?.value;
  }
  /** The expression behind a pending local, else the expression itself. */
  peek(e: Expr): Expr {
    const pending = e.kind === "local" ? this.#pending.get(e.name) : undefined;
    return pending ? this.peek(pending.value) : e;
  }
  /** Prints a read of a local. */
  read(local: Local): void {
    const value = this.takePending(local.name);
    if (value) return this.emit(value);
    this.#getLocal(this.#slot(local.name).index);
    this.consume(local.name);
  }
  /** Evaluates `value` into a temporary for the time of `body`; constants and locals serve as they are. */
  withLocal(value: Expr, body: (local: Expr) => void): void {
    if (value.kind === "constant" || value.kind === "size") return body(value);
    const type = valueTypeOf(value.type);
    this.emit(value);
    const index = this.#allocate(type);
    const local: Local = { kind: "local", type: value.type, name: `%${this.#temporaries++}` };
    this.#setLocal(index);
    this.#slots.set(local.name, { index, type, scope: -1, variable: false, released: false });
    this.#uses.set(local.name, Infinity);
    body(local);
    this.#free[type].push(index);
  }

  /** Keeps the value on top of the stack in a temporary, which `body` reads as often as it likes. */
  withStacked(type: ValueType, body: (get: () => void) => void): void {
    const index = this.#allocate(type);
    this.#setLocal(index);
    body(() => this.#getLocal(index));
    this.#free[type].push(index);
  }

  // --- constants ---

  /** Vector constants inside loops are set once, at the top: engines would build them anew in each round. */
  #hoist(body: readonly Statement[], inLoop: boolean): void {
    const visit = (e: Expr): void => {
      const bytes = constantBytes(e);
      if (bytes) {
        const key = bytesKey(bytes);
        if (this.#hoisted.has(key) || bytes.every((b) => b === bytes[0])) return;
        const index = this.#allocate("v128");
        this.#hoisted.set(key, index);
        this.code.v128(bytes);
        this.code.indexed("local.set", index);
      } else operands(e).forEach(visit);
    };
    for (const s of body) {
      if (inLoop && !(s.kind === "let" && !this.#uses.has(s.local.name))) expressions(s).forEach(visit);
      for (const inner of blocks(s)) this.#hoist(inner, s.kind === "for" || s.kind === "while");
    }
  }
  vectorConstant(bytes: Uint8Array): void {
    const index = this.#hoisted.get(bytesKey(bytes));
    if (index === undefined) this.code.v128(bytes);
    else this.code.indexed("local.get", index);
  }

  // --- statements ---

  #block(body: readonly Statement[]): void {
    for (const s of body) this.#statement(s);
  }

  /** Prints the pending lets that the coming statement would invalidate and does not itself consume. */
  #flush(consumed: readonly Expr[], invalid: (p: Pending) => boolean): void {
    if (this.#pending.size === 0) return;
    const kept = new Set<string>();
    const visit = (e: Expr): void => {
      if (e.kind === "local") {
        const pending = this.#pending.get(e.name);
        if (!pending) return;
        kept.add(e.name);
        visit(pending.value);
      } else operands(e).forEach(visit);
    };
    consumed.forEach(visit);
    // Later ones first: they take the earlier ones that only they read along.
    for (const pending of [...this.#pending.values()].reverse()) {
      if (kept.has(pending.local.name) || !this.#pending.has(pending.local.name) || !invalid(pending)) continue;
      this.#pending.delete(pending.local.name);
      this.emit(pending.value);
      this.#setLocal(this.#declare(pending.local, false));
    }
  }
  #defer(local: Local, value: Expr): void {
    let loads = false;
    const variables = new Set<string>();
    const visit = (e: Expr): void => {
      if (e.kind === "load") loads = true;
      if (e.kind !== "local") return operands(e).forEach(visit);
      const pending = this.#pending.get(e.name);
      if (pending) {
        loads ||= pending.loads;
        for (const v of pending.variables) variables.add(v);
      } else if (this.#slots.get(e.name)?.variable) variables.add(e.name);
    };
    visit(value);
    this.#pending.set(local.name, { local, value, loads, variables });
  }

  #statement(s: Statement): void {
    const code = this.code;
    switch (s.kind) {
      case "let": {
        const uses = this.#uses.get(s.local.name) ?? 0;
        if (uses === 0) return;
        if (uses === 1) return this.#defer(s.local, s.value);
        this.emit(s.value);
        return this.#setLocal(this.#declare(s.local, false));
      }
      case "var":
        this.emit(s.value);
        return this.#setLocal(this.#declare(s.local, true));
      case "set": {
        this.#flush([s.value], (p) => p.variables.has(s.local.name));
        this.emit(s.value);
        this.#setLocal(this.#slot(s.local.name).index);
        return this.consume(s.local.name);
      }
      case "store":
        this.#flush([s.address, s.value], (p) => p.loads);
        return emitStore(this, s.address, s.offset, s.value);
      case "call": {
        this.#flush(s.args, (p) => p.loads);
        for (const arg of s.args) this.emit(arg);
        const callee = this.#functions.get(s.fn)!;
        code.indexed("call", callee.index);
        if (s.result && this.#uses.has(s.result.name)) this.#setLocal(this.#declare(s.result, false));
        else if (callee.hasResult) code.op("drop");
        return;
      }
      case "return":
        if (s.value) this.emit(s.value);
        return code.op("return");
      case "if":
        this.#flush([s.condition], () => true);
        if (s.then.length === 0 && s.otherwise.length === 0) return;
        this.emit(s.condition);
        if (s.then.length === 0) code.op("i32.eqz");
        code.open("if");
        this.#scoped(() => this.#block(s.then.length > 0 ? s.then : s.otherwise));
        if (s.then.length > 0 && s.otherwise.length > 0) {
          code.op("else");
          this.#scoped(() => this.#block(s.otherwise));
        }
        return code.op("end");
      case "while":
        this.#flush([], () => true);
        code.open("block");
        code.open("loop");
        this.#scoped(() => {
          this.emit(s.condition);
          code.op("i32.eqz");
          code.indexed("br_if", 1);
          this.#block(s.body);
        });
        code.indexed("br", 0);
        code.op("end");
        return code.op("end");
      case "for":
        this.#flush([s.from, s.to, s.step], () => true);
        return this.#scoped(() => this.#for(s));
      default:
        return s satisfies never;
    }
  }
  #for(s: Extract<Statement, { kind: "for" }>): void {
    const code = this.code;
    const bound = (e: Expr): (() => void) => {
      if (e.kind === "constant" || e.kind === "size") return () => code.i32(e.value);
      this.emit(e);
      const index = this.#declare({ kind: "local", type: e.type, name: `%${this.#temporaries++}` }, false);
      this.#setLocal(index);
      return () => this.#getLocal(index);
    };
    const to = bound(s.to);
    const step = bound(s.step);
    this.emit(s.from);
    const variable = this.#declare(s.variable, true);
    const runs = isNumber(s.from) && isNumber(s.to) && s.from.value < s.to.value;
    this.#setLocal(variable);
    if (!runs) {
      code.open("block");
      to();
      this.#set.end = -1;
      code.indexed("local.get", variable);
      code.op("i32.le_s");
      code.indexed("br_if", 0);
    }
    code.open("loop");
    this.#scoped(() => this.#block(s.body));
    code.indexed("local.get", variable);
    step();
    code.op("i32.add");
    code.indexed("local.tee", variable);
    to();
    code.op("i32.lt_s");
    code.indexed("br_if", 0);
    code.op("end");
    if (!runs) code.op("end");
  }
}
const isNumber = (e: Expr): e is Extract<Expr, { kind: "constant" | "size" }> =>
  e.kind === "constant" || e.kind === "size";
