/**
 * TensorFlow.js's layers API on tacet: `import * as tf from "tacet/tfjs"` in place of "@tensorflow/tfjs", and `await`
 * before `predict` and `evaluate`. What differs, and what is absent, is in the guide: docs/guide/from-tensorflow-js.md.
 */
import { constraints as kerasConstraints } from "../index.ts";
import { Reduction } from "./losses.ts";
import * as coreLosses from "./losses.ts";
import { operations, type Tensor } from "./tensor.ts";

export { setRandomSeed, TacetError } from "../index.ts";
export {
  Callback,
  callbacks,
  CustomCallback,
  type CallbackLike,
  type CallbackModel,
  type CustomCallbackArgs,
  type Logs,
} from "./callbacks.ts";
export type { LossIdentifier, LossOrMetricFn, MetricIdentifier, ModelCompileArgs } from "./compile.ts";
export {
  randomNormal,
  randomStandardNormal,
  randomUniform,
  scalar,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tensor5d,
  truncatedNormal,
} from "./create.ts";
export type { ColumnConfig, CSVConfig, CSVElement } from "./csv.ts";
export { data } from "./data.ts";
export type { Batched, Dataset } from "./dataset.ts";
export {
  dispose,
  disposeVariables,
  enableDebugMode,
  enableProdMode,
  env,
  getBackend,
  keep,
  memory,
  nextFrame,
  ready,
  setBackend,
  tidy,
  time,
} from "./environment.ts";
export { grad, grads, valueAndGrad, valueAndGrads, variableGrads } from "./gradients.ts";
export { input, type InputLayerArgs } from "./input.ts";
export { Layer, SymbolicTensor, type Applied, type LayerInput } from "./layer.ts";
export { layers, type Layers } from "./layers.ts";
export * as metrics from "./metrics.ts";
export {
  LayersModel,
  loadLayersModel,
  model,
  Sequential,
  sequential,
  type Data,
  type ModelEvaluateArgs,
  type ModelFitArgs,
  type ModelFitDatasetArgs,
  type ModelPredictArgs,
} from "./models.ts";
export {
  initializers,
  regularizers,
  type ActivationIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
  type VarianceScalingArgs,
} from "./names.ts";
export type { DataType } from "./ops/index.ts";
export type { BatchShape } from "./shapes.ts";
export {
  Tensor,
  type Operations,
  type Scalar,
  type Shape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
  type TypedArray,
} from "./tensor.ts";
export { Optimizer, train, type OptimizerName } from "./train.ts";
export { util } from "./util.ts";
export { LayerVariable, variable, Variable } from "./variable.ts";

const { maxNorm, minMaxNorm, nonNeg, unitNorm } = kerasConstraints;
export const constraints = { maxNorm, minMaxNorm, nonNeg, unitNorm } as const;
const { Reduction: _, ...losses } = coreLosses;
export { losses, Reduction };
/** Prints a tensor. */
export const print = (x: Tensor, verbose = false): void => x.print(verbose);

export const {
  abs,
  acos,
  acosh,
  add,
  addN,
  all,
  any,
  argMax,
  argMin,
  as1D,
  as2D,
  as3D,
  as4D,
  as5D,
  asScalar,
  asType,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  avgPool,
  broadcastTo,
  cast,
  ceil,
  clipByValue,
  clone,
  concat,
  conv2d,
  cos,
  cosh,
  cumprod,
  cumsum,
  depthwiseConv2d,
  div,
  divNoNan,
  dot,
  elu,
  equal,
  erf,
  euclideanNorm,
  exp,
  expandDims,
  expm1,
  eye,
  fill,
  flatten,
  floor,
  floorDiv,
  gather,
  greater,
  greaterEqual,
  isFinite,
  isInf,
  isNaN,
  leakyRelu,
  less,
  lessEqual,
  linspace,
  log,
  log1p,
  logSigmoid,
  logSoftmax,
  logSumExp,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  matMul,
  max,
  maxPool,
  maximum,
  mean,
  min,
  minimum,
  mod,
  moments,
  mul,
  neg,
  norm,
  notEqual,
  oneHot,
  ones,
  onesLike,
  outerProduct,
  pad,
  pow,
  prelu,
  prod,
  range,
  reciprocal,
  relu,
  relu6,
  reshape,
  reshapeAs,
  reverse,
  round,
  rsqrt,
  selu,
  sigmoid,
  sign,
  sin,
  sinh,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  squaredDifference,
  squeeze,
  stack,
  step,
  sub,
  sum,
  tan,
  tanh,
  tile,
  toBool,
  toFloat,
  toInt,
  topk,
  transpose,
  unstack,
  where,
  zeros,
  zerosLike,
} = operations;
