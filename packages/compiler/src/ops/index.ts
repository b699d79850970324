/** Every op as a function of nodes. The tensor's functions and methods (trace/) derive from this list. */
import { elementwiseOps, type ElementwiseOps } from "./apply.ts";
import * as convolution from "./convolution.ts";
import * as create from "./create.ts";
import * as einsum from "./einsum.ts";
import * as join from "./join.ts";
import * as linalg from "./linalg.ts";
import * as lookup from "./lookup.ts";
import * as matrix from "./matrix.ts";
import * as nn from "./nn.ts";
import * as normalization from "./normalization.ts";
import * as numbers from "./numbers.ts";
import * as pooling from "./pooling.ts";
import * as random from "./random.ts";
import * as reduce from "./reduce.ts";
import * as shape from "./shape.ts";
import * as solve from "./solve.ts";
import * as sort from "./sort.ts";
import * as statistics from "./statistics.ts";

const families = {
  ...convolution,
  ...create,
  ...einsum,
  ...join,
  ...linalg,
  ...lookup,
  ...matrix,
  ...nn,
  ...normalization,
  ...numbers,
  ...pooling,
  ...random,
  ...reduce,
  ...shape,
  ...solve,
  ...sort,
  ...statistics,
};
/** Further names that Keras has for the same op. */
const aliases = {
  absolute: elementwiseOps.abs,
  fabs: elementwiseOps.abs,
  trueDivide: elementwiseOps.divide,
  conj: elementwiseOps.real,
  conjugate: elementwiseOps.real,
  bitwiseInvert: elementwiseOps.bitwiseNot,
  bitwiseLeftShift: elementwiseOps.leftShift,
  bitwiseRightShift: elementwiseOps.rightShift,
  swish: elementwiseOps.silu,
  hardSwish: elementwiseOps.hardSilu,
  convertToTensor: create.array,
};
export type NodeOps = ElementwiseOps & typeof families & typeof aliases;
export const nodeOps: NodeOps = { ...elementwiseOps, ...families, ...aliases };
/** Ops that do not begin with a tensor, or whose name means something else on one: no methods of it. */
export const notMethods = [
  "where",
  "zeros",
  "ones",
  "empty",
  "full",
  "array",
  "arange",
  "linspace",
  "logspace",
  "geomspace",
  "eye",
  "identity",
  "tri",
  "meshgrid",
  "bartlett",
  "blackman",
  "hamming",
  "hanning",
  "kaiser",
  "randomBits",
  "randomUniform",
  "randomNormal",
  "concatenate",
  "stack",
  "hstack",
  "vstack",
  "dstack",
  "select",
  "einsum",
  "slice",
  "shape",
  "size",
  "dtype",
  "convertToTensor",
] as const satisfies readonly (keyof NodeOps)[];
export {
  elementwise,
  elementwiseTable,
  type ElementwiseDefinition,
  type ElementwiseName,
} from "./elementwise/index.ts";
export { bodyDepth, condNodes, scanNodes, type ScanOptions } from "./control.ts";
export {
  asNode,
  cast as castNode,
  flatten,
  isNode,
  literalOf,
  promotedType,
  type NestedNumbers,
  type Operand,
  type Plain,
} from "./operand.ts";
export { s } from "./scalar.ts";
