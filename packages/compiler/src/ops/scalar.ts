/**
 * The scalar algebra that formulas are written in: one function a scalar
 * primitive, on nodes of one shape. A plain number stands for a constant of
 * its neighbour's type and shape.
 */
import { CompilerError, type DType } from "../core/index.ts";
import { build, isScalarPrimitive, scalarPrimitives, type Node, type ScalarPrimitive } from "../ir/index.ts";

export type Scalar = Node | number;
type Plain = Exclude<ScalarPrimitive, "cast" | "bitcast">;
type Operands<Arity extends 1 | 2 | 3> = Arity extends 1
  ? [x: Node]
  : Arity extends 2
    ? [a: Scalar, b: Scalar]
    : [a: Scalar, b: Scalar, c: Scalar];
type Algebra = { readonly [P in Plain]: (...operands: Operands<(typeof scalarPrimitives)[P]["arity"]>) => Node };

/** The constant, in the type and shape of `x`. */
export const like = (x: Node, value: number): Node => build.fill(build.constant(value, x.dtype), x.shape);

function apply(fn: ScalarPrimitive, operands: readonly Scalar[]): Node {
  // A condition has another type than the values it selects: it lends its shape only.
  const model = operands.findLast((x) => typeof x !== "number" && !(fn === "select" && x === operands[0]));
  if (model === undefined || typeof model === "number") throw new CompilerError(`${fn}: one operand must be a node`);
  return build.map(
    fn,
    operands.map((x) => (typeof x === "number" ? like(model, x) : x)),
  );
}

const algebra = Object.fromEntries(
  Object.keys(scalarPrimitives)
    .filter((fn): fn is Plain => isScalarPrimitive(fn) && fn !== "cast" && fn !== "bitcast")
    .map((fn) => [fn, (...operands: Scalar[]) => apply(fn, operands)]),
) as Algebra;

export const s = {
  ...algebra,
  like,
  cast: (x: Node, dtype: DType): Node => (x.dtype === dtype ? x : build.map("cast", [x], dtype)),
  bitcast: (x: Node, dtype: DType): Node => (x.dtype === dtype ? x : build.map("bitcast", [x], dtype)),
  /** A node of the same value that nobody else holds, to tie a gradient to. */
  copy: (x: Node): Node => build.map("cast", [x], x.dtype),
};
