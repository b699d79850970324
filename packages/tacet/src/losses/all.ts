/** The losses' classes, under Keras's names. */
export { BinaryCrossentropy, BinaryFocalCrossentropy } from "./binary.ts";
export { CategoricalCrossentropy, CategoricalFocalCrossentropy } from "./categorical.ts";
export { Circle } from "./circle.ts";
export { CategoricalGeneralizedCrossEntropy, SparseCategoricalCrossentropy } from "./classIndices.ts";
export { KLDivergence, Poisson } from "./divergence.ts";
export { CategoricalHinge, Hinge, SquaredHinge } from "./hinge.ts";
export { Dice, Tversky } from "./overlap.ts";
export {
  CosineSimilarity,
  Huber,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
} from "./regression.ts";
