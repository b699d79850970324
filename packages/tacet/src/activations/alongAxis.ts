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

export interface AxisOptions {
  /** The axis that is halved, or whose values are taken together. Default -1. */
  readonly axis?: number | undefined;
}
const axisKinds: Kinds<AxisOptions> = { axis: whole };
/**
 * max(x - τ, 0) along the axis, after Martins and Astudillo (2016), with τ as Keras 3.15.1 computes it: it adds up every
 * running sum of the support where the paper takes the last. The result sums to 1, as the paper's, only where a single
 * element is left; where more would be, it is smaller, or 0.
 */
export const sparsemax = (x: Tensor, options?: AxisOptions): Tensor =>
  ops.sparsemax(x, checkOptions("sparsemax", options, axisKinds).axis ?? -1);
/** The first half of x along the axis, times the sigmoid of the other (Dauphin et al. 2017): the axis is halved. */
export const glu = (x: Tensor, options?: AxisOptions): Tensor =>
  ops.glu(x, checkOptions("glu", options, axisKinds).axis ?? -1);
