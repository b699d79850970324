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

export const classes = {
  activation: Activation,
  activityRegularization: ActivityRegularization,
  dense: Dense,
  dropout: Dropout,
  flatten: Flatten,
  input: InputLayer,
} as const;

type Classes = typeof classes;
/** A factory for each class: `layers.dense({ units: 1 })` is `new Dense({ units: 1 })`. */
export type Factories = {
  readonly [K in keyof Classes]: (...options: ConstructorParameters<Classes[K]>) => InstanceType<Classes[K]>;
};
export const factories = Object.fromEntries(
  Object.entries(classes).map(([name, layerClass]) => [name, (options: never) => new layerClass(options)]),
) as Factories;

export { Layer, type CallOptions } from "./layer.ts";
export type { LayerOptions } from "./options.ts";
