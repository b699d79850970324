/**
 * Loop code: what kernels are written in, between the schedule and the
 * backends. It knows loops, addresses and vectors, no tensors and no target:
 * WebAssembly, C and a test interpreter each print the same code.
 *
 * Addresses are 32-bit byte offsets into one linear memory. Every function
 * has to pass verifyLoop.ts, which the tests hold every program to.
 */
export type LaneType = "i32" | "u32" | "f32" | "f64" | "bool";
/**
 * A scalar (lanes 1) or a vector. In registers a bool is 0 or 1 when scalar and
 * a mask (all bits of the lane) when vector; in memory it is a 32-bit 0 or 1.
 * A bool vector takes the lane width of what was compared: `wide` marks 64 bits.
 */
export interface LoopType {
  readonly lane: LaneType;
  readonly lanes: number;
  readonly wide?: true;
}

/** What the hardware does at once. Everything else is expanded (expand.ts) before printing. */
export type Instruction =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "rem"
  | "max"
  | "min"
  | "neg"
  | "abs"
  | "sqrt"
  | "floor"
  | "ceil"
  | "trunc"
  | "round"
  | "eq"
  | "lt"
  | "le"
  | "and"
  | "or"
  | "xor"
  | "not"
  | "shl"
  | "shr"
  | "select"
  /** a·b + c: fused where the engine fuses, else a product and a sum. Contractions and polynomials use it. */
  | "mulAdd";

export interface Local {
  readonly kind: "local";
  readonly type: LoopType;
  readonly name: string;
}
export type Expr =
  /** The same constant in each lane. */
  | { readonly kind: "constant"; readonly type: LoopType; readonly value: number }
  /** An i32 that differs between kernels of one structure (an extent, a stride): lifted to an argument when functions are shared. */
  | { readonly kind: "size"; readonly type: LoopType; readonly value: number }
  | Local
  /** `address + offset` in bytes, aligned to the lane only; bool lanes become masks. */
  | { readonly kind: "load"; readonly type: LoopType; readonly address: Expr; readonly offset: number }
  | { readonly kind: "apply"; readonly type: LoopType; readonly fn: Instruction; readonly args: readonly Expr[] }
  /** float → integer saturates; between integers keeps the bits; to bool is x != 0; from bool gives 0 or 1. Lane counts agree. */
  | { readonly kind: "cast"; readonly type: LoopType; readonly value: Expr }
  | { readonly kind: "bitcast"; readonly type: LoopType; readonly value: Expr }
  /** A scalar in every lane. */
  | { readonly kind: "splat"; readonly type: LoopType; readonly value: Expr }
  /** A vector from one scalar a lane. */
  | { readonly kind: "lanes"; readonly type: LoopType; readonly values: readonly Expr[] }
  | { readonly kind: "extract"; readonly type: LoopType; readonly value: Expr; readonly lane: number };

export type Statement =
  /** Declares and sets a local that is never set again. */
  | { readonly kind: "let"; readonly local: Local; readonly value: Expr }
  /** Declares a local that `set` changes. */
  | { readonly kind: "var"; readonly local: Local; readonly value: Expr }
  | { readonly kind: "set"; readonly local: Local; readonly value: Expr }
  | { readonly kind: "store"; readonly address: Expr; readonly offset: number; readonly value: Expr }
  /** for (variable = from; variable < to; variable += step), signed; step is positive; the body may not change the bounds. */
  | {
      readonly kind: "for";
      readonly variable: Local;
      readonly from: Expr;
      readonly to: Expr;
      readonly step: Expr;
      readonly body: readonly Statement[];
    }
  | { readonly kind: "while"; readonly condition: Expr; readonly body: readonly Statement[] }
  | {
      readonly kind: "if";
      readonly condition: Expr;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  /** Calls another function of the module; its result, if it has one, goes to `result` (declared here). */
  | { readonly kind: "call"; readonly fn: string; readonly args: readonly Expr[]; readonly result?: Local }
  | { readonly kind: "return"; readonly value?: Expr };

export interface LoopFunction {
  readonly name: string;
  /** Scalars, i32 mostly. */
  readonly parameters: readonly Local[];
  readonly result?: LoopType;
  readonly body: readonly Statement[];
}

/** A unit that is printed, compiled and instantiated as one. */
export interface LoopModule {
  readonly functions: readonly LoopFunction[];
  /** Names of the functions that the runtime calls. */
  readonly exports: readonly string[];
}

/** What a backend's machine is like, as far as loop code depends on it. */
export interface Target {
  /** Bytes in a vector register. */
  readonly vectorBytes: 16 | 32 | 64;
}
