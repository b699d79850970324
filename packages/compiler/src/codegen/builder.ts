/** Writes loop code: expressions with their types inferred, statements into blocks with fresh names. */
import { CompilerError } from "../core/index.ts";
import type { Expr, Instruction, LaneType, Local, LoopFunction, LoopType, Statement } from "./loop.ts";

export const scalar = (lane: LaneType): LoopType => ({ lane, lanes: 1 });
export const vector = (lane: LaneType, lanes: number): LoopType => ({ lane, lanes });
export const i32 = scalar("i32");
export const sameType = (a: LoopType, b: LoopType): boolean =>
  a.lane === b.lane && a.lanes === b.lanes && a.wide === b.wide;

export const constant = (value: number, type: LoopType = i32): Expr => ({ kind: "constant", type, value });
export const sizeConstant = (value: number): Expr => ({ kind: "size", type: i32, value });

const comparisons: ReadonlySet<Instruction> = new Set<Instruction>(["eq", "lt", "le"]);
/** The instruction's value; its type follows from the last operand. */
export function apply(fn: Instruction, ...args: Expr[]): Expr {
  const last = args[args.length - 1]!.type;
  const operands = fn === "select" ? args.slice(1) : fn === "shl" || fn === "shr" ? args.slice(0, 1) : args;
  if (!operands.every((a) => sameType(a.type, operands[0]!.type)))
    throw new CompilerError(`${fn} of ${args.map((a) => formatType(a.type)).join(", ")}`);
  const type: LoopType = comparisons.has(fn) ? boolLike(last) : operands[0]!.type;
  return { kind: "apply", type, fn, args };
}
/** The bool type that comparing values of this type gives. */
export function boolLike(type: LoopType): LoopType {
  return type.lanes > 1 && (type.lane === "f64" || type.wide)
    ? { lane: "bool", lanes: type.lanes, wide: true }
    : { lane: "bool", lanes: type.lanes };
}
export const cast = (value: Expr, type: LoopType): Expr =>
  sameType(value.type, type) ? value : { kind: "cast", type, value };
export const bitcast = (value: Expr, type: LoopType): Expr =>
  sameType(value.type, type) ? value : { kind: "bitcast", type, value };
export const splat = (value: Expr, lanes: number): Expr =>
  lanes === 1
    ? value
    : value.kind === "constant"
      ? { kind: "constant", type: { ...value.type, lanes }, value: value.value }
      : { kind: "splat", type: { ...value.type, lanes }, value };
export const load = (type: LoopType, address: Expr, offset = 0): Expr => ({ kind: "load", type, address, offset });
export const extract = (value: Expr, lane: number): Expr =>
  value.type.lanes === 1 ? value : { kind: "extract", type: { lane: value.type.lane, lanes: 1 }, value, lane };
export const lanes = (values: readonly Expr[]): Expr =>
  values.length === 1 ? values[0]! : { kind: "lanes", type: { ...values[0]!.type, lanes: values.length }, values };
export const formatType = (t: LoopType): string =>
  t.lanes === 1 ? t.lane : `${t.lane}x${t.lanes}${t.wide ? "w" : ""}`;

/** 32-bit address arithmetic, folded where both sides are constant. */
export function add(a: Expr, b: Expr): Expr {
  if (a.kind === "constant" && b.kind === "constant") return constant((a.value + b.value) | 0);
  if (a.kind === "constant" && a.value === 0) return b;
  if (b.kind === "constant" && b.value === 0) return a;
  return apply("add", a, b);
}
export function mul(a: Expr, b: Expr): Expr {
  if (a.kind === "constant" && b.kind === "constant") return constant(Math.imul(a.value, b.value));
  if ((a.kind === "constant" && a.value === 0) || (b.kind === "constant" && b.value === 0)) return constant(0);
  if (a.kind === "constant" && a.value === 1) return b;
  if (b.kind === "constant" && b.value === 1) return a;
  return apply("mul", a, b);
}
export const sub = (a: Expr, b: Expr): Expr =>
  a.kind === "constant" && b.kind === "constant"
    ? constant((a.value - b.value) | 0)
    : b.kind === "constant" && b.value === 0
      ? a
      : apply("sub", a, b);

/** A quotient or remainder of what is never negative: faster than a signed one. */
export function unsigned(fn: "div" | "rem", a: Expr, b: Expr): Expr {
  if (a.kind === "constant" && b.kind === "constant")
    return constant(fn === "div" ? Math.floor(a.value / b.value) : a.value % b.value);
  const u32 = (x: Expr): Expr =>
    x.kind === "constant" ? constant(x.value, scalar("u32")) : { kind: "cast", type: scalar("u32"), value: x };
  return { kind: "cast", type: i32, value: apply(fn, u32(a), u32(b)) };
}

/** A sequence of statements under construction. Names are unique within the function. */
export class Block {
  readonly statements: Statement[] = [];
  readonly #names: { next: number };
  constructor(names: { next: number } = { next: 0 }) {
    this.#names = names;
  }
  fresh(type: LoopType, hint = "t"): Local {
    return { kind: "local", type, name: `${hint}${this.#names.next++}` };
  }
  child(): Block {
    return new Block(this.#names);
  }
  /** Names a value, so that it is computed once; constants and locals stay what they are. */
  let(value: Expr, hint?: string): Expr {
    if (value.kind === "constant" || value.kind === "size" || value.kind === "local") return value;
    const local = this.fresh(value.type, hint);
    this.statements.push({ kind: "let", local, value });
    return local;
  }
  variable(value: Expr, hint = "v"): Local {
    const local = this.fresh(value.type, hint);
    this.statements.push({ kind: "var", local, value });
    return local;
  }
  set(local: Local, value: Expr): void {
    this.statements.push({ kind: "set", local, value });
  }
  store(address: Expr, offset: number, value: Expr): void {
    this.statements.push({ kind: "store", address, offset, value });
  }
  loop(from: Expr, to: Expr, step: Expr, body: (i: Local, block: Block) => void, hint = "i"): void {
    const variable = this.fresh(i32, hint);
    const block = this.child();
    body(variable, block);
    this.statements.push({ kind: "for", variable, from, to, step, body: block.statements });
  }
  when(condition: Expr, then: (block: Block) => void, otherwise?: (block: Block) => void): void {
    const a = this.child();
    const b = this.child();
    then(a);
    otherwise?.(b);
    this.statements.push({ kind: "if", condition, then: a.statements, otherwise: b.statements });
  }
  whilst(condition: Expr, body: (block: Block) => void): void {
    const block = this.child();
    body(block);
    this.statements.push({ kind: "while", condition, body: block.statements });
  }
  call(fn: string, args: readonly Expr[], result?: LoopType): Expr | undefined {
    if (!result) {
      this.statements.push({ kind: "call", fn, args });
      return undefined;
    }
    const local = this.fresh(result, "r");
    this.statements.push({ kind: "call", fn, args, result: local });
    return local;
  }
  return(value?: Expr): void {
    this.statements.push(value ? { kind: "return", value } : { kind: "return" });
  }
}

export function defineFunction(
  name: string,
  parameters: readonly (readonly [string, LoopType])[],
  write: (block: Block, ...args: Local[]) => void,
  result?: LoopType,
): LoopFunction {
  const block = new Block();
  const locals = parameters.map(([n, type]): Local => ({ kind: "local", type, name: n }));
  write(block, ...locals);
  return { name, parameters: locals, body: block.statements, ...(result && { result }) };
}
