/**
 * The tensor that users and layers handle: a node of the graph, with the ops as
 * methods. A concrete tensor is one whose graph needs nothing given at run
 * time; its numbers are computed when asked for.
 */
import {
  extentAt,
  formatShape,
  isStaticShape,
  layouts,
  sizeOf,
  TacetError,
  type DType,
  type Shape,
  type TypedArray,
} from "../core/index.ts";
import { build, topological, type Node, type ParameterNode } from "../ir/index.ts";
import {
  asNode,
  flatten,
  isNode,
  literalOf,
  nodeOps,
  notMethods,
  type NestedNumbers,
  type NodeOps,
  type Plain,
} from "../ops/index.ts";
import { ownerOf } from "./owners.ts";

/** Numbers nested as deep as the tensor has axes; of rank 0 a number. */
export type NestedArray = number | NestedArray[];
export type TensorLike = Tensor | Plain;

/** An op's arguments and result with nodes turned into tensors. */
type LiftArgument<A> = A extends NestedNumbers
  ? A
  : A extends Node
    ? Tensor
    : A extends readonly (infer E)[]
      ? Node extends E
        ? readonly LiftArgument<E>[]
        : A
      : A;
type LiftResult<R> = R extends Node ? Tensor : R extends readonly Node[] ? { [K in keyof R]: Tensor } : R;
type Lift<F> = F extends (...args: infer P) => infer R
  ? (...args: { [K in keyof P]: LiftArgument<P[K]> }) => LiftResult<R>
  : never;
/** Every op, on tensors. */
export type Ops = { readonly [K in keyof NodeOps]: Lift<NodeOps[K]> };

/** Names that TensorFlow.js or NumPy users expect, beside Keras's. */
const aliases = {
  sub: "subtract",
  mul: "multiply",
  div: "divide",
  pow: "power",
  neg: "negative",
  asType: "cast",
  matMul: "matmul",
  not: "logicalNot",
  and: "logicalAnd",
  or: "logicalOr",
} as const satisfies Record<string, keyof NodeOps>;
type Aliases = typeof aliases;
type NotMethods = (typeof notMethods)[number];

type Method<F> = F extends (first: infer _First, ...rest: infer P) => infer R ? (...rest: P) => R : never;
type TensorMethods = { readonly [K in Exclude<keyof Ops, NotMethods>]: Method<Ops[K]> } & {
  readonly [K in keyof Aliases]: Method<Ops[Aliases[K]]>;
};

/** The methods of a tensor: each op with the tensor as its first operand (`x.add(y)`, `x.sum(-1)`). */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- the prototype is filled below from the list that this type derives from
export interface Tensor extends TensorMethods {}
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the other half of the interface above
export class Tensor {
  readonly node: Node;
  #value: Promise<TypedArray> | undefined;
  constructor(node: Node) {
    this.node = node;
  }
  /** Extents; the batch shows as an object of core's `Extent`. */
  get shape(): Shape {
    return this.node.shape;
  }
  get dtype(): DType {
    return this.node.dtype;
  }
  get rank(): number {
    return this.node.shape.length;
  }
  /** The number of elements; throws where the batch is among the axes. */
  get size(): number {
    const size = sizeOf(this.shape);
    if (typeof size !== "number")
      throw new TacetError(`A tensor of shape ${formatShape(this.shape)} has a size only when running.`);
    return size;
  }
  /** The numbers in row-major order, a copy. Only of a concrete tensor. */
  async data(): Promise<TypedArray> {
    return (await this.#evaluated()).slice();
  }
  /** The numbers in nested arrays; bools as 0 and 1. Only of a concrete tensor. */
  async array(): Promise<NestedArray> {
    return nest(await this.#evaluated(), this.shape);
  }
  /** Elements begin to before end along the first axis, negative bounds from the end, as an array's slice. */
  slice(begin: number, end?: number): Tensor {
    const { node } = this;
    if (node.shape.length === 0) throw new TacetError("slice: a scalar has no axis to slice.");
    if (node.kind === "literal") {
      const rows = node.shape[0] as number;
      const bound = (v: number) => Math.min(rows, Math.max(0, v < 0 ? v + rows : v));
      const from = bound(Math.trunc(begin));
      const to = Math.max(from, bound(Math.trunc(end ?? rows)));
      const row = rows === 0 ? 0 : node.data.length / rows;
      return new Tensor(
        build.literal(
          node.data.subarray(from * row, to * row),
          [to - from, ...(node.shape.slice(1) as number[])],
          node.dtype,
        ),
      );
    }
    return ops.sliceAxis(this, 0, begin, end);
  }
  toString(): string {
    return `Tensor(${this.dtype} ${formatShape(this.shape)})`;
  }
  #evaluated(): Promise<TypedArray> {
    if (this.#value) return this.#value;
    const states = statesOf(this.node);
    const value = Promise.resolve(evaluate(this.node, states));
    // What variables enter changes with them.
    if (states.size === 0) this.#value = value;
    return value;
  }
}

/** A tensor that stands for one still to come: a call of an op with it is kept by whoever made it, for later. */
export abstract class Placeholder extends Tensor {
  /** Takes the call of an op, and gives what stands for its result. */
  abstract record(op: keyof Ops, args: readonly unknown[]): unknown;
}
const placeholderIn = (args: readonly unknown[]): Placeholder | undefined => {
  for (const arg of args) {
    if (arg instanceof Placeholder) return arg;
    const inside = Array.isArray(arg) && arg.find((e) => e instanceof Placeholder);
    if (inside) return inside;
  }
  return undefined;
};

/** The values of the variables that a node is computed from. */
export type StateValues = ReadonlyMap<ParameterNode, TypedArray>;
/** Computes a node that needs nothing given at run time but these variables. */
export type Evaluator = (node: Node, states: StateValues) => TypedArray | Promise<TypedArray>;
let evaluator: Evaluator | undefined;
/** Tracing knows no backend: whoever joins the stages says here how a concrete tensor is computed. */
export function setEvaluator(fn: Evaluator): void {
  evaluator = fn;
}
function evaluate(node: Node, states: StateValues): TypedArray | Promise<TypedArray> {
  if (node.kind === "literal") return node.data;
  if (node.kind === "constant") return layouts[node.dtype].allocate(1).fill(node.value);
  if (!evaluator) throw new TacetError("data: nothing evaluates tensors yet; import from the package's index.");
  return evaluator(node, states);
}
/**
 * The values now of the variables that a node is computed from.
 * @throws TacetError where the node needs a batch, which a tensor outside a model has not
 */
export function statesOf(node: Node): StateValues {
  const states = new Map<ParameterNode, TypedArray>();
  for (const n of topological([node])) {
    const owner = n.kind === "parameter" ? ownerOf(n) : undefined;
    if (n.kind === "parameter" && owner) states.set(n, owner.read());
    else if (n.kind === "parameter" || n.kind === "extent") {
      throw new TacetError(
        `data: this tensor is symbolic (it depends on ${n.kind === "parameter" ? `"${n.name}"` : "the batch size"}): it has numbers only inside a model. Use predict to compute them.`,
      );
    }
  }
  return states;
}
/** The numbers of a tensor made from data, without a copy and without computing: `undefined` where ops were applied. */
export function literalData(x: Tensor): TypedArray | undefined {
  const { node } = x;
  return node.kind === "literal"
    ? node.data
    : node.kind === "constant"
      ? layouts[node.dtype].allocate(1).fill(node.value)
      : undefined;
}
/** Row-major numbers, nested. */
export function nest(data: TypedArray, shape: Shape): NestedArray {
  if (!isStaticShape(shape)) throw new TacetError(`array: the shape ${formatShape(shape)} is known only when running.`);
  const level = (axis: number, offset: number): NestedArray => {
    if (axis === shape.length) return data[offset]!;
    const inner = extentAt(sizeOf(shape.slice(axis + 1)), 1);
    return Array.from({ length: shape[axis]! }, (_, i) => level(axis + 1, offset + i * inner));
  };
  return level(0, 0);
}

/**
 * A tensor from nested arrays, a typed array, or a flat array with a shape.
 * Numbers are copied into `dtype` (float32 unless given).
 */
export function tensor(data: TensorLike, shape?: readonly number[], dtype: DType = "float32"): Tensor {
  if (!Object.hasOwn(layouts, dtype))
    throw new TacetError(
      `tensor: expected the type ${Object.keys(layouts).join(", ")}, received ${JSON.stringify(dtype)}.`,
    );
  const listed: unknown = shape ?? [];
  if (!Array.isArray(listed))
    throw new TacetError(`tensor: expected a shape such as [2, 3], received ${JSON.stringify(listed)}.`);
  if (data instanceof Tensor) {
    const cast = ops.cast(data, dtype);
    return shape ? ops.reshape(cast, shape) : cast;
  }
  const flat = flatten(data);
  const given = shape ?? flat.shape;
  const size = given.reduce((a, b) => a * b, 1);
  if (size !== flat.data.length || given.some((e) => !Number.isInteger(e) || e < 0))
    throw new TacetError(`tensor: shape [${given.join(", ")}] needs ${size} numbers, received ${flat.data.length}.`);
  return new Tensor(given.length === 0 ? build.constant(flat.data[0]!, dtype) : literalOf(flat.data, given, dtype));
}
/** The node of a tensor or of plain numbers. */
export const nodeOf = (x: TensorLike, dtype?: DType): Node => (x instanceof Tensor ? x.node : asNode(x, dtype));

const lower = (x: unknown): unknown =>
  x instanceof Tensor ? x.node : Array.isArray(x) && x.some((e) => e instanceof Tensor) ? x.map(lower) : x;
const raise = (x: unknown): unknown => (isNode(x) ? new Tensor(x) : Array.isArray(x) ? x.map(raise) : x);

/** The ops: functions of tensors and plain numbers, symbolic or concrete. */
export const ops = Object.fromEntries(
  Object.entries(nodeOps).map(([name, f]: [string, (...args: never[]) => unknown]) => [
    name,
    (...args: unknown[]) => {
      const placeholder = placeholderIn(args);
      return placeholder ? placeholder.record(name as keyof Ops, args) : raise(f(...(args.map(lower) as never[])));
    },
  ]),
) as Ops;

const withoutMethod: ReadonlySet<string> = new Set(notMethods);
for (const [name, f] of Object.entries(ops) as [string, (...args: unknown[]) => unknown][])
  if (!withoutMethod.has(name)) defineMethod(name, f);
for (const [name, op] of Object.entries(aliases)) defineMethod(name, ops[op] as (...args: unknown[]) => unknown);
function defineMethod(name: string, f: (...args: unknown[]) => unknown): void {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    value(this: Tensor, ...rest: unknown[]) {
      return f(this, ...rest);
    },
  });
}
