/** The registry of losses: `losses.binaryCrossentropy({ fromLogits: true })`, or the name in `compile`. */
import { TacetError, type Shape } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import * as binary from "./binary.ts";
import * as categorical from "./categorical.ts";
import { Circle, type CircleOptions } from "./circle.ts";
import * as indices from "./classIndices.ts";
import type { CrossentropyOptions } from "./crossentropy.ts";
import * as divergence from "./divergence.ts";
import { FunctionLoss, type LossFunction } from "./functionLoss.ts";
import * as hinges from "./hinge.ts";
import { Loss, type LossOptions } from "./loss.ts";
import * as overlap from "./overlap.ts";
import * as regression from "./regression.ts";
import { targetKind } from "./targetKind.ts";

export { FunctionLoss, type LossFunction } from "./functionLoss.ts";
export { Loss, reduceWeighted, type LossOptions, type Reduction } from "./loss.ts";

const { BinaryCrossentropy } = binary;
const { CategoricalCrossentropy } = categorical;
const { SparseCategoricalCrossentropy } = indices;

const classes = {
  binary_crossentropy: BinaryCrossentropy,
  binary_focal_crossentropy: binary.BinaryFocalCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  categorical_focal_crossentropy: categorical.CategoricalFocalCrossentropy,
  categorical_generalized_cross_entropy: indices.CategoricalGeneralizedCrossEntropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  mean_squared_error: regression.MeanSquaredError,
  mean_absolute_error: regression.MeanAbsoluteError,
  mean_absolute_percentage_error: regression.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: regression.MeanSquaredLogarithmicError,
  huber: regression.Huber,
  log_cosh: regression.LogCosh,
  cosine_similarity: regression.CosineSimilarity,
  hinge: hinges.Hinge,
  squared_hinge: hinges.SquaredHinge,
  categorical_hinge: hinges.CategoricalHinge,
  kl_divergence: divergence.KLDivergence,
  poisson: divergence.Poisson,
  dice: overlap.Dice,
  tversky: overlap.Tversky,
  circle: Circle,
} as const;
const aliases = {
  bce: "binary_crossentropy",
  mse: "mean_squared_error",
  mae: "mean_absolute_error",
  mape: "mean_absolute_percentage_error",
  msle: "mean_squared_logarithmic_error",
  kld: "kl_divergence",
} as const;
/** Names that choose a loss by the shapes of output and target. */
const byShape = {
  binary: BinaryCrossentropy,
  categorical: CategoricalCrossentropy,
  sparse: SparseCategoricalCrossentropy,
} as const;
const isByShape = (name: string): boolean => name.toLowerCase() === "crossentropy" || name.toLowerCase() === "ce";

export const registry = createRegistry<keyof typeof classes, new (options?: LossOptions) => Loss>(
  "loss",
  classes,
  aliases,
  ["crossentropy"],
);
export type LossName = Identifier<keyof typeof classes> | keyof typeof aliases | "crossentropy" | "ce";
/** A loss, the name of one with its defaults, or a function of targets and predictions to a value a row. */
export type LossLike = Loss | LossName | LossFunction;

/**
 * The loss that an identifier stands for. A name stays the loss's name.
 * @param shapes of targets and output, which "crossentropy" chooses by
 * @throws TacetError for an unknown name, listing those near it
 */
export function getLoss(identifier: LossLike, shapes?: { readonly yTrue: Shape; readonly yPred: Shape }): Loss {
  if (identifier instanceof Loss) return identifier;
  if (typeof identifier === "function") return new FunctionLoss(identifier);
  if (typeof identifier !== "string") {
    throw new TacetError(
      `Expected a loss, the name of one (${registry.names.join(", ")}) or a function (yTrue, yPred) => values, received ${show(identifier)}.`,
    );
  }
  if (!isByShape(identifier)) return new (registry.get(identifier))({ name: identifier });
  if (!shapes)
    throw new TacetError(
      `Loss "${identifier}" is chosen by the shapes of output and targets; name one of ${registry.names.join(", ")} here.`,
    );
  return new byShape[targetKind(shapes.yTrue, shapes.yPred)]({ name: identifier });
}
export { getLoss as get };

/**
 * @internal
 * @throws TacetError where no loss can come of the identifier, before any shape is known
 */
export function check(identifier: LossLike): void {
  if (typeof identifier !== "string" || !isByShape(identifier)) getLoss(identifier);
}

/** Of probabilities or (`fromLogits`) logits, one a unit. */
export const binaryCrossentropy = (options?: CrossentropyOptions & LossOptions): Loss =>
  new BinaryCrossentropy(options);
/** The binary cross-entropy with less weight on examples that are easy. */
export const binaryFocalCrossentropy = (options?: binary.BinaryFocalCrossentropyOptions & LossOptions): Loss =>
  new binary.BinaryFocalCrossentropy(options);
/** Of one-hot targets. */
export const categoricalCrossentropy = (options?: CrossentropyOptions & LossOptions): Loss =>
  new CategoricalCrossentropy(options);
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
): Loss => new SparseCategoricalCrossentropy(options);
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
