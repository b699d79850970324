/** The initializer that an option says: an object, or the name of one where names are known. */
import { Tensor } from "@tacet/compiler";
import { Names } from "../names.ts";
import type { Registry } from "../registry.ts";
import { FunctionInitializer, TensorInitializer } from "./given.ts";
import { Again, Initializer } from "./initializer.ts";
import type { InitializerLike } from "./names.ts";

export { Again, Initializer } from "./initializer.ts";
export type { InitializerLike } from "./names.ts";

export const initializerNames = new Names<Registry<string, new () => Initializer>>({
  one: "an initializer",
  others: ["a function of a shape", "a tensor"],
  example: 'new GlorotUniform() from "tacet/core/initializers"',
});

/**
 * The initializer that an identifier stands for. A name makes a new one, which draws its seed now.
 *
 * @throws TacetError for an unknown name, listing those near it
 */
export function getInitializer(identifier: InitializerLike | Again): Initializer {
  if (identifier instanceof Initializer) return identifier;
  if (identifier instanceof Again) return identifier.of.renew();
  if (typeof identifier === "string") return new (initializerNames.for(identifier).get(identifier))();
  if (typeof identifier === "function") return new FunctionInitializer(identifier);
  if ((identifier as unknown) instanceof Tensor) return new TensorInitializer(identifier);
  throw initializerNames.refusal(identifier);
}
