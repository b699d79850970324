/** The schedules' classes, under Keras's names. */
export { CosineDecay } from "./cosineDecay.ts";
export { CosineDecayRestarts } from "./cosineDecayRestarts.ts";
export { PiecewiseConstantDecay } from "./piecewiseConstantDecay.ts";
export { PolynomialDecay } from "./polynomialDecay.ts";
export { ExponentialDecay, InverseTimeDecay } from "./rateDecay.ts";
