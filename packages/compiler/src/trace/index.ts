export { activeTrace, outsideTrace } from "./active.ts";
export { cond, scan, type Tensors } from "./control.ts";
export {
  literalData,
  nest,
  Placeholder,
  setEvaluator,
  statesOf,
  tensor,
  Tensor,
  type Evaluator,
  type StateValues,
  type NestedArray,
  type Ops,
  type TensorLike,
} from "./tensor.ts";
export { ops } from "./ops.ts";
export { traceStep, type InputSpec, type TracedStep } from "./trace.ts";
export { Variable, type VariableOptions } from "./variable.ts";
