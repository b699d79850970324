/**
 * Scalar primitives as loop code: what the hardware has passes through,
 * everything else becomes polynomials and bit operations over it. Works on
 * scalars and on vectors of any width, so that every backend computes the same.
 */
import { CompilerError } from "../core/index.ts";
import type { ScalarPrimitive } from "../ir/index.ts";
import { apply, bitcast, cast, formatType } from "./builder.ts";
import type { Block } from "./builder.ts";
import { exp32, expm132, log1p32, log32, tanh32 } from "./expandFloat32.ts";
import { pow32 } from "./expandPow.ts";
import { expandRemainder } from "./expandExact.ts";
import type { Expr, Instruction, LoopType } from "./loop.ts";

/** Writes one primitive: `args` have the operand's type, `type` is that of the result. */
type Expansion = (block: Block, args: readonly Expr[], type: LoopType) => Expr;

const instruction =
  (fn: Instruction): Expansion =>
  (_, args) =>
    apply(fn, ...args);
const isFloat = (e: Expr): boolean => e.type.lane === "f32" || e.type.lane === "f64";
/** A float function, by width. */
const floats =
  (
    name: string,
    f32: (block: Block, ...args: Expr[]) => Expr,
    f64?: (block: Block, ...args: Expr[]) => Expr,
  ): Expansion =>
  (block, args) => {
    const lane = args[0]!.type.lane;
    const expansion = lane === "f32" ? f32 : lane === "f64" ? f64 : undefined;
    if (!expansion) throw new CompilerError(`${name} of ${formatType(args[0]!.type)} has no expansion`);
    return expansion(block, ...args);
  };
const missing = (name: string): Expansion =>
  floats(name, () => {
    throw new CompilerError(`${name} is not there yet`);
  });

const expansions = {
  neg: instruction("neg"),
  abs: instruction("abs"),
  add: instruction("add"),
  sub: instruction("sub"),
  mul: instruction("mul"),
  div: instruction("div"),
  rem: (block, args) => (isFloat(args[0]!) ? expandRemainder(block, args[0]!, args[1]!) : apply("rem", ...args)),
  max: instruction("max"),
  min: instruction("min"),
  fma: missing("fma"),
  pow: floats("pow", pow32),
  atan2: missing("atan2"),
  sqrt: instruction("sqrt"),
  floor: instruction("floor"),
  ceil: instruction("ceil"),
  trunc: instruction("trunc"),
  round: instruction("round"),
  exp: floats("exp", exp32),
  expm1: floats("expm1", expm132),
  log: floats("log", log32),
  log1p: floats("log1p", log1p32),
  sin: missing("sin"),
  cos: missing("cos"),
  tan: missing("tan"),
  atan: missing("atan"),
  tanh: floats("tanh", tanh32),
  erf: missing("erf"),
  erfinv: missing("erfinv"),
  eq: instruction("eq"),
  lt: instruction("lt"),
  le: instruction("le"),
  not: instruction("not"),
  and: instruction("and"),
  or: instruction("or"),
  xor: instruction("xor"),
  shl: instruction("shl"),
  shr: instruction("shr"),
  select: instruction("select"),
  cast: (_, args, type) => cast(args[0]!, type),
  bitcast: (_, args, type) => bitcast(args[0]!, type),
} as const satisfies Record<ScalarPrimitive, Expansion>;

/**
 * The value of a scalar primitive. Statements it needs go to `block`. `type` is
 * the result's type where the primitive does not fix it (casts).
 */
export function expandScalar(
  fn: ScalarPrimitive,
  args: readonly Expr[],
  block: Block,
  type: LoopType = args[args.length - 1]!.type,
): Expr {
  const expansion: Expansion = expansions[fn];
  return expansion(block, args, type);
}

export { expandRandom } from "./expandRandom.ts";
