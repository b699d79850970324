/** Turns entries of the elementwise table into functions of operands: promotion, broadcasting, gradient. */
import { TacetError } from "../core/index.ts";
import { withGradient, type Node } from "../ir/index.ts";
import {
  elementwiseTable,
  type elementwise,
  type ElementwiseDefinition,
  type ElementwiseName,
} from "./elementwise/index.ts";
import { broadcastTo, cast, commonShape, floatingType, promotedType, together, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";

type AsOperands<P extends readonly unknown[]> = { [K in keyof P]: Operand };
type Call<D extends ElementwiseDefinition> = D extends { readonly defaults: readonly unknown[] }
  ? Parameters<D["formula"]> extends [infer _First, ...infer Rest]
    ? (x: Operand, ...rest: Partial<AsOperands<Rest>>) => Node
    : never
  : (...operands: AsOperands<Parameters<D["formula"]>>) => Node;
export type ElementwiseOps = { readonly [K in ElementwiseName]: Call<(typeof elementwise)[K]> };

export function applyElementwise(name: ElementwiseName, given: readonly (Operand | undefined)[]): Node {
  const definition = elementwiseTable[name];
  const arity = definition.formula.length;
  const operands = Array.from(
    { length: Math.max(arity, given.length) },
    (_, i) => given[i] ?? definition.defaults?.[i - 1],
  ).filter((x) => x !== undefined);
  if (operands.length !== arity)
    throw new TacetError(`${name} takes ${arity} operand${arity === 1 ? "" : "s"}, received ${given.length}.`);
  const x = prepare(name, definition, operands);
  const result = definition.formula(...x);
  const gradient = definition.gradient;
  if (!gradient) return result;
  return withGradient(x, x.includes(result) ? s.copy(result) : result, (cotangent, y, inputs) =>
    gradient(cotangent, y, ...inputs),
  );
}

function prepare(name: string, definition: ElementwiseDefinition, operands: readonly Operand[]): Node[] {
  const type = promotedType(operands);
  switch (definition.accepts ?? "float") {
    case "float":
      return together(name, operands, floatingType(type));
    case "number":
      return together(name, operands, type === "bool" ? "int32" : type);
    case "bits":
      if (type === "float32" || type === "float64")
        throw new TacetError(`${name} is of integers or bools, received ${type}; cast it first.`);
      return together(name, operands, type);
    case "bool":
      return together(name, operands, "bool");
    case "any":
      return together(name, operands, type);
    case "choice": {
      const [condition, ...values] = operands;
      const nodes = [cast(condition!, "bool"), ...values.map((v) => cast(v, promotedType(values)))];
      const shape = commonShape(name, nodes);
      return nodes.map((n) => broadcastTo(n, shape));
    }
  }
}

export const elementwiseOps = Object.fromEntries(
  Object.keys(elementwiseTable).map((name) => [
    name,
    (...operands: Operand[]) => applyElementwise(name as ElementwiseName, operands),
  ]),
) as ElementwiseOps;
