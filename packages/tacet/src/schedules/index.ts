/** Learning rate schedules: `optimizers.adam({ learningRate: schedules.cosineDecay({ … }) })`. */
import { CosineDecay, type CosineDecayOptions } from "./cosineDecay.ts";
import { CosineDecayRestarts, type CosineDecayRestartsOptions } from "./cosineDecayRestarts.ts";
import { PiecewiseConstantDecay, type PiecewiseConstantDecayOptions } from "./piecewiseConstantDecay.ts";
import { PolynomialDecay, type PolynomialDecayOptions } from "./polynomialDecay.ts";
import { ExponentialDecay, InverseTimeDecay, type RateDecayOptions } from "./rateDecay.ts";

export { LearningRateSchedule } from "./schedule.ts";
export type {
  CosineDecayOptions,
  CosineDecayRestartsOptions,
  PiecewiseConstantDecayOptions,
  PolynomialDecayOptions,
  RateDecayOptions,
};

/** Down half a cosine: `alpha` 0; `warmupTarget` and `warmupSteps` for a linear warmup. */
export const cosineDecay = (options: CosineDecayOptions): CosineDecay => new CosineDecay(options);
/** Down half a cosine, with restarts: `tMul` 2, `mMul` 1, `alpha` 0. */
export const cosineDecayRestarts = (options: CosineDecayRestartsOptions): CosineDecayRestarts =>
  new CosineDecayRestarts(options);
/** initialLearningRate · decayRate ^ (step / decaySteps): `staircase` false. */
export const exponentialDecay = (options: RateDecayOptions): ExponentialDecay => new ExponentialDecay(options);
/** initialLearningRate / (1 + decayRate · step / decaySteps): `staircase` false. */
export const inverseTimeDecay = (options: RateDecayOptions): InverseTimeDecay => new InverseTimeDecay(options);
/** `values[i]` up to step `boundaries[i]`, then the next. */
export const piecewiseConstantDecay = (options: PiecewiseConstantDecayOptions): PiecewiseConstantDecay =>
  new PiecewiseConstantDecay(options);
/** Along a power of the steps left: `endLearningRate` 0.0001, `power` 1, `cycle` false. */
export const polynomialDecay = (options: PolynomialDecayOptions): PolynomialDecay => new PolynomialDecay(options);
