/** Records one step of a program: a function of tensors that reads and assigns variables. */
import { CompilerError, TacetError, type DType, type Shape } from "../core/index.ts";
import { build, topological, type Graph } from "../ir/index.ts";
import { recorder, withTrace } from "./active.ts";
import { Tensor } from "./tensor.ts";
import { variableOf, type Variable } from "./variable.ts";

export interface InputSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}
export interface TracedStep {
  readonly graph: Graph;
  /** The variables of `graph.states`, in order. */
  readonly states: Variable[];
}

/**
 * Runs `step` once on symbolic inputs and collects its graph: the outputs, the
 * variables they reach and the assignments made. States are in the order in
 * which the graph reaches them, so that steps of equal structure are equal.
 */
export function traceStep(inputs: readonly InputSpec[], step: (inputs: Tensor[]) => readonly Tensor[]): TracedStep {
  const parameters = inputs.map((i) => build.parameter("input", i.name, i.shape, i.dtype));
  const assigned = new Map<Variable, Tensor>();
  const outputs = withTrace(recorder(assigned), () => step(parameters.map((p) => new Tensor(p)))).map((t) => t.node);
  const updates = [...assigned]
    .filter(([variable, value]) => value.node !== variable.node)
    .map(([variable, value]) => ({ state: variable.node, value: value.node }));
  const states: Variable[] = [];
  for (const node of topological([...outputs, ...updates.flatMap((u) => [u.value, u.state])])) {
    if (node.kind !== "parameter") continue;
    if (node.role === "argument")
      throw new CompilerError(`the argument "${node.name}" of a loop's body is used outside it`);
    if (node.role === "input") {
      if (!parameters.includes(node))
        throw new TacetError(
          `The step uses "${node.name}", an input of another step: build the tensor from this step's inputs.`,
        );
      continue;
    }
    const variable = variableOf(node);
    if (!variable) throw new CompilerError(`the state "${node.name}" belongs to no variable`);
    states.push(variable);
  }
  return { graph: { states: states.map((v) => v.node), inputs: parameters, outputs, updates }, states };
}
