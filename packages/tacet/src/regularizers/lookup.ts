/** The regularizer that an option says: an object, or the name of one where names are known. */
import { Names, type NameTable } from "../names.ts";
import type { RegularizerLike } from "./names.ts";
import { FunctionRegularizer, Regularizer } from "./regularizer.ts";

export type { RegularizerLike } from "./names.ts";
export type { Regularizer } from "./regularizer.ts";

export const regularizerNames = new Names<NameTable & { make(name: string): Regularizer }>({
  one: "a regularizer",
  others: ["a function of a tensor"],
  example: 'new L1() from "tacet/core/regularizers"',
});

/**
 * The regularizer that an identifier stands for, `undefined` for none.
 * @throws TacetError for an unknown name, listing those near it, and for "l1_l2", whose meaning changed
 */
export function getRegularizer(identifier: RegularizerLike | null | undefined): Regularizer | undefined {
  if (identifier === null || identifier === undefined) return undefined;
  if (identifier instanceof Regularizer) return identifier;
  if (typeof identifier === "function") return new FunctionRegularizer(identifier);
  if (typeof identifier === "string") return regularizerNames.for(identifier).make(identifier);
  throw regularizerNames.refusal(identifier);
}
