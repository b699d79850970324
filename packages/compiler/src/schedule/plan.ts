/**
 * What scheduling gives: storage, and kernels in the order they run. Loop code
 * is written from a plan alone; the graph is no longer asked.
 */
import type { DType, Extent, Shape } from "../core/index.ts";
import type { Accumulator, CondNode, Node, Reducer, ScanNode } from "../ir/index.ts";
import type { Affine, LoopVar } from "./affine.ts";
import type { Value } from "./value.ts";

/** A row-major buffer. `state`, `input` and `output` are bound by the runtime (or by an outer plan); `temporary` lies in the arena. */
export interface Storage {
  readonly id: number;
  readonly role: "state" | "input" | "output" | "literal" | "temporary";
  /** Position among the storages of its role in the graph's own order. */
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly node: Node;
  /** Bytes apart from those of the shape, for scratch space and nested arenas. */
  readonly bytes?: (n: number) => number;
  /** It keeps its content from one run of the plan to the next, and shares its place with none. */
  readonly kept?: boolean;
}

/** One place that an item writes, and the value that goes there (for a reduction: that is folded into it). */
export interface Instance {
  readonly value: Value;
  /** A contraction folds a product, so that it can fuse with the sum. */
  readonly factors?: readonly [Value, Value];
  readonly at: Affine;
}
export interface Item {
  readonly node: Node;
  readonly target: Storage;
  readonly dtype: DType;
  /** It loads the node from its storage and puts it into another. */
  readonly copy: boolean;
  /** Whether it runs for each iteration, or once after the reduction loops. */
  readonly level: "body" | "epilogue";
  /** Several where a small parallel axis is unrolled. */
  readonly instances: readonly Instance[];
  readonly reduce?: { readonly fn: Reducer | "argMax" | "argMin"; readonly over: readonly LoopVar[] };
}

/** Nested loops that share one iteration space. */
export interface LoopKernel {
  readonly kind: "loops";
  /** Outermost first; those reduced over come last. */
  readonly loops: readonly LoopVar[];
  readonly vector: LoopVar | undefined;
  /** `row`: the vector runs along the innermost loop, folding lanes. `column`: along the last parallel loop, folding vectors. */
  readonly mode: "row" | "column";
  readonly items: readonly Item[];
}
/** One side of a matrix product: its value along its own axes and the contracted ones, which both sides walk in one order. */
export interface MatmulOperand {
  readonly value: Value;
  readonly free: readonly LoopVar[];
  readonly k: readonly LoopVar[];
}
/** A packed matrix product, [batch…, m…] × [batch…, n…], whose result lies row-major. */
export interface MatmulKernel {
  readonly kind: "matmul";
  readonly node: Node;
  readonly target: Storage;
  readonly batch: readonly LoopVar[];
  readonly left: MatmulOperand;
  readonly right: MatmulOperand;
  readonly packLeft: Storage;
  readonly packRight: Storage;
  /** The right side is the same in every run of the plan: it is packed in the first one, all of it. */
  readonly keepsRight: boolean;
  readonly dtype: DType;
}
export interface ScatterKernel {
  readonly kind: "scatter";
  readonly target: Storage;
  readonly rows: Extent;
  readonly rowSize: Extent;
  /** Loops over the indices, then over a row. */
  readonly indices: readonly LoopVar[];
  readonly row: readonly LoopVar[];
  readonly index: Value;
  readonly update: Value;
  readonly rowAt: Affine;
  readonly dtype: DType;
}
/** What is done along one axis, line by line: `lines` are the loops over the others, `along` the one over the axis. */
interface LineKernel {
  readonly target: Storage;
  readonly lines: readonly LoopVar[];
  readonly along: LoopVar;
  readonly value: Value;
}
export interface CumulateKernel extends LineKernel {
  readonly kind: "cumulate";
  readonly fn: Accumulator;
  readonly reverse: boolean;
  /** Where the element of a line goes. */
  readonly at: Affine;
  readonly dtype: DType;
}
export interface SortKernel extends LineKernel {
  readonly kind: "sort";
  readonly descending: boolean;
  /** How many places are kept, and where the place at `rank` of a line goes. */
  readonly count: Extent;
  readonly rank: LoopVar;
  readonly at: Affine;
  /** Two lists of keys, then two of their places; each has room for one more, which a merge may look at. */
  readonly scratch: Storage;
}
/** Storage of an inner plan, by role and index, is bound to an outer one, advanced by the iteration where `sliced`. */
export interface Binding {
  readonly inner: Storage;
  readonly outer: Storage;
  readonly sliced: boolean;
}
export interface ScanKernel {
  readonly kind: "scan";
  readonly node: ScanNode;
  readonly body: Plan;
  readonly bindings: readonly Binding[];
  readonly arena: Storage;
}
export interface CondKernel {
  readonly kind: "cond";
  readonly node: CondNode;
  readonly predicate: Storage;
  readonly branches: readonly { readonly plan: Plan; readonly bindings: readonly Binding[]; readonly arena: Storage }[];
}
export type Kernel = LoopKernel | MatmulKernel | ScatterKernel | CumulateKernel | SortKernel | ScanKernel | CondKernel;

/** A result that may be written over an operand, if nothing reads that one later. */
export interface InPlace {
  readonly result: Storage;
  readonly operand: Storage;
}
/** A kernel with the storages it touches. */
export interface Scheduled {
  readonly kernel: Kernel;
  readonly reads: readonly Storage[];
  readonly writes: readonly Storage[];
  readonly inPlace: readonly InPlace[];
}
export interface Plan {
  readonly storages: readonly Storage[];
  readonly kernels: readonly Scheduled[];
  /** The storage that a load's source lies in. */
  readonly storageOf: ReadonlyMap<Node, Storage>;
  /** Where each output is found. */
  readonly outputs: readonly Storage[];
  readonly states: readonly Storage[];
  readonly inputs: readonly Storage[];
}
