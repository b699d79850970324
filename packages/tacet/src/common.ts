/** What `tacet` and `tacet/core` both export: all that needs no table of names. */
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
export { Callback, type CallbackHooks, type CallbackParams, type Logs } from "./callbacks/callback.ts";
export { History } from "./callbacks/history.ts";
export { Constraint } from "./constraints/constraint.ts";
export { Dataset, type DatasetBatchOptions, type ShuffleOptions } from "./data/dataset.ts";
export { clearSession, setEngine, type Engine, type EngineOptions } from "./engine.ts";
export { setFloatx } from "./floatx.ts";
export { Initializer } from "./initializers/initializer.ts";
export { input, type InputOptions } from "./layers/input.ts";
export { Layer, type ApplyOptions, type CallOptions } from "./layers/layer.ts";
export type { LayerOptions } from "./layers/options.ts";
export { RNNCell } from "./layers/recurrent/cell.ts";
export { Wrapper, type WrapperOptions } from "./layers/wrapper.ts";
export { Loss } from "./losses/loss.ts";
export { Metric } from "./metrics/metric.ts";
export type { CompileOptions } from "./model/compile.ts";
export type { EvaluateOptions } from "./model/evaluate.ts";
export type { FitOptions } from "./model/fitOptions.ts";
export { Functional, model, type FunctionalOptions } from "./model/functional.ts";
export { Model, type LossInputs } from "./model/model.ts";
export type { StepData, StepLogs } from "./model/network.ts";
export type { PredictOptions } from "./model/predict.ts";
export { Sequential, sequential, type SequentialOptions } from "./model/sequential.ts";
export type { SummaryOptions } from "./model/summary.ts";
export { Optimizer } from "./optimizers/optimizer.ts";
export { setRandomSeed } from "./random/all.ts";
export { Regularizer } from "./regularizers/regularizer.ts";
export { LearningRateSchedule } from "./schedules/schedule.ts";
