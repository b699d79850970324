/**
 * Layers made once more from their options, as Keras makes them from their configuration: with weights of their own, and
 * with initializers that draw anew where they have no seed.
 */
import { Again, Initializer } from "../../initializers/lookup.ts";

/** Another object of the same class, from the same options but for `changes`. */
export function madeAgain<T extends object>(object: T, options: object, changes: object): T {
  const { constructor } = object as { readonly constructor: new (options: object) => T };
  const renewed = Object.entries(options).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Initializer ? new Again(value) : value,
  ]);
  return new constructor({ ...(Object.fromEntries(renewed) as object), ...changes });
}
