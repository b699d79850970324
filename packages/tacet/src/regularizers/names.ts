/** The regularizers by name. */
import { TacetError, type Tensor } from "@tacet/compiler";
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { Regularizer } from "./regularizer.ts";

const classes = {
  l1: all.L1,
  l2: all.L2,
  l1l2: all.L1L2,
  orthogonal_regularizer: all.OrthogonalRegularizer,
  kl_sparsity: all.KLSparsity,
} as const;
export const registry = createRegistry<keyof typeof classes, new () => Regularizer>("regularizer", classes);
export type RegularizerName = Identifier<keyof typeof classes>;
/** A regularizer, the name of one with its default coefficients, or a function from a tensor to its penalty. */
export type RegularizerLike = Regularizer | RegularizerName | ((x: Tensor) => Tensor);

/** @throws TacetError for an unknown name, and for "l1_l2", whose meaning changed */
export function regularizerNamed(name: string): Regularizer {
  if (name.toLowerCase() === "l1_l2") {
    throw new TacetError(
      '"l1_l2" meant coefficients of 0.01 each in Keras 2, and Keras 3 refuses it. Write regularizers.l1l2({ l1: 0.01, l2: 0.01 }) for that meaning; "l1l2" has 0 and 0.',
    );
  }
  return new (registry.get(name))();
}
