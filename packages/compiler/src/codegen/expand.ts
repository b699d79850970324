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
import { atan232, atan264, atan32, atan64 } from "./expandArc.ts";
import { erf32, erf64, erfinv32, erfinv64 } from "./expandErf.ts";
import { expandRemainder, fma32, fma64 } from "./expandExact.ts";
import { exp64, expm164, log1p64, log64, tanh64 } from "./expandFloat64.ts";
import { pow32, pow64 } from "./expandPow.ts";
import { cos32, cos64, sin32, sin64, tan32, tan64 } from "./expandTrig.ts";
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
    f64: (block: Block, ...args: Expr[]) => Expr,
  ): Expansion =>
  (block, args) => {
    const lane = args[0]!.type.lane;
    const expansion = lane === "f32" ? f32 : lane === "f64" ? f64 : undefined;
    if (!expansion) throw new CompilerError(`${name} of ${formatType(args[0]!.type)} has no expansion`);
    return expansion(block, ...args);
  };

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
  fma: floats("fma", fma32, fma64),
  pow: floats("pow", pow32, pow64),
  atan2: floats("atan2", atan232, atan264),
  sqrt: instruction("sqrt"),
  floor: instruction("floor"),
  ceil: instruction("ceil"),
  trunc: instruction("trunc"),
  round: instruction("round"),
  exp: floats("exp", exp32, exp64),
  expm1: floats("expm1", expm132, expm164),
  log: floats("log", log32, log64),
  log1p: floats("log1p", log1p32, log1p64),
  sin: floats("sin", sin32, sin64),
  cos: floats("cos", cos32, cos64),
  tan: floats("tan", tan32, tan64),
  atan: floats("atan", atan32, atan64),
  tanh: floats("tanh", tanh32, tanh64),
  erf: floats("erf", erf32, erf64),
  erfinv: floats("erfinv", erfinv32, erfinv64),
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
