/** A layer's weight: a variable, with what training does to it beside the gradient. */
import type { DType, StaticShape, Variable } from "@tacet/compiler";
import type { Constraint, ConstraintLike } from "../constraints/index.ts";
import type { InitializerLike } from "../initializers/index.ts";
import type { Regularizer } from "../regularizers/index.ts";

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
