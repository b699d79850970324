/** How optimizers are drawn. */
import type { optimizers as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { camelCase, drawn, spec, type NamesOf, type Options, type Spec } from "./tables.ts";

type OptimizerName = NamesOf<typeof registered.registry>;
interface OptimizerDraw {
  readonly options: (d: Draw) => Options;
  /**
   * Whether Keras makes some of its slots as plain variables, which it doesn't track while a LossScaleOptimizer around it
   * builds it: every compiled step then begins with them as they were at first.
   */
  readonly plainSlots?: true;
}

/**
 * Adam and its kin divide a gradient by its own size. Where a unit is dead or a sum cancels, that gradient is rounding
 * error, and the step it makes is ill-posed; an epsilon above such gradients keeps the training well-posed. Some keep
 * Keras's default.
 */
const epsilon = (d: Draw): Options => d.maybe(0.7, () => ({ epsilon: d.one([1e-4, 1e-3]) }));
const rate = (d: Draw, rates: readonly number[]): Options => d.maybe(0.8, () => ({ learningRate: d.one(rates) }));

const moments = (d: Draw): Options => ({
  ...rate(d, [0.001, 0.01]),
  ...epsilon(d),
  ...d.maybe(0.3, () => ({ beta1: 0.8, beta2: 0.95 })),
});

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
  adamw: {
    options: (d) => ({ ...moments(d), ...d.maybe(0.6, () => ({ weightDecay: d.one([0.01, 0.1]) })) }),
  },
  adamax: { options: (d) => moments(d) },
  nadam: { options: (d) => moments(d), plainSlots: true },
  adagrad: {
    options: (d) => ({
      ...rate(d, [0.01, 0.1]),
      ...d.maybe(0.3, () => ({ initialAccumulatorValue: d.one([0.01, 1]) })),
    }),
  },
  adadelta: { options: (d) => ({ ...rate(d, [0.1, 0.9]), ...epsilon(d), ...d.maybe(0.3, () => ({ rho: 0.8 })) }) },
  adafactor: {
    plainSlots: true,
    options: (d) => ({
      ...rate(d, [0.01, 0.1]),
      // Rows and columns of tiny gradients are rounding errors that this divides by.
      epsilon1: 1e-6,
      ...d.maybe(0.3, () => ({ relativeStep: false, clipThreshold: 0.5 })),
    }),
  },
  ftrl: {
    options: (d) => ({
      ...rate(d, [0.01, 0.1]),
      ...d.maybe(0.3, () => ({ l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.05 })),
      ...d.maybe(0.3, () => ({ l2ShrinkageRegularizationStrength: 0.02, beta: 0.1 })),
    }),
  },
  // An option always, since Keras does not find it by its name.
  lamb: { options: (d) => ({ ...moments(d), learningRate: d.one([0.001, 0.01]) }) },
  lion: "takes the sign of a step, that of a gradient of nothing but rounding too; goldens hold it",
  muon: "makes small directions as long as large ones, and rounding errors with them; goldens hold it",
  schedule_free_adam_w: {
    options: (d) => ({
      ...moments(d),
      ...d.maybe(0.4, () => ({ warmupSteps: 3 })),
      learningRate: d.one([0.001, 0.01]),
    }),
  },
};

const steps = { initialLearningRate: 0.05, decaySteps: 4 };
/** Options that every optimizer takes; those of one entry go together. */
const shared: readonly Options[] = [
  { weightDecay: 0.05 },
  { clipnorm: 0.5 },
  { clipvalue: 0.1 },
  { globalClipnorm: 0.5 },
  { lossScaleFactor: 16 },
  { gradientAccumulationSteps: 2 },
  { gradientAccumulationSteps: 3, clipvalue: 0.2, weightDecay: 0.05 },
  { learningRate: { name: "cosineDecay", ...steps, alpha: 0.1 } },
  { learningRate: { name: "cosineDecay", ...steps, warmupTarget: 0.1, warmupSteps: 3 } },
  // At the very step of a restart, a quotient of logarithms tells which period it is: no step is one here, or tMul is 1.
  { learningRate: { name: "cosineDecayRestarts", initialLearningRate: 0.05, firstDecaySteps: 2.5, mMul: 0.8 } },
  { learningRate: { name: "cosineDecayRestarts", initialLearningRate: 0.05, firstDecaySteps: 4, tMul: 1, alpha: 0.1 } },
  { learningRate: { name: "exponentialDecay", ...steps, decayRate: 0.8 } },
  { learningRate: { name: "inverseTimeDecay", ...steps, decayRate: 0.5, staircase: true } },
  { learningRate: { name: "piecewiseConstantDecay", boundaries: [2, 5], values: [0.05, 0.02, 0.01] } },
  { learningRate: { name: "polynomialDecay", ...steps, power: 2.5, cycle: true } },
  { useEma: true, emaMomentum: 0.9 },
  { useEma: true, emaMomentum: 0.8, emaOverwriteFrequency: 2 },
  { useEma: true, gradientAccumulationSteps: 2, lossScaleFactor: 4 },
];

export const drawnOptimizers = drawn(optimizers);
const schedule = ({ learningRate: given }: Options): string[] =>
  typeof given === "object" && given !== null && "name" in given ? [String(given.name)] : [];
export const drawnSchedules = [...new Set(shared.flatMap(schedule))];

/** Whether training ends by weights that are moving averages; what follows it, Keras on JAX refuses. */
export const averages = (optimizer: Spec): boolean => JSON.stringify(optimizer).includes("useEma");

export function drawOptimizer(d: Draw): Spec {
  const [name, { options, plainSlots }] = d.one(drawnOptimizers);
  const given = { ...options(d), ...d.maybe(0.4, () => d.one(shared)) };
  if (d.chance(0.06) && !("lossScaleFactor" in given) && !plainSlots) {
    const innerOptimizer = { name: camelCase(name), ...given };
    return { name: "lossScaleOptimizer", innerOptimizer, initialScale: d.one([2, 1024]), dynamicGrowthSteps: d.one([2, 2000]) }; // prettier-ignore
  }
  return spec(d, name, given);
}
