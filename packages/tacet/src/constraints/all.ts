/** The constraints' classes, under Keras's names. */
export { NonNeg } from "./nonNeg.ts";
export { MaxNorm, MinMaxNorm, UnitNorm } from "./norms.ts";
