/** What the printers of expressions share: their view of the function around them, and how they refuse. */
import { CompilerError } from "../../core/index.ts";
import { formatType } from "../../codegen/builder.ts";
import type { Expr, Local, LoopType } from "../../codegen/loop.ts";
import type { ValueType, Writer } from "./encode.ts";

export const refuse = (what: string, ...types: LoopType[]): never => {
  throw new CompilerError(`WebAssembly has no ${what} of ${types.map(formatType).join(", ")}`);
};

/** What printing an expression needs of the function around it. */
export interface FunctionContext {
  readonly code: Writer;
  readonly relaxed: boolean;
  /** Prints an expression, which leaves its value on the stack. */
  emit(e: Expr): void;
  read(local: Local): void;
  consume(name: string, count?: number): void;
  peek(e: Expr): Expr;
  takeBehind(e: Expr): void;
  takePending(name: string): Expr | undefined;
  vectorConstant(bytes: Uint8Array): void;
  withLocal(value: Expr, body: (local: Expr) => void): void;
  withStacked(type: ValueType, body: (get: () => void) => void): void;
}
