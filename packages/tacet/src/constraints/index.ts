/** The registry of constraints: `constraints.maxNorm({ maxValue: 3 })`, or the name where a layer takes one. */
import type { Constraint } from "./constraint.ts";
import { constraintNames } from "./lookup.ts";
import { registry } from "./names.ts";
import { NonNeg } from "./nonNeg.ts";
import { MaxNorm, MinMaxNorm, UnitNorm, type MaxNormOptions, type MinMaxNormOptions, type UnitNormOptions } from "./norms.ts"; // prettier-ignore

export { Constraint } from "./constraint.ts";
export { getConstraint, getConstraint as get } from "./lookup.ts";
export { registry, type ConstraintLike, type ConstraintName } from "./names.ts";

constraintNames.fill(registry);

/** At most the length `maxValue` (2) along `axis` (0). */
export const maxNorm = (options?: MaxNormOptions): Constraint => new MaxNorm(options);
/** A length from `minValue` (0) to `maxValue` (1) along `axis` (0), moved there by `rate` (1). */
export const minMaxNorm = (options?: MinMaxNormOptions): Constraint => new MinMaxNorm(options);
/** No negative values. */
export const nonNeg = (): Constraint => new NonNeg();
/** The length 1 along `axis` (0). */
export const unitNorm = (options?: UnitNormOptions): Constraint => new UnitNorm(options);
