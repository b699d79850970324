/** Activations by name, with their defaults. Source: keras/src/activations. */
import { activationNames } from "./lookup.ts";
import { registry } from "./names.ts";

export * from "./all.ts";
export { getActivation, getActivation as get } from "./lookup.ts";
export { registry, type ActivationLike, type ActivationName } from "./names.ts";

activationNames.fill(registry);
