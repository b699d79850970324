/** The registry of optimizers: `optimizers.adam({ learningRate: 0.01 })`, or the name in `compile`. */
import { TacetError } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Optimizer } from "./optimizer.ts";
import { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

export { Optimizer } from "./optimizer.ts";

const classes = { sgd: SGD, rmsprop: RMSprop, adam: Adam } as const;
export const registry = createRegistry<keyof typeof classes, new () => Optimizer>("optimizer", classes);
export type OptimizerName = Identifier<keyof typeof classes>;
/** An optimizer, or the name of one with its defaults. */
export type OptimizerLike = Optimizer | OptimizerName;

/** @throws TacetError for an unknown name, listing those near it */
export function getOptimizer(identifier: OptimizerLike): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  if (typeof identifier === "string") return new (registry.get(identifier))();
  throw new TacetError(
    `Expected an optimizer or the name of one (${registry.names.join(", ")}), received ${show(identifier)}.`,
  );
}
export { getOptimizer as get };

/** Gradient descent: `learningRate` 0.01, `momentum` 0, `nesterov` false. */
export const sgd = (options?: SGDOptions): SGD => new SGD(options);
/** Adam: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7. */
export const adam = (options?: AdamOptions): Adam => new Adam(options);
/** RMSprop: `learningRate` 0.001, `rho` 0.9, `momentum` 0, `epsilon` 1e-7, `centered` false. */
export const rmsprop = (options?: RMSpropOptions): RMSprop => new RMSprop(options);
