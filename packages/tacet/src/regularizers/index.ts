/** The registry of regularizers: `regularizers.l1(0.01)`, or the name where a layer takes one. */
import { KLSparsity, L1, L1L2, L2, OrthogonalRegularizer } from "./all.ts";
import type { KLSparsityOptions } from "./klSparsity.ts";
import type { L1Options } from "./l1.ts";
import type { L1L2Options } from "./l1l2.ts";
import type { L2Options } from "./l2.ts";
import { regularizerNames } from "./lookup.ts";
import { registry, regularizerNamed } from "./names.ts";
import type { OrthogonalRegularizerOptions } from "./orthogonal.ts";

export * from "./all.ts";
export { getRegularizer, getRegularizer as get } from "./lookup.ts";
export { registry, type RegularizerLike, type RegularizerName } from "./names.ts";
export { Regularizer } from "./regularizer.ts";

regularizerNames.fill({ names: registry.names, make: regularizerNamed });

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
