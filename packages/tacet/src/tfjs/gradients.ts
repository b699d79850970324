/** Derivatives of functions of variables and tensors. Source: tfjs-core/src/gradients.ts. */
import { evaluateWith, gradients, TacetError, Tensor as Inner, traceStep, type Variable as State } from "@tacet/compiler"; // prettier-ignore
import { settled, tensor, Tensor, type TensorLike } from "./tensor.ts";
import { Variable } from "./variable.ts";

/** A scalar that a function of variables gave, and its derivatives as they are computed. */
export interface Derived {
  readonly value: Inner;
  readonly variables: readonly State[];
  readonly slopes: readonly Inner[];
}
/** Records a function of variables, once. @param varList default: all that it depends on and that are trainable */
export function derive(f: () => Tensor, varList?: readonly Variable[]): Derived {
  const recorded: Inner[] = [];
  const { states } = traceStep([], () => {
    const result: unknown = f();
    if (!(result instanceof Tensor)) throw new TacetError("Expected the function to give a tensor, at once.");
    recorded.push(result.inner);
    return recorded;
  });
  const value = recorded[0]!;
  if (value.rank > 0)
    throw new TacetError(`Expected the function to give a scalar, received rank ${value.rank}. Take its mean.`);
  const variables = varList?.map(({ state }) => state) ?? states.filter((state) => state.trainable);
  if (variables.length === 0)
    throw new TacetError("Expected the function to depend on variables; make them by variable(tensor).");
  const nodes = gradients(value.node, variables.map(({ node }) => node)); // prettier-ignore
  return { value, variables, slopes: nodes.map((node) => new Inner(node)) };
}

/** The function's value, and its derivatives by the variables, by name. */
export function variableGrads(
  f: () => Tensor,
  varList?: readonly Variable[],
): { value: Tensor; grads: Record<string, Tensor> } {
  // prettier-ignore
  const { value, variables, slopes } = derive(f, varList);
  return {
    value: new Tensor(settled(value)),
    grads: Object.fromEntries(variables.map(({ name }, i) => [name, new Tensor(settled(slopes[i]!))])),
  };
}
/** A function's value and its derivatives by all of its arguments; those of a tensor that is no scalar are of its sum. */
export const valueAndGrads =
  (f: (...args: Tensor[]) => Tensor) =>
  (args: readonly TensorLike[]): { value: Tensor; grads: Tensor[] } => {
    // prettier-ignore
    const variables = args.map((arg) => new Variable(tensor(arg)));
    let value: Tensor | undefined;
    const { slopes } = derive(() => (value = f(...variables)).sum(), variables);
    return { value: new Tensor(settled(value!.inner)), grads: slopes.map((slope) => new Tensor(settled(slope))) };
  };
export const valueAndGrad = (f: (x: Tensor) => Tensor) => (x: TensorLike): { value: Tensor; grad: Tensor } => {
  const { value, grads } = valueAndGrads(f)([x]);
  return { value, grad: grads[0]! };
}; // prettier-ignore
/** The derivatives of a function by its arguments. */
export const grads = (f: (...args: Tensor[]) => Tensor) => (args: readonly TensorLike[]): Tensor[] =>
  valueAndGrads(f)(args).grads; // prettier-ignore
/** The derivative of a function by its argument. */
export const grad =
  (f: (x: Tensor) => Tensor) =>
  (x: TensorLike): Tensor =>
    valueAndGrad(f)(x).grad;

/** Runs what a step of scalars records, and keeps what it assigns. */
export function runStep(step: () => readonly Inner[]): Tensor[] {
  const { graph, states } = traceStep([], step);
  const values = new Map(states.map((state) => [state.node, state.read()]));
  const results = evaluateWith([...graph.outputs, ...graph.updates.map(({ value }) => value)], values);
  const owners = new Map(states.map((state) => [state.node, state]));
  graph.updates.forEach(({ state }, i) => owners.get(state)!.write(results[graph.outputs.length + i]!));
  return graph.outputs.map((_, i) => tensor(results[i]!, []));
}
