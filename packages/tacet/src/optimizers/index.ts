/** The registry of optimizers: `optimizers.adam({ learningRate: 0.01 })`, or the name in `compile`. */
import { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
import { Adafactor, type AdafactorOptions } from "./adafactor.ts";
import { Adagrad, type AdagradOptions } from "./adagrad.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Adamax, type AdamaxOptions } from "./adamax.ts";
import { AdamW, type AdamWOptions } from "./adamw.ts";
import { Ftrl, type FtrlOptions } from "./ftrl.ts";
import { Lamb, type LambOptions } from "./lamb.ts";
import { Lion, type LionOptions } from "./lion.ts";
import { optimizerNames } from "./lookup.ts";
import { LossScaleOptimizer, type LossScaleOptimizerOptions } from "./lossScaleOptimizer.ts";
import { Muon, type MuonOptions } from "./muon.ts";
import { Nadam, type NadamOptions } from "./nadam.ts";
import { registry } from "./names.ts";
import { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
import { ScheduleFreeAdamW, type ScheduleFreeAdamWOptions } from "./scheduleFreeAdamW.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

export { getOptimizer, getOptimizer as get } from "./lookup.ts";
export { registry, type OptimizerLike, type OptimizerName } from "./names.ts";
export { Optimizer } from "./optimizer.ts";

optimizerNames.fill(registry);

/** Gradient descent: `learningRate` 0.01, `momentum` 0, `nesterov` false. */
export const sgd = (options?: SGDOptions): SGD => new SGD(options);
/** RMSprop: `learningRate` 0.001, `rho` 0.9, `momentum` 0, `epsilon` 1e-7, `centered` false. */
export const rmsprop = (options?: RMSpropOptions): RMSprop => new RMSprop(options);
/** Adam: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, `amsgrad` false. */
export const adam = (options?: AdamOptions): Adam => new Adam(options);
/** Adam with `weightDecay` 0.004. */
export const adamw = (options?: AdamWOptions): AdamW => new AdamW(options);
/** Adam by the largest gradient: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7. */
export const adamax = (options?: AdamaxOptions): Adamax => new Adamax(options);
/** Adam with Nesterov momentum: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7. */
export const nadam = (options?: NadamOptions): Nadam => new Nadam(options);
/** Adagrad: `learningRate` 0.001, `initialAccumulatorValue` 0.1, `epsilon` 1e-7. */
export const adagrad = (options?: AdagradOptions): Adagrad => new Adagrad(options);
/** Adadelta: `learningRate` 0.001, `rho` 0.95, `epsilon` 1e-7. */
export const adadelta = (options?: AdadeltaOptions): Adadelta => new Adadelta(options);
/** Adafactor: `learningRate` 0.001, `beta2Decay` -0.8, `epsilon1` 1e-30, `epsilon2` 1e-3, `clipThreshold` 1, `relativeStep` true. */
export const adafactor = (options?: AdafactorOptions): Adafactor => new Adafactor(options);
/** Follow the regularized leader: `learningRate` 0.001, `learningRatePower` -0.5, `initialAccumulatorValue` 0.1, other options 0. */
export const ftrl = (options?: FtrlOptions): Ftrl => new Ftrl(options);
/** Adam's steps in proportion to the weights: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7. */
export const lamb = (options?: LambOptions): Lamb => new Lamb(options);
/** Steps by the sign of a mean of gradients: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.99. */
export const lion = (options?: LionOptions): Lion => new Lion(options);
/** Orthogonal steps for matrices, AdamW's for the rest: `learningRate` 0.001, `weightDecay` 0.004, `momentum` 0.95. */
export const muon = (options?: MuonOptions): Muon => new Muon(options);
/** AdamW without a schedule: `learningRate` 0.0025, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8, `warmupSteps` 0. */
export const scheduleFreeAdamW = (options?: ScheduleFreeAdamWOptions): ScheduleFreeAdamW =>
  new ScheduleFreeAdamW(options);
/** Scales the loss of an optimizer, for float16: `initialScale` 2^15, `dynamicGrowthSteps` 2000. */
export const lossScaleOptimizer = (options: LossScaleOptimizerOptions): LossScaleOptimizer =>
  new LossScaleOptimizer(options);
