/**
 * The tensor graph: a closed set of primitives over immutable nodes.
 *
 * A node is made by the functions of build.ts, which check its operands and
 * infer its shape; a graph is what its outputs and updates reach. Views
 * (reshape, permute, broadcast, slice, pad, flip, window) move no data by
 * themselves: the scheduler turns them into index arithmetic.
 */
import type { DType, Extent, Shape, TypedArray } from "../core/index.ts";
import type { Accumulator, Reducer, ScalarPrimitive } from "./scalar.ts";

interface Base {
  readonly id: number;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A scalar known when compiling (shape []); bools are 0 and 1. */
export interface ConstantNode extends Base {
  readonly kind: "constant";
  readonly value: number;
}
/** An array known when compiling, row-major. */
export interface LiteralNode extends Base {
  readonly kind: "literal";
  readonly data: TypedArray;
}
/** What is given at run time: persistent state, one batch of data, or (inside a scan or cond) an argument of its body. */
export interface ParameterNode extends Base {
  readonly kind: "parameter";
  readonly role: "state" | "input" | "argument";
  readonly name: string;
}
/** The value of an extent as a scalar. */
export interface ExtentNode extends Base {
  readonly kind: "extent";
  readonly extent: Extent;
}
/** The index along one axis. */
export interface IotaNode extends Base {
  readonly kind: "iota";
  readonly axis: number;
}
/** Threefry2x32 bits (uint32) of the row-major element index under a key of shape [2]: JAX's partitionable layout. */
export interface RandomNode extends Base {
  readonly kind: "random";
}
/** A scalar primitive at every element; operands have the node's shape. */
export interface MapNode extends Base {
  readonly kind: "map";
  readonly fn: ScalarPrimitive;
}
/** Folds the given axes away. */
export interface ReduceNode extends Base {
  readonly kind: "reduce";
  readonly fn: Reducer;
  readonly axes: readonly number[];
}
/** int32 position of the first largest or smallest element along an axis, which it folds away; a NaN wins. */
export interface ArgReduceNode extends Base {
  readonly kind: "argReduce";
  readonly fn: "max" | "min";
  readonly axis: number;
}
/** A running fold along an axis: element i folds the elements up to it in their order; with `reverse`, from the last one down to it. */
export interface CumulateNode extends Base {
  readonly kind: "cumulate";
  readonly fn: Accumulator;
  readonly axis: number;
  readonly reverse: boolean;
}
/**
 * int32 places of elements along an axis in ascending or descending order, the first few where the node's extent is
 * shorter: x at these places is sorted. Equal elements (0 and -0 too) keep their order; NaN counts as the largest.
 */
export interface ArgSortNode extends Base {
  readonly kind: "argSort";
  readonly axis: number;
  readonly descending: boolean;
}
/** General dot: result axes are batch, then what is free on the left, then what is free on the right. */
export interface ContractNode extends Base {
  readonly kind: "contract";
  readonly spec: ContractSpec;
}
export interface ContractSpec {
  readonly batch: readonly (readonly [left: number, right: number])[];
  readonly contract: readonly (readonly [left: number, right: number])[];
}
export interface ReshapeNode extends Base {
  readonly kind: "reshape";
}
/** Result axis i is operand axis order[i]. */
export interface PermuteNode extends Base {
  readonly kind: "permute";
  readonly order: readonly number[];
}
/** Operand axis i becomes result axis axes[i] (ascending), of equal extent or grown from 1; other result axes are new. */
export interface BroadcastNode extends Base {
  readonly kind: "broadcast";
  readonly axes: readonly number[];
}
/** Per axis: `extent` elements from `start`, `stride` apart. An axis of the batch is taken whole. */
export interface SliceNode extends Base {
  readonly kind: "slice";
  readonly start: readonly number[];
  readonly stride: readonly number[];
}
/** Per axis: `low` before, `interior` between neighbours, `high` after; the second operand is the scalar put there. No amount is negative. */
export interface PadNode extends Base {
  readonly kind: "pad";
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly interior: readonly number[];
}
export interface FlipNode extends Base {
  readonly kind: "flip";
  readonly axes: readonly number[];
}
export interface WindowAxis {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}
/** Sliding windows: each windowed axis counts positions, and the offsets inside come as new last axes, in order. */
export interface WindowNode extends Base {
  readonly kind: "window";
  readonly windows: readonly WindowAxis[];
}
/** The adjoint of `window`: adds each window element back where it was read; the node's shape is that of the window's operand. */
export interface OverlapAddNode extends Base {
  readonly kind: "overlapAdd";
  readonly windows: readonly WindowAxis[];
}
export interface ConcatNode extends Base {
  readonly kind: "concat";
  readonly axis: number;
}
/** Rows of a table: table [v, ...row], int32 indices [...i] → [...i, ...row]. An index outside is clamped into the table. */
export interface GatherNode extends Base {
  readonly kind: "gather";
}
/** The adjoint of `gather`: indices [...i], updates [...i, ...row] → [v, ...row], sums of the updates with equal index; ascending order. An index outside adds nothing. */
export interface ScatterAddNode extends Base {
  readonly kind: "scatterAdd";
}
/** A loop with carried state; its several results are read through `project`. */
export interface ScanNode extends Base {
  readonly kind: "scan";
  readonly body: Subgraph;
  readonly length: number;
  readonly carries: number;
  readonly slices: number;
  readonly reverse: boolean;
  /** Steps are large: a gradient keeps nothing of one but the carries, and computes it again; no work leaves them. */
  readonly checkpoint: boolean;
}
/** A branch: inputs are the predicate (bool scalar), then the arguments of both bodies; results through `project`. */
export interface CondNode extends Base {
  readonly kind: "cond";
  readonly then: Subgraph;
  readonly otherwise: Subgraph;
}
/** Result `index` of a scan or cond. */
export interface ProjectNode extends Base {
  readonly kind: "project";
  readonly index: number;
}

export type Node =
  | ConstantNode
  | LiteralNode
  | ParameterNode
  | ExtentNode
  | IotaNode
  | RandomNode
  | MapNode
  | ReduceNode
  | ArgReduceNode
  | CumulateNode
  | ArgSortNode
  | ContractNode
  | ReshapeNode
  | PermuteNode
  | BroadcastNode
  | SliceNode
  | PadNode
  | FlipNode
  | WindowNode
  | OverlapAddNode
  | ConcatNode
  | GatherNode
  | ScatterAddNode
  | ScanNode
  | CondNode
  | ProjectNode;
export type Kind = Node["kind"];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

/**
 * The body of a scan or of a branch: a graph closed over its arguments.
 *
 * Scan: arguments are the carries, one slice (the leading axis dropped) of each
 * scanned input, then the loop invariants; results are the next carries, then
 * one slice of each stacked output. `inputs` of the scan node are the initial
 * carries, the scanned inputs [length, ...], the invariants; its results are
 * the last carries, then the stacked outputs [length, ...]. `reverse` walks
 * from the last slice to the first, and puts each output at its slice's index.
 */
export interface Subgraph {
  readonly parameters: readonly ParameterNode[];
  readonly results: readonly Node[];
}

/**
 * One step of a program. States are persistent buffers read at the start of the
 * step; an update is what a state holds after it. All reads of a state see the
 * value before the step.
 */
export interface Graph {
  readonly states: readonly ParameterNode[];
  readonly inputs: readonly ParameterNode[];
  readonly outputs: readonly Node[];
  readonly updates: readonly { readonly state: ParameterNode; readonly value: Node }[];
}

/** Each node before those that use it, bodies of scans and branches not entered. */
export function topological(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.next < top.node.inputs.length) {
        const input = top.node.inputs[top.next++]!;
        if (!seen.has(input)) {
          seen.add(input);
          stack.push({ node: input, next: 0 });
        }
      } else {
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}

export const graphRoots = (graph: Graph): Node[] => [...graph.outputs, ...graph.updates.map((u) => u.value)];
