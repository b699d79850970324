/** Activations of straight pieces. Their gradients at the kinks are JAX's. Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, required, type Kinds } from "../options.ts";

/** 0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between. */
export const hardSigmoid = (x: Tensor): Tensor => ops.hardSigmoid(x);
/** x · hardSigmoid(x), also called hard swish (Howard et al. 2019). */
export const hardSilu = (x: Tensor): Tensor => ops.hardSilu(x);
/** x, but -1 below -1 and 1 above 1. */
export const hardTanh = (x: Tensor): Tensor => ops.hardTanh(x);
/** 0 up to -1, (x + 1)² / 4 up to 1, x beyond. */
export const sparsePlus = (x: Tensor): Tensor => ops.sparsePlus(x);
/** 0 up to -1, (x + 1) / 2 up to 1, 1 beyond (Blondel et al. 2019). */
export const sparseSigmoid = (x: Tensor): Tensor => ops.sparseSigmoid(x);

export interface ShrinkOptions {
  /** Up to which |x| it gives 0. Default 0.5. */
  readonly threshold?: number | undefined;
}
const shrinkKinds: Kinds<ShrinkOptions> = { threshold: finite };
/** x where |x| > threshold, 0 elsewhere. */
export const hardShrink = (x: Tensor, options?: ShrinkOptions): Tensor =>
  ops.hardShrink(x, checkOptions("hardShrink", options, shrinkKinds).threshold ?? 0.5);
/** x moved toward 0 by the threshold, 0 where that would pass 0. */
export const softShrink = (x: Tensor, options?: ShrinkOptions): Tensor =>
  ops.softShrink(x, checkOptions("softShrink", options, shrinkKinds).threshold ?? 0.5);

export interface ThresholdOptions {
  /** What x must exceed to pass. */
  readonly threshold: number;
  /** What is given elsewhere. */
  readonly defaultValue: number;
}
const thresholdKinds: Kinds<ThresholdOptions> = { threshold: required(finite), defaultValue: required(finite) };
/**
 * x where x > threshold, the default value elsewhere. It has no defaults: as a layer's activation, write
 * `(x) => activations.threshold(x, { threshold: 1, defaultValue: 0 })`.
 */
export function threshold(x: Tensor, options: ThresholdOptions): Tensor {
  const given = checkOptions("threshold", options, thresholdKinds);
  return ops.threshold(x, given.threshold, given.defaultValue);
}
