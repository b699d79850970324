/**
 * Functional graphs while they are written: symbolic tensors, which stand for
 * what a layer will put out, and the calls that they came from. Layers and
 * ops on symbolic tensors compute nothing; they leave a node here, and a model
 * follows the nodes back from its outputs.
 *
 * Source: keras/src/ops/node.py, keras/src/ops/operation.py,
 * keras/src/backend/common/keras_tensor.py.
 */
import { build, ops, Placeholder, Tensor, type DType, type Ops, type Shape } from "@tacet/compiler";
import { autoName } from "../naming.ts";
import { arrange, isTensors, leaves, type Tensors } from "./tensors.ts";

/** What a node calls: a layer, or an op between layers. */
export interface Operation {
  readonly name: string;
  readonly className: string;
  /** The calls on symbolic tensors, in order. */
  readonly inboundNodes: GraphNode[];
  /** Calls it again, with other tensors in place of the symbolic ones. */
  invoke(args: readonly unknown[]): unknown;
}

/** A tensor to come, of known shape and type. */
export class SymbolicTensor extends Placeholder {
  /** The call that gives it, and its place among what the call gives. */
  readonly source: GraphNode;
  readonly index: number;
  constructor(source: GraphNode, index: number, shape: Shape, dtype: DType) {
    super(build.parameter("input", source.operation.name, shape, dtype));
    this.source = source;
    this.index = index;
  }
  /** The same tensor as ops compute with it. */
  get plain(): Tensor {
    return new Tensor(this.node);
  }
  override record(op: keyof Ops, args: readonly unknown[]): unknown {
    return new OpCall(op).record(args);
  }
}

/** A call on symbolic tensors. */
export class GraphNode {
  readonly operation: Operation;
  readonly args: readonly unknown[];
  /** The symbolic tensors among the arguments, in order. */
  readonly inputs: readonly SymbolicTensor[];
  /** What the call gives, arranged as it gives it. */
  readonly result: Tensors;
  readonly outputs: readonly SymbolicTensor[];
  /** Its place among the calls of its operation. */
  readonly index: number;

  /** @param result tensors of the shapes and types that the call gives */
  constructor(operation: Operation, args: readonly unknown[], result: Tensors) {
    this.operation = operation;
    this.args = args;
    this.inputs = symbolicIn(args);
    this.outputs = leaves(result).map((t, i) => new SymbolicTensor(this, i, t.shape, t.dtype));
    this.result = arrange(result, this.outputs);
    this.index = operation.inboundNodes.push(this) - 1;
  }
}

/** One call of an op on symbolic tensors, named as Keras names it. */
class OpCall implements Operation {
  readonly name: string;
  readonly className: string;
  readonly inboundNodes: GraphNode[] = [];
  readonly #op: keyof Ops;
  constructor(op: keyof Ops) {
    this.#op = op;
    this.className = op === "sliceAxis" ? "GetItem" : op.charAt(0).toUpperCase() + op.slice(1);
    this.name = autoName(this.className);
  }
  invoke(args: readonly unknown[]): unknown {
    return (ops[this.#op] as (...args: readonly unknown[]) => unknown)(...args);
  }
  record(args: readonly unknown[]): unknown {
    const result = this.invoke(replaceSymbolic(args, (t) => t.plain) as readonly unknown[]);
    return isTensors(result) ? new GraphNode(this, args, result).result : result;
  }
}

/** The value with each symbolic tensor in it replaced, however deep in lists and plain objects. */
export function replaceSymbolic(x: unknown, f: (tensor: SymbolicTensor) => unknown): unknown {
  if (x instanceof SymbolicTensor) return f(x);
  if (Array.isArray(x)) return x.map((e) => replaceSymbolic(e, f));
  if (typeof x !== "object" || x === null || Object.getPrototypeOf(x) !== Object.prototype) return x;
  return Object.fromEntries(
    Object.entries(x)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, e]) => [name, replaceSymbolic(e, f)]),
  );
}
/** Every symbolic tensor in a value, in order. */
export function symbolicIn(x: unknown): SymbolicTensor[] {
  const found: SymbolicTensor[] = [];
  replaceSymbolic(x, (t) => found.push(t));
  return found;
}
