/** Every op as a function of nodes. The tensor's functions and methods (trace/) derive from this list. */
import { elementwiseOps, type ElementwiseOps } from "./apply.ts";
import * as linalg from "./linalg.ts";
import * as nn from "./nn.ts";
import * as random from "./random.ts";
import * as reduce from "./reduce.ts";
import * as shape from "./shape.ts";

type Families = typeof linalg & typeof nn & typeof random & typeof reduce & typeof shape;
export type NodeOps = ElementwiseOps & Families;
export const nodeOps: NodeOps = { ...elementwiseOps, ...linalg, ...nn, ...random, ...reduce, ...shape };

export { elementwise, elementwiseTable, type ElementwiseDefinition, type ElementwiseName } from "./elementwise.ts";
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
