/** Activations of several elements together. Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { checkOptions, oneOrMore, whole, type Kinds } from "../options.ts";

export interface SoftmaxOptions {
  /** What sums to 1: an axis, or several. Default -1. */
  readonly axis?: number | readonly number[] | undefined;
}
const softmaxKinds: Kinds<SoftmaxOptions> = { axis: oneOrMore(whole) };

/** eˣ / Σ eˣ along the axis. */
export const softmax = (x: Tensor, options?: SoftmaxOptions): Tensor =>
  ops.softmax(x, checkOptions("softmax", options, softmaxKinds).axis ?? -1);
/** log softmax(x), without the loss of digits of taking both in turn. */
export const logSoftmax = (x: Tensor, options?: SoftmaxOptions): Tensor =>
  ops.logSoftmax(x, checkOptions("logSoftmax", options, softmaxKinds).axis ?? -1);
