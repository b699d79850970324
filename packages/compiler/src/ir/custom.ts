/**
 * Gradients that a formula gives itself, where the derived one is unstable or
 * breaks ties another way. The graph has no primitive for this: a side table
 * ties the node of the result to its pullback, which autodiff then uses
 * instead of looking inside.
 */
import type { Node } from "./graph.ts";

export interface CustomGradient {
  readonly inputs: readonly Node[];
  /**
   * From the result's cotangent to that of each input (`undefined`: none). It is
   * given the result and the inputs, and must not hold on to the nodes it was
   * written with: the body of a scan is rebuilt around its arguments.
   */
  readonly pullback: (cotangent: Node, result: Node, inputs: readonly Node[]) => readonly (Node | undefined)[];
}
const table = new WeakMap<Node, CustomGradient>();

/**
 * Returns `result`, whose gradient is now `pullback`'s. `result` must be a node
 * made for this call: a node that others hold would change its gradient for them.
 */
export function withGradient(inputs: readonly Node[], result: Node, pullback: CustomGradient["pullback"]): Node {
  table.set(result, { inputs, pullback });
  return result;
}
export const customGradient = (node: Node): CustomGradient | undefined => table.get(node);
