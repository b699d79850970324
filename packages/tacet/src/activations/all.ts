/** The activations, under Keras's names. Source: keras/src/activations. */
import type { Tensor } from "@tacet/compiler";
import { hardSilu } from "./piecewise.ts";
import { silu } from "./smooth.ts";

export * from "./alongAxis.ts";
export * from "./piecewise.ts";
export * from "./rectifiers.ts";
export * from "./smooth.ts";

export type ActivationFunction = (x: Tensor) => Tensor;

/** x itself. */
export const linear = (x: Tensor): Tensor => x;
export { hardSilu as hardSwish, silu as swish };
