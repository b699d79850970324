/** The registry of losses: `losses.binaryCrossentropy({ fromLogits: true })`, or the name in `compile`. */
import { TacetError, type Shape } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { BinaryCrossentropy } from "./binaryCrossentropy.ts";
import { CategoricalCrossentropy } from "./categoricalCrossentropy.ts";
import type { CrossentropyOptions } from "./crossentropy.ts";
import { FunctionLoss, type LossFunction } from "./functionLoss.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { MeanAbsoluteError } from "./meanAbsoluteError.ts";
import { MeanSquaredError } from "./meanSquaredError.ts";
import {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from "./sparseCategoricalCrossentropy.ts";
import { targetKind } from "./targetKind.ts";

export { FunctionLoss, type LossFunction } from "./functionLoss.ts";
export { Loss, reduceWeighted, type LossOptions, type Reduction } from "./loss.ts";

const classes = {
  binary_crossentropy: BinaryCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  mean_squared_error: MeanSquaredError,
  mean_absolute_error: MeanAbsoluteError,
} as const;
const aliases = { bce: "binary_crossentropy", mse: "mean_squared_error", mae: "mean_absolute_error" } as const;
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

/** @throws TacetError where no loss can come of the identifier, before any shape is known */
export function check(identifier: LossLike): void {
  if (typeof identifier !== "string" || !isByShape(identifier)) getLoss(identifier);
}

/** Of probabilities or (`fromLogits`) logits, one a unit. */
export const binaryCrossentropy = (options?: CrossentropyOptions): Loss => new BinaryCrossentropy(options);
/** Of one-hot targets. */
export const categoricalCrossentropy = (options?: CrossentropyOptions): Loss => new CategoricalCrossentropy(options);
/** Of class indices. */
export const sparseCategoricalCrossentropy = (options?: SparseCategoricalCrossentropyOptions): Loss =>
  new SparseCategoricalCrossentropy(options);
export const meanSquaredError = (options?: LossOptions): Loss => new MeanSquaredError(options);
export const meanAbsoluteError = (options?: LossOptions): Loss => new MeanAbsoluteError(options);
