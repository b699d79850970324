/** Activations of straight pieces. Their gradients at the kinks are JAX's. Source: keras/src/activations/activations.py. */
import { ops, type Tensor } from "@tacet/compiler";

/** 0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between. */
export const hardSigmoid = (x: Tensor): Tensor => ops.hardSigmoid(x);
