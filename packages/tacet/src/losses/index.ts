/** The registry of losses: `losses.binaryCrossentropy({ fromLogits: true })`, or the name in `compile`. */
import * as binary from "./binary.ts";
import * as categorical from "./categorical.ts";
import { Circle, type CircleOptions } from "./circle.ts";
import * as indices from "./classIndices.ts";
import type { CrossentropyOptions } from "./crossentropy.ts";
import * as divergence from "./divergence.ts";
import * as hinges from "./hinge.ts";
import { lossNames } from "./lookup.ts";
import type { Loss, LossOptions } from "./loss.ts";
import { checkLossName, lossNamed, registry } from "./names.ts";
import * as overlap from "./overlap.ts";
import * as regression from "./regression.ts";

export { FunctionLoss, type LossFunction } from "./functionLoss.ts";
export { Loss, reduceWeighted, type LossOptions, type Reduction } from "./loss.ts";
export { check, getLoss, getLoss as get } from "./lookup.ts";
export { registry, type LossLike, type LossName } from "./names.ts";

lossNames.fill({ names: registry.names, make: lossNamed, check: checkLossName });

/** Of probabilities or (`fromLogits`) logits, one a unit. */
export const binaryCrossentropy = (options?: CrossentropyOptions & LossOptions): Loss =>
  new binary.BinaryCrossentropy(options);
/** The binary cross-entropy with less weight on examples that are easy. */
export const binaryFocalCrossentropy = (options?: binary.BinaryFocalCrossentropyOptions & LossOptions): Loss =>
  new binary.BinaryFocalCrossentropy(options);
/** Of one-hot targets. */
export const categoricalCrossentropy = (options?: CrossentropyOptions & LossOptions): Loss =>
  new categorical.CategoricalCrossentropy(options);
/** The categorical cross-entropy with less weight on examples that are easy. */
export const categoricalFocalCrossentropy = (
  options?: categorical.CategoricalFocalCrossentropyOptions & LossOptions,
): Loss => new categorical.CategoricalFocalCrossentropy(options);
/** Of class indices, some of which may be wrong: (1 - p^q) / q. */
export const categoricalGeneralizedCrossEntropy = (
  options?: indices.CategoricalGeneralizedCrossEntropyOptions & LossOptions,
): Loss => new indices.CategoricalGeneralizedCrossEntropy(options);
/** Of class indices. */
export const sparseCategoricalCrossentropy = (
  options?: indices.SparseCategoricalCrossentropyOptions & LossOptions,
): Loss => new indices.SparseCategoricalCrossentropy(options);
/** The mean of (t - p)². */
export const meanSquaredError = (options?: LossOptions): Loss => new regression.MeanSquaredError(options);
/** The mean of |t - p|. */
export const meanAbsoluteError = (options?: LossOptions): Loss => new regression.MeanAbsoluteError(options);
/** The mean of 100 |t - p| / |t|. */
export const meanAbsolutePercentageError = (options?: LossOptions): Loss =>
  new regression.MeanAbsolutePercentageError(options);
/** The mean of (log(p + 1) - log(t + 1))². */
export const meanSquaredLogarithmicError = (options?: LossOptions): Loss =>
  new regression.MeanSquaredLogarithmicError(options);
/** Squared for errors up to `delta` (1), linear beyond. */
export const huber = (options?: regression.HuberOptions & LossOptions): Loss => new regression.Huber(options);
/** The mean of log cosh(p - t). */
export const logCosh = (options?: LossOptions): Loss => new regression.LogCosh(options);
/** Minus the cosine of the angle between t and p. */
export const cosineSimilarity = (options?: regression.AxisOptions & LossOptions): Loss =>
  new regression.CosineSimilarity(options);
/** The mean of max(1 - t p, 0), for targets of -1 and 1, or 0 and 1. */
export const hinge = (options?: LossOptions): Loss => new hinges.Hinge(options);
/** The mean of max(1 - t p, 0)², for targets of -1 and 1, or 0 and 1. */
export const squaredHinge = (options?: LossOptions): Loss => new hinges.SquaredHinge(options);
/** By how much another class comes within 1 of the one-hot target's. */
export const categoricalHinge = (options?: LossOptions): Loss => new hinges.CategoricalHinge(options);
/** Σ t log(t / p), of distributions. */
export const klDivergence = (options?: LossOptions): Loss => new divergence.KLDivergence(options);
/** The mean of p - t log p, of counts. */
export const poisson = (options?: LossOptions): Loss => new divergence.Poisson(options);
/** 1 minus how far targets and predictions overlap, of segmentations. */
export const dice = (options?: overlap.DiceOptions & LossOptions): Loss => new overlap.Dice(options);
/** As `dice`, with weights of its own for what is missed and what is added. */
export const tversky = (options?: overlap.TverskyOptions & LossOptions): Loss => new overlap.Tversky(options);
/** Of labels and embeddings of unit length: alike where labels are. On concrete tensors only. */
export const circle = (options?: CircleOptions & LossOptions): Loss => new Circle(options);
