/** The options that every optimizer takes. Source: keras/src/optimizers/base_optimizer.py. */
import { flag, magnitude, orNull, positive, share, text, wholeFrom, type Kind, type Kinds } from "../options.ts";
import { LearningRateSchedule } from "../schedules/schedule.ts";

export interface OptimizerOptions {
  /** A finite number from 0, or a schedule. */
  readonly learningRate?: number | LearningRateSchedule | undefined;
  /** Before each update, weights shrink by this share times the learning rate. Default: none. */
  readonly weightDecay?: number | null | undefined;
  /** The largest norm of the gradient of each weight; only one of the three may be given. Default: none. */
  readonly clipnorm?: number | null | undefined;
  /** The largest magnitude of each element of a gradient. Default: none. */
  readonly clipvalue?: number | null | undefined;
  /** The largest norm of all gradients together. Default: none. */
  readonly globalClipnorm?: number | null | undefined;
  /** Keeps a moving average of the weights, which they become at the end of `fit`. Default false. */
  readonly useEma?: boolean | undefined;
  /** The share of the average that an update leaves. Default 0.99. */
  readonly emaMomentum?: number | undefined;
  /** Updates after which the weights become their average while training goes on. Default: none. */
  readonly emaOverwriteFrequency?: number | null | undefined;
  /** Multiplies the loss before gradients are taken, which are divided by it. Default: none. */
  readonly lossScaleFactor?: number | null | undefined;
  /** Steps, at least 2, whose mean gradient makes one update. Default: none; every step updates. */
  readonly gradientAccumulationSteps?: number | null | undefined;
  /** The optimizer's name. Default: counted by class, as layers' names are. */
  readonly name?: string | undefined;
}

export const rate: Kind = {
  what: "a finite number from 0, or a schedule",
  test: (x) => magnitude.test(x) || x instanceof LearningRateSchedule,
};
/** What the options of every optimizer may be; an optimizer's own table begins with these. */
export const optimizerKinds: Kinds<OptimizerOptions> = {
  learningRate: rate,
  weightDecay: orNull(magnitude),
  clipnorm: orNull(magnitude),
  clipvalue: orNull(magnitude),
  globalClipnorm: orNull(magnitude),
  useEma: flag,
  emaMomentum: share,
  emaOverwriteFrequency: orNull(wholeFrom(1)),
  lossScaleFactor: orNull(positive),
  gradientAccumulationSteps: orNull(wholeFrom(2)),
  name: text,
};
