/** How optimizers are drawn. */
import type { optimizers as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec } from "./tables.ts";

type OptimizerName = NamesOf<typeof registered.registry>;
interface OptimizerDraw {
  readonly options: (d: Draw) => Options;
}

/**
 * Adam and its kin divide a gradient by its own size. Where a unit is dead or a sum cancels, that gradient is rounding
 * error, and the step it makes is ill-posed; an epsilon above such gradients keeps the training well-posed. Some keep
 * Keras's default.
 */
const epsilon = (d: Draw): Options => d.maybe(0.7, () => ({ epsilon: d.one([1e-4, 1e-3]) }));
const rate = (d: Draw, rates: readonly number[]): Options => d.maybe(0.8, () => ({ learningRate: d.one(rates) }));

const optimizers: Readonly<Record<OptimizerName, OptimizerDraw | string>> = {
  sgd: {
    options: (d) => ({
      ...rate(d, [0.01, 0.05, 0.1]),
      ...d.maybe(0.5, () => ({ momentum: d.one([0.5, 0.9]), nesterov: d.chance(0.5) })),
    }),
  },
  rmsprop: {
    options: (d) => ({
      ...rate(d, [0.001, 0.01]),
      ...epsilon(d),
      ...d.maybe(0.4, () => ({ rho: 0.8 })),
      ...d.maybe(0.4, () => ({ momentum: 0.5 })),
      ...d.maybe(0.3, () => ({ centered: true })),
    }),
  },
  adam: {
    options: (d) => ({
      ...rate(d, [0.001, 0.01]),
      ...epsilon(d),
      ...d.maybe(0.3, () => ({ beta1: 0.8, beta2: 0.95 })),
      ...d.maybe(0.3, () => ({ amsgrad: true })),
    }),
  },
};

export function drawOptimizer(d: Draw): Spec {
  const [name, { options }] = d.one(drawn(optimizers));
  return spec(d, name, options(d));
}
