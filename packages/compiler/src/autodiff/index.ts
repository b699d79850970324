/**
 * Automatic differentiation: reverse mode, graph to graph. The rules live in
 * elementwise.ts (scalar primitives), kinds.ts (tensor primitives), scan.ts and
 * cond.ts; reverse.ts walks.
 */
import { CompilerError, isFloating } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { backward } from "./reverse.ts";

/**
 * The gradient of a float scalar with respect to each node, in the node's shape
 * and dtype; zeros where `output` does not depend on it. The nodes may be
 * parameters or anything else `output` is computed from.
 */
export function gradients(output: Node, withRespectTo: readonly Node[]): Node[] {
  if (output.shape.length !== 0 || !isFloating(output.dtype))
    throw new CompilerError(`gradients: of a float scalar, not ${output.dtype} of rank ${output.shape.length}`);
  const found = backward([[output, build.constant(1, output.dtype)]], withRespectTo);
  return withRespectTo.map((node, i) => found[i] ?? build.fill(build.constant(0, node.dtype), node.shape));
}
