/** The activation that an option says: a function, or the name of one where names are known. */
import { Names } from "../names.ts";
import type { Registry } from "../registry.ts";
import { linear, type ActivationFunction } from "./all.ts";
import type { ActivationLike } from "./names.ts";

export type { ActivationFunction } from "./all.ts";
export type { ActivationLike } from "./names.ts";

export const activationNames = new Names<Registry<string, ActivationFunction>>({
  named: "an activation's name",
  others: ["a function of a tensor"],
  example: 'relu from "tacet/core/activations"',
});

/**
 * The function that an identifier stands for; without one, `linear`.
 * @throws TacetError for an unknown name, listing those near it
 */
export function getActivation(identifier: ActivationLike | null | undefined): ActivationFunction {
  if (identifier === null || identifier === undefined) return linear;
  if (typeof identifier === "function") return identifier;
  if (typeof identifier === "string") return activationNames.for(identifier).get(identifier);
  throw activationNames.refusal(identifier);
}
