/** The losses by name. */
import { TacetError, type Shape } from "@tacet/compiler";
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { LossFunction } from "./functionLoss.ts";
import type { Loss, LossOptions } from "./loss.ts";
import { targetKind } from "./targetKind.ts";

const classes = {
  binary_crossentropy: all.BinaryCrossentropy,
  binary_focal_crossentropy: all.BinaryFocalCrossentropy,
  categorical_crossentropy: all.CategoricalCrossentropy,
  categorical_focal_crossentropy: all.CategoricalFocalCrossentropy,
  categorical_generalized_cross_entropy: all.CategoricalGeneralizedCrossEntropy,
  sparse_categorical_crossentropy: all.SparseCategoricalCrossentropy,
  mean_squared_error: all.MeanSquaredError,
  mean_absolute_error: all.MeanAbsoluteError,
  mean_absolute_percentage_error: all.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: all.MeanSquaredLogarithmicError,
  huber: all.Huber,
  log_cosh: all.LogCosh,
  cosine_similarity: all.CosineSimilarity,
  hinge: all.Hinge,
  squared_hinge: all.SquaredHinge,
  categorical_hinge: all.CategoricalHinge,
  kl_divergence: all.KLDivergence,
  poisson: all.Poisson,
  dice: all.Dice,
  tversky: all.Tversky,
  circle: all.Circle,
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
  binary: all.BinaryCrossentropy,
  categorical: all.CategoricalCrossentropy,
  sparse: all.SparseCategoricalCrossentropy,
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

/** The shapes that "crossentropy" chooses by. */
export interface TargetShapes {
  readonly yTrue: Shape;
  readonly yPred: Shape;
}
/** A name stays the loss's name. @throws TacetError for an unknown one, listing those near it */
export function lossNamed(name: string, shapes?: TargetShapes): Loss {
  if (!isByShape(name)) return new (registry.get(name))({ name });
  if (!shapes)
    throw new TacetError(
      `Loss "${name}" is chosen by the shapes of output and targets; name one of ${registry.names.join(", ")} here.`,
    );
  return new byShape[targetKind(shapes.yTrue, shapes.yPred)]({ name });
}
/** @throws TacetError where no loss can come of a name, before any shape is known */
export function checkLossName(name: string): void {
  if (!isByShape(name)) lossNamed(name);
}
