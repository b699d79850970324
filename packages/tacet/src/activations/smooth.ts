/** Activations without a kink. Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, flag } from "../options.ts";

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: Tensor): Tensor => ops.sigmoid(x);
/** log(1 / (1 + e⁻ˣ)). */
export const logSigmoid = (x: Tensor): Tensor => ops.logSigmoid(x);
/** The hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => ops.tanh(x);
/** eˣ. */
export const exponential = (x: Tensor): Tensor => ops.exp(x);
/** log(1 + eˣ). */
export const softplus = (x: Tensor): Tensor => ops.softplus(x);
/** x / (1 + |x|). */
export const softsign = (x: Tensor): Tensor => ops.softsign(x);
/** x · sigmoid(x), also called swish (Ramachandran et al. 2017). */
export const silu = (x: Tensor): Tensor => ops.silu(x);
/** x · tanh(log(1 + eˣ)) (Misra 2019). */
export const mish = (x: Tensor): Tensor => x.mul(ops.tanh(ops.softplus(x)));

export interface GeluOptions {
  /** Whether to take the approximation by tanh. Default false. */
  readonly approximate?: boolean | undefined;
}
/** x · Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel 2016). */
export const gelu = (x: Tensor, options?: GeluOptions): Tensor =>
  ops.gelu(x, checkOptions("gelu", options, { approximate: flag }).approximate ?? false);
/** x - tanh(x). */
export const tanhShrink = (x: Tensor): Tensor => ops.tanhShrink(x);

export interface SquareplusOptions {
  /** How smooth it is. Default 4. */
  readonly b?: number | undefined;
}
/** (x + √(x² + b)) / 2 (Barron 2021). */
export const squareplus = (x: Tensor, options?: SquareplusOptions): Tensor =>
  ops.squareplus(x, checkOptions("squareplus", options, { b: finite }).b ?? 4);
