/** The registry of regularizers: `regularizers.l1(0.01)`, or the name where a layer takes one. */
import { TacetError, type Tensor } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { KLSparsity, type KLSparsityOptions } from "./klSparsity.ts";
import { L1, type L1Options } from "./l1.ts";
import { L1L2, type L1L2Options } from "./l1l2.ts";
import { L2, type L2Options } from "./l2.ts";
import { OrthogonalRegularizer, type OrthogonalRegularizerOptions } from "./orthogonal.ts";
import { FunctionRegularizer, Regularizer } from "./regularizer.ts";

export { KLSparsity, L1, L1L2, L2, OrthogonalRegularizer, Regularizer };

const classes = {
  l1: L1,
  l2: L2,
  l1l2: L1L2,
  orthogonal_regularizer: OrthogonalRegularizer,
  kl_sparsity: KLSparsity,
} as const;
export const registry = createRegistry<keyof typeof classes, new () => Regularizer>("regularizer", classes);
export type RegularizerName = Identifier<keyof typeof classes>;
/** A regularizer, the name of one with its default coefficients, or a function from a tensor to its penalty. */
export type RegularizerLike = Regularizer | RegularizerName | ((x: Tensor) => Tensor);

/**
 * The regularizer that an identifier stands for, `undefined` for none.
 * @throws TacetError for an unknown name, listing those near it, and for "l1_l2", whose meaning changed
 */
export function getRegularizer(identifier: RegularizerLike | null | undefined): Regularizer | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  if (identifier instanceof Regularizer) return identifier;
  if (typeof identifier === "function") return new FunctionRegularizer(identifier);
  if (typeof identifier !== "string") {
    throw new TacetError(
      `Expected a regularizer, the name of one (${registry.names.join(", ")}) or a function of a tensor, received ${show(identifier)}.`,
    );
  }
  if ((identifier as string).toLowerCase() === "l1_l2") {
    throw new TacetError(
      '"l1_l2" meant coefficients of 0.01 each in Keras 2, and Keras 3 refuses it. Write regularizers.l1l2({ l1: 0.01, l2: 0.01 }) for that meaning; "l1l2" has 0 and 0.',
    );
  }
  return new (registry.get(identifier))();
}
export { getRegularizer as get };

/** l1 · Σ |x|: `l1(0.01)` or `l1({ l1: 0.01 })`; 0.01 unless given. */
export const l1 = (options?: number | L1Options): L1 => new L1(typeof options === "number" ? { l1: options } : options);
/** l2 · Σ x²: `l2(0.01)` or `l2({ l2: 0.01 })`; 0.01 unless given. */
export const l2 = (options?: number | L2Options): L2 => new L2(typeof options === "number" ? { l2: options } : options);
/** l1 · Σ |x| + l2 · Σ x²: `l1l2(0.01, 0.02)` or `l1l2({ l1, l2 })`; 0 unless given. */
export const l1l2 = (options?: number | L1L2Options, second?: number): L1L2 =>
  new L1L2(
    typeof options === "number" || second !== undefined ? { l1: options as number | undefined, l2: second } : options,
  );

/** The divergence of each unit's mean activity from a target: `klSparsity({ target: 0.05, weight: 0.01 })`. */
export const klSparsity = (options?: KLSparsityOptions): KLSparsity => new KLSparsity(options);

/** factor · the mean |cos| between rows, or columns: `orthogonalRegularizer({ factor: 0.01, mode: "rows" })`. */
export const orthogonalRegularizer = (options?: OrthogonalRegularizerOptions): OrthogonalRegularizer =>
  new OrthogonalRegularizer(options);

export const regularizers = { l1, l2, l1l2, orthogonalRegularizer, klSparsity, get: getRegularizer } as const;
