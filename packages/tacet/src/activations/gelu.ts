/** The Gaussian error linear unit. Source: keras/src/activations/activations.py; Hendrycks and Gimpel 2016. */
import { ops, type Tensor } from "@tacet/compiler";

/** x · Φ(x), Φ the standard normal distribution; `approximate` (false) takes its tanh approximation. */
export const gelu = (x: Tensor, { approximate = false }: { readonly approximate?: boolean | undefined } = {}): Tensor =>
  ops.gelu(x, approximate);
