/** Activations by name, with their defaults. Source: keras/src/activations. */
import { TacetError, type Tensor } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { glu, logSoftmax, softmax, sparsemax } from "./alongAxis.ts";
import { hardShrink, hardSigmoid, hardSilu, hardTanh, softShrink, sparsePlus, sparseSigmoid } from "./piecewise.ts";
import { celu, elu, leakyRelu, relu, relu6, selu } from "./rectifiers.ts";
import {
  exponential,
  gelu,
  logSigmoid,
  mish,
  sigmoid,
  silu,
  softplus,
  softsign,
  squareplus,
  tanh,
  tanhShrink,
} from "./smooth.ts";

export * from "./alongAxis.ts";
export * from "./piecewise.ts";
export * from "./rectifiers.ts";
export * from "./smooth.ts";

export type ActivationFunction = (x: Tensor) => Tensor;

/** x itself. */
export const linear = (x: Tensor): Tensor => x;
export { hardSilu as hardSwish, silu as swish };

const functions = {
  linear,
  relu,
  relu6,
  leaky_relu: leakyRelu,
  elu,
  selu,
  sigmoid,
  log_sigmoid: logSigmoid,
  hard_sigmoid: hardSigmoid,
  tanh,
  exponential,
  softplus,
  softsign,
  silu,
  gelu,
  mish,
  softmax,
  log_softmax: logSoftmax,
  sparsemax,
  celu,
  glu,
  hard_shrink: hardShrink,
  hard_silu: hardSilu,
  hard_tanh: hardTanh,
  soft_shrink: softShrink,
  sparse_plus: sparsePlus,
  sparse_sigmoid: sparseSigmoid,
  squareplus,
  tanh_shrink: tanhShrink,
} as const satisfies Record<string, ActivationFunction>;
const aliases = { swish: "silu", hard_swish: "hard_silu" } as const;

export const registry = createRegistry<keyof typeof functions, ActivationFunction>("activation", functions, aliases);
export type ActivationName = Identifier<keyof typeof functions | keyof typeof aliases>;
/** The name of an activation, or any function from a tensor to one of its shape. */
export type ActivationLike = ActivationName | ActivationFunction;

/**
 * The function that an identifier stands for; without one, `linear`.
 * @throws TacetError for an unknown name, listing those near it
 */
export function getActivation(identifier: ActivationLike | null | undefined): ActivationFunction {
  if (identifier === null || identifier === undefined) return linear;
  if (typeof identifier === "function") return identifier;
  if (typeof identifier === "string") return registry.get(identifier);
  throw new TacetError(
    `Expected an activation's name (${registry.names.join(", ")}) or a function of a tensor, received ${show(identifier)}.`,
  );
}
export { getActivation as get };
