/** The optimizer that `compile` is given: an object, or the name of one where names are known. */
import { Names } from "../names.ts";
import type { Registry } from "../registry.ts";
import type { OptimizerLike } from "./names.ts";
import { Optimizer } from "./optimizer.ts";

export type { OptimizerLike } from "./names.ts";
export { Optimizer } from "./optimizer.ts";

export const optimizerNames = new Names<Registry<string, new () => Optimizer>>({
  one: "an optimizer",
  others: [],
  example: 'new Adam() from "tacet/core/optimizers"',
});

/**
 * The optimizer that an identifier stands for.
 * @throws TacetError for an unknown name, listing those near it
 */
export function getOptimizer(identifier: OptimizerLike): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  if (typeof identifier === "string") return new (optimizerNames.for(identifier).get(identifier))();
  throw optimizerNames.refusal(identifier);
}
/** What `compile` takes where it is given none: by name, so that nobody pays for it who gives another. */
export const defaultOptimizer = (): Optimizer => {
  const name = "rmsprop";
  return new (optimizerNames.for(name, `none; the default is a name, "${name}"`).get(name))();
};
