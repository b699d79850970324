/** The constraints by name. */
import type { Tensor } from "@tacet/compiler";
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { Constraint } from "./constraint.ts";

const classes = {
  max_norm: all.MaxNorm,
  min_max_norm: all.MinMaxNorm,
  non_neg: all.NonNeg,
  unit_norm: all.UnitNorm,
} as const;
export const registry = createRegistry<keyof typeof classes, new () => Constraint>("constraint", classes);
export type ConstraintName = Identifier<keyof typeof classes>;
/** A constraint, the name of one with its defaults, or a function from a weight to what it becomes. */
export type ConstraintLike = Constraint | ConstraintName | ((weight: Tensor) => Tensor);
