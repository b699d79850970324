/**
 * Values that a trained weight has within a forward pass only. The pass, its penalties and its gradients see what a layer
 * assigned; the optimizer then starts from what the weight was before, as Keras's does on JAX, where a step's update of a
 * trainable weight is the optimizer's alone. Source: keras/src/backend/jax/trainer.py, `train_step`.
 */
import type { Tensor, Variable } from "@tacet/compiler";

/** What a weight was before, by the node of what it was given. */
const before = new WeakMap<object, Tensor>();

export function assignWithin(variable: Variable, value: Tensor): void {
  before.set(value.node, variable.tensor);
  variable.assign(value);
}
/** Undoes what was assigned within a pass, and no update since. */
export function restore(variable: Variable): void {
  for (let value = before.get(variable.tensor.node); value; value = before.get(value.node)) variable.assign(value);
}
