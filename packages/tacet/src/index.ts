/** tacet: Keras 3 for TypeScript. What a user imports. */
import "./reference.ts";

export {
  Tensor,
  TacetError,
  ops,
  tensor,
  Variable,
  type DType,
  type Shape,
  type TensorLike,
  type TypedArray,
} from "@tacet/compiler";
export * as activations from "./activations/index.ts";
export {
  Callback,
  History,
  factories as callbacks,
  type CallbackHooks,
  type CallbackParams,
  type Logs,
} from "./callbacks/index.ts";
export * as constraints from "./constraints/index.ts";
export { Constraint } from "./constraints/index.ts";
export { Dataset, type DatasetBatchOptions, type ShuffleOptions } from "./data/dataset.ts";
export * as datasets from "./datasets/index.ts";
export { clearSession, setEngine, type Engine, type EngineOptions } from "./engine.ts";
export { setFloatx } from "./floatx.ts";
export * as initializers from "./initializers/index.ts";
export { Initializer } from "./initializers/index.ts";
export { input, type InputOptions } from "./layers/input.ts";
export {
  Layer,
  factories as layers,
  RNNCell,
  Wrapper,
  type ApplyOptions,
  type CallOptions,
  type LayerOptions,
  type WrapperOptions,
} from "./layers/index.ts";
export * as losses from "./losses/index.ts";
export { Loss } from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export { Metric } from "./metrics/index.ts";
export type { CompileOptions } from "./model/compile.ts";
export type { EvaluateOptions } from "./model/evaluate.ts";
export type { FitOptions } from "./model/fitOptions.ts";
export { Functional, model, type FunctionalOptions } from "./model/functional.ts";
export { Model, type LossInputs } from "./model/model.ts";
export type { StepData, StepLogs } from "./model/network.ts";
export type { PredictOptions } from "./model/predict.ts";
export { Sequential, sequential, type SequentialOptions } from "./model/sequential.ts";
export type { SummaryOptions } from "./model/summary.ts";
export * as optimizers from "./optimizers/index.ts";
export { Optimizer } from "./optimizers/index.ts";
export * as preprocessing from "./preprocessing/index.ts";
export * as random from "./random/index.ts";
export { setRandomSeed } from "./random/index.ts";
export * as regularizers from "./regularizers/index.ts";
export { Regularizer } from "./regularizers/index.ts";
export * as schedules from "./schedules/index.ts";
export { LearningRateSchedule } from "./schedules/index.ts";
