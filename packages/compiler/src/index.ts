/** The compiler of tacet: tensor graphs in, programs out. */
export * from "./core/index.ts";
export * from "./ir/index.ts";
export { gradients } from "./autodiff/index.ts";
export {
  elementwise,
  flatten,
  s,
  type ElementwiseDefinition,
  type ElementwiseName,
  type NestedNumbers,
  type Plain,
} from "./ops/index.ts";
export { substitute } from "./simplify/index.ts";
export * from "./trace/index.ts";
export { createReferenceSession, evaluateNode, evaluateWith } from "./backends/reference/index.ts";
export { compilationCount, compile, createSession, planOf, type CompileOptions } from "./compile.ts";
