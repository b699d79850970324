/**
 * The reference backend: a slow, obvious interpreter of the tensor graph, in
 * float32 or float64. Every other backend is tested against it.
 */
import { shapeAt, TacetError, type TypedArray } from "../../core/index.ts";
import { graphRoots, type Graph, type Node, type ParameterNode } from "../../ir/index.ts";
import { evaluateNodes, type Environment, type Precision } from "./evaluate.ts";

export { createReferenceSession } from "./session.ts";
export { evaluateNodes, type Environment, type Precision } from "./evaluate.ts";
export { scalarFunctions } from "./scalar.ts";
export { erf, erfc, erfinv, erfinvSingle } from "./special.ts";

/** The value of a node that reaches no parameter; its own copy. Throws TacetError where it reaches one. */
export function evaluateNode(node: Node, options: { precision?: Precision } = {}): TypedArray {
  return evaluateWith([node], new Map(), options)[0]!;
}

/**
 * The values of `roots`, given those of the parameters they reach, with `n` rows
 * in the batch (default 1). The arrays given are read as they are: in precision
 * "float64", a Float64Array for a float32 parameter keeps its digits.
 */
export function evaluateWith(
  roots: readonly Node[],
  values: ReadonlyMap<ParameterNode, TypedArray>,
  options: { n?: number; precision?: Precision } = {},
): TypedArray[] {
  const { n = 1, precision = "float32" } = options;
  const env: Environment = new Map();
  for (const [parameter, value] of values) {
    const length = shapeAt(parameter.shape, n).reduce((a, b) => a * b, 1);
    if (value.length !== length)
      throw new TacetError(
        `expected ${length} values for parameter "${parameter.name}" with ${n} rows, received ${value.length}`,
      );
    env.set(parameter, [value]);
  }
  evaluateNodes(roots, env, { n, precision });
  return roots.map((r) => env.get(r)![0]!.slice());
}

/** One step of a graph, in pure form: the outputs, and what each updated state would hold. */
export function evaluateGraph(
  graph: Graph,
  values: { states: readonly TypedArray[]; inputs: readonly TypedArray[] },
  options: { n?: number; precision?: Precision } = {},
): { outputs: TypedArray[]; updates: TypedArray[] } {
  const given = new Map<ParameterNode, TypedArray>();
  graph.states.forEach((s, i) => given.set(s, values.states[i]!));
  graph.inputs.forEach((p, i) => given.set(p, values.inputs[i]!));
  const results = evaluateWith(graphRoots(graph), given, options);
  return { outputs: results.slice(0, graph.outputs.length), updates: results.slice(graph.outputs.length) };
}
