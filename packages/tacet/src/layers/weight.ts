/** A layer's weight: a variable, with what training does to it beside the gradient. */
import type { DType, StaticShape, Variable } from "@tacet/compiler";
import { getConstraint, type Constraint, type ConstraintLike } from "../constraints/lookup.ts";
import { getInitializer, type Initializer, type InitializerLike } from "../initializers/lookup.ts";
import { getRegularizer, type Regularizer, type RegularizerLike } from "../regularizers/lookup.ts";

export interface WeightOptions {
  /** The name within the layer: "kernel". */
  readonly name: string;
  readonly shape: StaticShape;
  /** Default "glorot_uniform". */
  readonly initializer?: InitializerLike | undefined;
  /** Default: the layer's. */
  readonly dtype?: DType | undefined;
  /** Default true. */
  readonly trainable?: boolean | undefined;
  readonly regularizer?: Regularizer | undefined;
  /** A projection of the weight, applied after each update. */
  readonly constraint?: ConstraintLike | null | undefined;
}

export interface Weight {
  readonly variable: Variable;
  readonly name: string;
  /** Whether it is trained while its layer is trainable. */
  readonly trainable: boolean;
  regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

/** How a weight starts, what it costs and what it stays within. */
export interface WeightSpec {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}
/**
 * What the three options of a weight say: `addWeight({ name, shape, ...spec })` makes it. An initializer without a seed
 * draws one here, so specs are made in the order in which Keras makes its initializers.
 */
export const weightSpec = (
  initializer: InitializerLike,
  regularizer?: RegularizerLike | null,
  constraint?: ConstraintLike | null,
): WeightSpec => ({
  initializer: getInitializer(initializer),
  regularizer: getRegularizer(regularizer),
  constraint: getConstraint(constraint),
});
