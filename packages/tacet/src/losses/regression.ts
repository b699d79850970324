/** Distances of predictions from real targets: [n, ..., d] to [n, ...]. Source: keras/src/losses/losses.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { magnitude, whole } from "../options.ts";
import { EPSILON } from "../floatx.ts";
import { formula, lossClass } from "./formula.ts";

/** The mean of (t - p)² along the last axis. */
export const meanSquaredError = formula({}, (t, p) => t.sub(p).square().mean(-1));
/** The mean of |t - p| along the last axis. */
export const meanAbsoluteError = formula({}, (t, p) => t.sub(p).abs().mean(-1));
/** 100 times the mean of |t - p| / max(|t|, 1e-7) along the last axis. */
export const meanAbsolutePercentageError = formula({}, (t, p) =>
  t.sub(p).div(t.abs().maximum(EPSILON)).abs().mean(-1).mul(100),
);
/** The mean of (log(p + 1) - log(t + 1))² along the last axis, where both are at least 1e-7. */
export const meanSquaredLogarithmicError = formula({}, (t, p) => {
  const log = (x: Tensor): Tensor => x.maximum(EPSILON).add(1).log();
  return log(p).sub(log(t)).square().mean(-1);
});

export interface HuberOptions {
  /** The error from which on it grows linearly. Default 1. */
  readonly delta?: number | undefined;
}
/** The mean of e² / 2 where |e| ≤ delta, and of delta |e| - delta² / 2 beyond, along the last axis; e is p - t. */
export const huber = formula<HuberOptions>({ delta: 1 }, (t, p, { delta }) => {
  const error = p.sub(t);
  const size = error.abs();
  const far = size.mul(delta).sub(0.5 * delta * delta);
  return ops.where(size.lessEqual(delta), error.square().mul(0.5), far).mean(-1);
});
/** The mean of log cosh(p - t) along the last axis. */
export const logCosh = formula({}, (t, p) => {
  const error = p.sub(t);
  return error.add(error.mul(-2).softplus()).sub(Math.LN2).mean(-1);
});

export interface AxisOptions {
  /** The axis of the features. Default -1. */
  readonly axis?: number | undefined;
}
/** Minus the cosine of the angle between t and p along the axis: -1 where they point the same way. */
export const cosineSimilarity = formula<AxisOptions>({ axis: -1 }, (t, p, { axis }) =>
  ops.normalize(t, axis).mul(ops.normalize(p, axis)).sum(axis).neg(),
);

export const MeanSquaredError = lossClass("MeanSquaredError", "mean_squared_error", meanSquaredError, {});
export const MeanAbsoluteError = lossClass("MeanAbsoluteError", "mean_absolute_error", meanAbsoluteError, {});
export const MeanAbsolutePercentageError = lossClass(
  "MeanAbsolutePercentageError",
  "mean_absolute_percentage_error",
  meanAbsolutePercentageError,
  {},
);
export const MeanSquaredLogarithmicError = lossClass(
  "MeanSquaredLogarithmicError",
  "mean_squared_logarithmic_error",
  meanSquaredLogarithmicError,
  {},
);
export const Huber = lossClass("Huber", "huber_loss", huber, { delta: magnitude });
export const LogCosh = lossClass("LogCosh", "log_cosh", logCosh, {});
export const CosineSimilarity = lossClass("CosineSimilarity", "cosine_similarity", cosineSimilarity, {
  axis: whole,
});
