/**
 * TensorFlow.js's operations as formulas over tacet's tensors: its names, its order of arguments, its defaults and its
 * types. The functions of `tacet/tfjs` and the methods of its tensors (tensor.ts) derive from this list.
 */
import * as alongAxes from "./alongAxes.ts";
import * as convolutions from "./convolutions.ts";
import * as elementwise from "./elementwise.ts";
import * as shapes from "./shapes.ts";

export const formulas = { ...alongAxes, ...convolutions, ...elementwise, ...shapes };
/** Those that do not begin with a tensor, or are another thing as methods. */
export const notMethods = [
  "addN",
  "concat",
  "eye",
  "fill",
  "linspace",
  "moments",
  "ones",
  "outerProduct",
  "range",
  "stack",
  "where",
  "zeros",
] as const satisfies readonly (keyof typeof formulas)[];
export { inferredType, of, type DataType, type Operand } from "./operand.ts";
