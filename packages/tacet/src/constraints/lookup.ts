/** The constraint that an option says: an object, or the name of one where names are known. */
import { Names } from "../names.ts";
import type { Registry } from "../registry.ts";
import { Constraint, FunctionConstraint } from "./constraint.ts";
import type { ConstraintLike } from "./names.ts";

export type { Constraint } from "./constraint.ts";
export type { ConstraintLike } from "./names.ts";

export const constraintNames = new Names<Registry<string, new () => Constraint>>({
  one: "a constraint",
  others: ["a function of a weight"],
  example: 'new MaxNorm() from "tacet/core/constraints"',
});

/**
 * The constraint that an identifier stands for, `undefined` for none.
 * @throws TacetError for an unknown name, listing those near it
 */
export function getConstraint(identifier: ConstraintLike | null | undefined): Constraint | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  if (identifier instanceof Constraint) return identifier;
  if (typeof identifier === "function") return new FunctionConstraint(identifier);
  if (typeof identifier === "string") return new (constraintNames.for(identifier).get(identifier))();
  throw constraintNames.refusal(identifier);
}
