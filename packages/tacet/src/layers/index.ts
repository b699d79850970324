/**
 * The registry of layers: one line each, from which the factories in `layers`,
 * the classes by name and the documentation's list derive.
 */
import { Activation } from "./activation.ts";
import { ActivityRegularization } from "./activityRegularization.ts";
import { Dense } from "./dense.ts";
import { Dropout } from "./dropout.ts";
import { Flatten } from "./flatten.ts";
import { InputLayer } from "./input.ts";
import { ReLU } from "./reLU.ts";

export const classes = {
  activation: Activation,
  activityRegularization: ActivityRegularization,
  dense: Dense,
  dropout: Dropout,
  flatten: Flatten,
  input: InputLayer,
  reLU: ReLU,
} as const;

type Classes = typeof classes;
type Factory<C> = C extends new (...options: infer O) => infer L ? (...options: O) => L : never;
/**
 * A factory for each class: `layers.dense({ units: 1 })` is `new Dense({ units: 1 })`. The same letters in another
 * case are an alias.
 */
export type Factories = { readonly [K in keyof Classes]: Factory<Classes[K]> } & {
  readonly [K in keyof Classes as Capitalize<K> | Lowercase<K>]: Factory<Classes[K]>;
};
const made = Object.entries(classes).map(([name, layerClass]): [string, unknown] => [
  name,
  (options: never) => new layerClass(options),
]);
/** Other cases stay out of sight, so that listing the factories gives each once. */
const aliases = made.flatMap(([name, value]) =>
  [name.toLowerCase(), name.charAt(0).toUpperCase() + name.slice(1)]
    .filter((alias) => !Object.hasOwn(classes, alias))
    .map((alias): [string, PropertyDescriptor] => [alias, { value }]),
);
export const factories = Object.defineProperties(
  Object.fromEntries(made),
  Object.fromEntries(aliases),
) as unknown as Factories;

export { Layer, type CallOptions } from "./layer.ts";
export type { LayerOptions } from "./options.ts";
