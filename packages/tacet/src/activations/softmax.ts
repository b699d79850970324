/** Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";

/** eˣ / Σ eˣ along `axis` (the last). */
export const softmax = (
  x: Tensor,
  { axis = -1 }: { readonly axis?: number | readonly number[] | undefined } = {},
): Tensor => ops.softmax(x, axis);
