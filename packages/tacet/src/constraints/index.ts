/** The registry of constraints: `constraints.maxNorm({ maxValue: 3 })`, or the name where a layer takes one. */
import { TacetError, type Tensor } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { Constraint, FunctionConstraint } from "./constraint.ts";
import { NonNeg } from "./nonNeg.ts";
import { MaxNorm, MinMaxNorm, UnitNorm, type MaxNormOptions, type MinMaxNormOptions, type UnitNormOptions } from "./norms.ts"; // prettier-ignore

export { Constraint };

const classes = { max_norm: MaxNorm, min_max_norm: MinMaxNorm, non_neg: NonNeg, unit_norm: UnitNorm } as const;
export const registry = createRegistry<keyof typeof classes, new () => Constraint>("constraint", classes);
export type ConstraintName = Identifier<keyof typeof classes>;
/** A constraint, the name of one with its defaults, or a function from a weight to what it becomes. */
export type ConstraintLike = Constraint | ConstraintName | ((weight: Tensor) => Tensor);

/**
 * The constraint that an identifier stands for, `undefined` for none.
 * @throws TacetError for an unknown name, listing those near it
 */
export function getConstraint(identifier: ConstraintLike | null | undefined): Constraint | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  if (identifier instanceof Constraint) return identifier;
  if (typeof identifier === "function") return new FunctionConstraint(identifier);
  if (typeof identifier === "string") return new (registry.get(identifier))();
  throw new TacetError(
    `Expected a constraint, the name of one (${registry.names.join(", ")}) or a function of a weight, received ${show(identifier)}.`,
  );
}
export { getConstraint as get };

/** At most the length `maxValue` (2) along `axis` (0). */
export const maxNorm = (options?: MaxNormOptions): Constraint => new MaxNorm(options);
/** A length from `minValue` (0) to `maxValue` (1) along `axis` (0), moved there by `rate` (1). */
export const minMaxNorm = (options?: MinMaxNormOptions): Constraint => new MinMaxNorm(options);
/** No negative values. */
export const nonNeg = (): Constraint => new NonNeg();
/** The length 1 along `axis` (0). */
export const unitNorm = (options?: UnitNormOptions): Constraint => new UnitNorm(options);
