/**
 * The default element type of layers, losses and metrics: Keras's `floatx`.
 * Source: keras/src/backend/config.py.
 */
import { TacetError } from "@tacet/compiler";

export type Floatx = "float32" | "float64";
let current: Floatx = "float32";

/** What keeps divisors and logarithms off 0: Keras's `backend.epsilon()`. */
export const EPSILON = 1e-7;

/** The element type of what is created without a `dtype`; "float32" unless `setFloatx` changed it. */
export const floatx = (): Floatx => current;

/**
 * Sets the element type of layers, losses and metrics created from now on.
 * @throws TacetError unless it is "float32" or "float64".
 */
export function setFloatx(dtype: Floatx): void {
  const known: readonly unknown[] = ["float32", "float64"];
  if (!known.includes(dtype)) {
    throw new TacetError(`setFloatx: expected "float32" or "float64", received ${JSON.stringify(dtype)}.`);
  }
  current = dtype;
}
