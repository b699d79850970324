/** Activations by name, with their defaults. Source: keras/src/activations. */
import { ops, TacetError, type Tensor } from "@tacet/compiler";
import { show } from "../options.ts";
import { createRegistry, type Identifier } from "../registry.ts";
import { gelu } from "./gelu.ts";
import { relu } from "./relu.ts";
import { softmax } from "./softmax.ts";

export type ActivationFunction = (x: Tensor) => Tensor;

/** x itself. */
export const linear = (x: Tensor): Tensor => x;
/** 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: Tensor): Tensor => ops.sigmoid(x);
/** The hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => ops.tanh(x);
export { gelu, relu, softmax };

const functions = {
  linear,
  relu: (x: Tensor) => relu(x),
  sigmoid,
  tanh,
  softmax: (x: Tensor) => softmax(x),
  gelu: (x: Tensor) => gelu(x),
} as const satisfies Record<string, ActivationFunction>;

export const registry = createRegistry<keyof typeof functions, ActivationFunction>("activation", functions);
export type ActivationName = Identifier<keyof typeof functions>;
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
