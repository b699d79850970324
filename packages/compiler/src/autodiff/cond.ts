/**
 * The gradient of a branch is a branch between the gradients: each side takes
 * the arguments and the cotangents of the results, and computes again what it
 * needs of its forward side.
 */
import { build, type CondNode, type Node, type ParameterNode, type Subgraph } from "../ir/index.ts";
import type { Context } from "./context.ts";

export function condRule(
  node: CondNode,
  cotangents: readonly (Node | undefined)[],
  wanted: readonly boolean[],
  context: Context,
): (Node | undefined)[] {
  const args = node.inputs.slice(1);
  const indices = [...args.keys()].filter((i) => wanted[i + 1]);
  const given = [...node.then.results.keys()].filter((i) => cotangents[i] !== undefined);
  const side = (body: Subgraph): Subgraph => {
    const arrivals: ParameterNode[] = given.map((i) =>
      build.parameter("argument", `d${i}`, cotangents[i]!.shape, cotangents[i]!.dtype),
    );
    const leaves = indices.map((i) => body.parameters[i]!);
    const found = context.backward(
      given.map((i, k) => [body.results[i]!, arrivals[k]!]),
      leaves,
    );
    const results = leaves.map((leaf, k) => found[k] ?? build.fill(build.constant(0, leaf.dtype), leaf.shape));
    return { parameters: [...body.parameters, ...arrivals], results };
  };
  const results = build.cond(node.inputs[0]!, side(node.then), side(node.otherwise), [
    ...args,
    ...given.map((i) => cotangents[i]!),
  ]);
  const out: (Node | undefined)[] = node.inputs.map(() => undefined);
  indices.forEach((i, k) => (out[i + 1] = results[k]!));
  return out;
}
