/** The activations by name. */
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { ActivationFunction } from "./all.ts";

const functions = {
  linear: all.linear,
  relu: all.relu,
  relu6: all.relu6,
  leaky_relu: all.leakyRelu,
  elu: all.elu,
  selu: all.selu,
  sigmoid: all.sigmoid,
  log_sigmoid: all.logSigmoid,
  hard_sigmoid: all.hardSigmoid,
  tanh: all.tanh,
  exponential: all.exponential,
  softplus: all.softplus,
  softsign: all.softsign,
  silu: all.silu,
  gelu: all.gelu,
  mish: all.mish,
  softmax: all.softmax,
  log_softmax: all.logSoftmax,
  sparsemax: all.sparsemax,
  celu: all.celu,
  glu: all.glu,
  hard_shrink: all.hardShrink,
  hard_silu: all.hardSilu,
  hard_tanh: all.hardTanh,
  soft_shrink: all.softShrink,
  sparse_plus: all.sparsePlus,
  sparse_sigmoid: all.sparseSigmoid,
  squareplus: all.squareplus,
  tanh_shrink: all.tanhShrink,
} as const satisfies Record<string, ActivationFunction>;
const aliases = { swish: "silu", hard_swish: "hard_silu" } as const;

export const registry = createRegistry<keyof typeof functions, ActivationFunction>("activation", functions, aliases);
export type ActivationName = Identifier<keyof typeof functions | keyof typeof aliases>;
/** The name of an activation, or any function from a tensor to one of its shape. */
export type ActivationLike = ActivationName | ActivationFunction;
