/**
 * The constructors of graph nodes: each checks its operands and infers shape
 * and dtype. A failed check is a defect of the caller in the compiler; the ops
 * above check what users give, and say it in their terms.
 */
import {
  bytesOf,
  CompilerError,
  extentAt,
  formatShape,
  isFloating,
  isStatic,
  layouts,
  sameExtent,
  sameShape,
  sizeOf,
  type DType,
  type Extent,
  type Shape,
  type TypedArray,
} from "../core/index.ts";
import type * as g from "./graph.ts";
import { scalarFacts, type Accumulator, type Reducer, type ScalarPrimitive } from "./scalar.ts";

let nextId = 0;
const make = <N extends g.Node>(fields: Omit<N, "id">): N => Object.freeze({ id: nextId++, ...fields }) as N;

function check(condition: boolean, kind: string, message: () => string): asserts condition {
  if (!condition) throw new CompilerError(`${kind}: ${message()}`);
}
const shapesOf = (inputs: readonly g.Node[]) => inputs.map((i) => `${i.dtype}${formatShape(i.shape)}`).join(", ");
const isAxis = (axis: number, rank: number) => Number.isInteger(axis) && axis >= 0 && axis < rank;

export function constant(value: number, dtype: DType): g.ConstantNode {
  return make<g.ConstantNode>({ kind: "constant", inputs: [], shape: [], dtype, value: toDType(value, dtype) });
}
/** The value as the dtype holds it. */
export function toDType(value: number, dtype: DType): number {
  const one = layouts[dtype].allocate(1);
  one[0] = dtype === "bool" ? Number(value !== 0) : value;
  return one[0];
}
export function literal(data: TypedArray, shape: readonly number[], dtype: DType): g.LiteralNode {
  check(
    data.length === extentAt(sizeOf(shape), 1),
    "literal",
    () => `${data.length} elements for ${formatShape(shape)}`,
  );
  return make<g.LiteralNode>({ kind: "literal", inputs: [], shape, dtype, data });
}
export function parameter(role: g.ParameterNode["role"], name: string, shape: Shape, dtype: DType): g.ParameterNode {
  return make<g.ParameterNode>({ kind: "parameter", inputs: [], shape, dtype, role, name });
}
export function extent(of: Extent, dtype: DType): g.Node {
  return isStatic(of)
    ? constant(of, dtype)
    : make<g.ExtentNode>({ kind: "extent", inputs: [], shape: [], dtype, extent: of });
}
export function iota(shape: Shape, axis: number, dtype: DType): g.IotaNode {
  check(isAxis(axis, shape.length), "iota", () => `axis ${axis} of ${formatShape(shape)}`);
  return make<g.IotaNode>({ kind: "iota", inputs: [], shape, dtype, axis });
}
export function random(key: g.Node, shape: Shape): g.RandomNode {
  check(key.dtype === "uint32" && sameShape(key.shape, [2]), "random", () => `a key of ${shapesOf([key])}`);
  return make<g.RandomNode>({ kind: "random", inputs: [key], shape, dtype: "uint32" });
}
export function map(fn: ScalarPrimitive, inputs: readonly g.Node[], given?: DType): g.MapNode {
  const facts = scalarFacts[fn];
  check(inputs.length === facts.arity, fn, () => `${inputs.length} operands`);
  const last = inputs[inputs.length - 1]!;
  const compared = fn === "select" ? inputs.slice(1) : inputs;
  check(
    inputs.every((i) => sameShape(i.shape, last.shape)) && compared.every((i) => i.dtype === last.dtype),
    fn,
    () => `unlike operands ${shapesOf(inputs)}`,
  );
  check(fn !== "select" || inputs[0]!.dtype === "bool", fn, () => `a condition of ${shapesOf(inputs)}`);
  check(inDomain(last.dtype, facts.domain), fn, () => `outside its domain: ${shapesOf(inputs)}`);
  check((facts.result === "given") === (given !== undefined), fn, () => "a result type is for casts only");
  check(fn !== "bitcast" || bytesOf(given!) === bytesOf(last.dtype), fn, () => `from ${last.dtype} to ${given}`);
  const dtype = facts.result === "bool" ? "bool" : (given ?? last.dtype);
  return make<g.MapNode>({ kind: "map", inputs, shape: last.shape, dtype, fn });
}
export function inDomain(dtype: DType, domain: (typeof scalarFacts)[ScalarPrimitive]["domain"]): boolean {
  const integer = dtype === "int32" || dtype === "uint32";
  switch (domain) {
    case "any":
      return true;
    case "float":
      return isFloating(dtype);
    case "number":
      return isFloating(dtype) || integer;
    case "integer":
      return integer;
    case "bool":
      return dtype === "bool";
    case "bits":
      return integer || dtype === "bool";
  }
}
export function reduce(fn: Reducer, x: g.Node, axes: readonly number[]): g.Node {
  if (axes.length === 0) return x;
  check(
    axes.every((a, i) => isAxis(a, x.shape.length) && (i === 0 || a > axes[i - 1]!)),
    "reduce",
    () => `axes [${axes.join(", ")}] of ${shapesOf([x])}`,
  );
  check((fn === "and" || fn === "or") === (x.dtype === "bool"), "reduce", () => `${fn} of ${x.dtype}`);
  return make<g.ReduceNode>({
    kind: "reduce",
    inputs: [x],
    shape: x.shape.filter((_, i) => !axes.includes(i)),
    dtype: x.dtype,
    fn,
    axes,
  });
}
export function argReduce(fn: "max" | "min", x: g.Node, axis: number): g.ArgReduceNode {
  check(isAxis(axis, x.shape.length), "argReduce", () => `axis ${axis} of ${shapesOf([x])}`);
  return make<g.ArgReduceNode>({
    kind: "argReduce",
    inputs: [x],
    shape: x.shape.filter((_, i) => i !== axis),
    dtype: "int32",
    fn,
    axis,
  });
}
export function cumulate(fn: Accumulator, x: g.Node, axis: number, reverse = false): g.CumulateNode {
  check(isAxis(axis, x.shape.length), "cumulate", () => `axis ${axis} of ${shapesOf([x])}`);
  check(inDomain(x.dtype, "number"), "cumulate", () => `${fn} of ${x.dtype}`);
  return make<g.CumulateNode>({ kind: "cumulate", inputs: [x], shape: x.shape, dtype: x.dtype, fn, axis, reverse });
}
/** The places of the first `count` elements in order; of all where it is left out. */
export function argSort(x: g.Node, axis: number, descending = false, count?: Extent): g.ArgSortNode {
  check(isAxis(axis, x.shape.length), "argSort", () => `axis ${axis} of ${shapesOf([x])}`);
  const extent = x.shape[axis]!;
  const kept = count ?? extent;
  check(
    isStatic(kept) && isStatic(extent) ? kept >= 0 && kept <= extent : sameExtent(kept, extent),
    "argSort",
    () => `${formatShape([kept])} of the elements along axis ${axis} of ${shapesOf([x])}`,
  );
  const shape = x.shape.map((e, i) => (i === axis ? kept : e));
  return make<g.ArgSortNode>({ kind: "argSort", inputs: [x], shape, dtype: "int32", axis, descending });
}
export function contract(left: g.Node, right: g.Node, spec: g.ContractSpec): g.ContractNode {
  const pairs = [...spec.batch, ...spec.contract];
  check(left.dtype === right.dtype && isFloating(left.dtype), "contract", () => `of ${shapesOf([left, right])}`);
  check(
    pairs.every(
      ([l, r]) =>
        isAxis(l, left.shape.length) && isAxis(r, right.shape.length) && sameExtent(left.shape[l]!, right.shape[r]!),
    ),
    "contract",
    () => `axes do not match: ${shapesOf([left, right])}, ${JSON.stringify(spec)}`,
  );
  const { leftFree, rightFree } = freeAxes(left.shape.length, right.shape.length, spec);
  const shape = [
    ...spec.batch.map(([l]) => left.shape[l]!),
    ...leftFree.map((a) => left.shape[a]!),
    ...rightFree.map((a) => right.shape[a]!),
  ];
  return make<g.ContractNode>({ kind: "contract", inputs: [left, right], shape, dtype: left.dtype, spec });
}
/** The axes of each operand that are neither batch nor contracted. */
export function freeAxes(
  leftRank: number,
  rightRank: number,
  spec: g.ContractSpec,
): { leftFree: number[]; rightFree: number[] } {
  const pairs = [...spec.batch, ...spec.contract];
  const free = (rank: number, side: 0 | 1) =>
    Array.from({ length: rank }, (_, i) => i).filter((i) => !pairs.some((p) => p[side] === i));
  return { leftFree: free(leftRank, 0), rightFree: free(rightRank, 1) };
}
export function reshape(x: g.Node, shape: Shape): g.Node {
  if (sameShape(x.shape, shape)) return x;
  check(sameExtent(sizeOf(x.shape), sizeOf(shape)), "reshape", () => `${shapesOf([x])} to ${formatShape(shape)}`);
  return make<g.ReshapeNode>({ kind: "reshape", inputs: [x], shape, dtype: x.dtype });
}
export function permute(x: g.Node, order: readonly number[]): g.Node {
  if (order.every((a, i) => a === i)) return x;
  check(
    order.length === x.shape.length &&
      new Set(order).size === order.length &&
      order.every((a) => isAxis(a, x.shape.length)),
    "permute",
    () => `[${order.join(", ")}] of ${shapesOf([x])}`,
  );
  return make<g.PermuteNode>({
    kind: "permute",
    inputs: [x],
    shape: order.map((a) => x.shape[a]!),
    dtype: x.dtype,
    order,
  });
}
export function broadcast(x: g.Node, shape: Shape, axes: readonly number[]): g.Node {
  check(
    axes.length === x.shape.length &&
      axes.every(
        (a, i) =>
          isAxis(a, shape.length) &&
          (i === 0 || a > axes[i - 1]!) &&
          (sameExtent(x.shape[i]!, shape[a]!) || x.shape[i] === 1),
      ),
    "broadcast",
    () => `${shapesOf([x])} to ${formatShape(shape)} by [${axes.join(", ")}]`,
  );
  if (sameShape(x.shape, shape)) return x;
  return make<g.BroadcastNode>({ kind: "broadcast", inputs: [x], shape, dtype: x.dtype, axes });
}
/** `size` elements per axis; an axis of the batch is taken whole. */
export function slice(
  x: g.Node,
  start: readonly number[],
  size: Shape,
  stride: readonly number[] = start.map(() => 1),
): g.Node {
  check(
    start.length === x.shape.length && size.length === start.length && stride.length === start.length,
    "slice",
    () => `rank of ${shapesOf([x])}`,
  );
  check(
    x.shape.every((e, i) => {
      const s = size[i]!;
      return isStatic(e) && isStatic(s)
        ? start[i]! >= 0 && stride[i]! >= 1 && (s === 0 || start[i]! + (s - 1) * stride[i]! < e)
        : sameExtent(e, s) && start[i] === 0 && stride[i] === 1;
    }),
    "slice",
    () => `${formatShape(size)} from [${start.join(", ")}] by [${stride.join(", ")}] of ${shapesOf([x])}`,
  );
  if (sameShape(x.shape, size)) return x;
  return make<g.SliceNode>({ kind: "slice", inputs: [x], shape: size, dtype: x.dtype, start, stride });
}
export function pad(
  x: g.Node,
  value: g.Node,
  low: readonly number[],
  high: readonly number[],
  interior: readonly number[] = low.map(() => 0),
): g.Node {
  check(
    value.shape.length === 0 && value.dtype === x.dtype,
    "pad",
    () => `a value of ${shapesOf([value])} in ${shapesOf([x])}`,
  );
  check(
    [low, high, interior].every((p) => p.length === x.shape.length && p.every((v) => v >= 0)),
    "pad",
    () => `amounts [${low.join(", ")}] [${high.join(", ")}] [${interior.join(", ")}] of ${shapesOf([x])}`,
  );
  const shape = x.shape.map((e, i) => {
    if (isStatic(e)) return low[i]! + high[i]! + e + Math.max(0, e - 1) * interior[i]!;
    check(low[i] === 0 && high[i] === 0 && interior[i] === 0, "pad", () => "the axis of the batch");
    return e;
  });
  if (sameShape(shape, x.shape)) return x;
  return make<g.PadNode>({ kind: "pad", inputs: [x, value], shape, dtype: x.dtype, low, high, interior });
}
export function flip(x: g.Node, axes: readonly number[]): g.Node {
  check(
    axes.every((a) => isAxis(a, x.shape.length) && isStatic(x.shape[a]!)),
    "flip",
    () => `axes [${axes.join(", ")}] of ${shapesOf([x])}`,
  );
  const moved = axes.filter((a) => x.shape[a] !== 1);
  return moved.length === 0
    ? x
    : make<g.FlipNode>({ kind: "flip", inputs: [x], shape: x.shape, dtype: x.dtype, axes: moved });
}
/** How many windows fit along an axis; 0 where none does. */
export const windowCount = (e: number, w: g.WindowAxis): number =>
  Math.max(0, Math.floor((e - (w.size - 1) * w.dilation - 1) / w.stride) + 1);
function windowShape(shape: Shape, windows: readonly g.WindowAxis[]): Shape {
  return [
    ...shape.map((e, i) => {
      const w = windows.find((v) => v.axis === i);
      return w ? windowCount(e as number, w) : e;
    }),
    ...windows.map((w) => w.size),
  ];
}
const checkWindows = (shape: Shape, windows: readonly g.WindowAxis[], kind: string) =>
  check(
    windows.every(
      (w) =>
        isAxis(w.axis, shape.length) && isStatic(shape[w.axis]!) && w.size >= 1 && w.stride >= 1 && w.dilation >= 1,
    ) && new Set(windows.map((w) => w.axis)).size === windows.length,
    kind,
    () => `${JSON.stringify(windows)} over ${formatShape(shape)}`,
  );
export function window(x: g.Node, windows: readonly g.WindowAxis[]): g.WindowNode {
  checkWindows(x.shape, windows, "window");
  return make<g.WindowNode>({
    kind: "window",
    inputs: [x],
    shape: windowShape(x.shape, windows),
    dtype: x.dtype,
    windows,
  });
}
export function overlapAdd(x: g.Node, shape: Shape, windows: readonly g.WindowAxis[]): g.OverlapAddNode {
  checkWindows(shape, windows, "overlapAdd");
  check(
    sameShape(x.shape, windowShape(shape, windows)),
    "overlapAdd",
    () => `${shapesOf([x])} into ${formatShape(shape)}`,
  );
  return make<g.OverlapAddNode>({ kind: "overlapAdd", inputs: [x], shape, dtype: x.dtype, windows });
}
export function concat(inputs: readonly g.Node[], axis: number): g.Node {
  const first = inputs[0]!;
  check(
    isAxis(axis, first.shape.length) &&
      inputs.every(
        (i) =>
          i.dtype === first.dtype &&
          i.shape.length === first.shape.length &&
          i.shape.every((e, a) => (a === axis ? isStatic(e) : sameExtent(e, first.shape[a]!))),
      ),
    "concat",
    () => `axis ${axis} of ${shapesOf(inputs)}`,
  );
  if (inputs.length === 1) return first;
  const total = inputs.reduce((sum, i) => sum + (i.shape[axis] as number), 0);
  return make<g.ConcatNode>({
    kind: "concat",
    inputs,
    shape: first.shape.map((e, a) => (a === axis ? total : e)),
    dtype: first.dtype,
    axis,
  });
}
export function gather(table: g.Node, indices: g.Node): g.GatherNode {
  check(table.shape.length >= 1 && indices.dtype === "int32", "gather", () => shapesOf([table, indices]));
  return make<g.GatherNode>({
    kind: "gather",
    inputs: [table, indices],
    shape: [...indices.shape, ...table.shape.slice(1)],
    dtype: table.dtype,
  });
}
export function scatterAdd(indices: g.Node, updates: g.Node, rows: Extent): g.ScatterAddNode {
  const rank = indices.shape.length;
  check(indices.dtype === "int32" && sameShape(updates.shape.slice(0, rank), indices.shape), "scatterAdd", () =>
    shapesOf([indices, updates]),
  );
  return make<g.ScatterAddNode>({
    kind: "scatterAdd",
    inputs: [indices, updates],
    shape: [rows, ...updates.shape.slice(rank)],
    dtype: updates.dtype,
  });
}
export function scan(
  body: g.Subgraph,
  inputs: readonly g.Node[],
  options: { length: number; carries: number; slices: number; reverse?: boolean; checkpoint?: boolean },
): g.Node[] {
  const { length, carries, slices, reverse = false, checkpoint = false } = options;
  check(
    inputs.length === body.parameters.length &&
      body.parameters.every(
        (p, i) =>
          p.dtype === inputs[i]!.dtype &&
          sameShape(p.shape, i >= carries && i < carries + slices ? inputs[i]!.shape.slice(1) : inputs[i]!.shape),
      ),
    "scan",
    () => `${shapesOf(inputs)} for arguments ${shapesOf(body.parameters)}`,
  );
  check(
    inputs.slice(carries, carries + slices).every((i) => i.shape[0] === length),
    "scan",
    () => `length ${length} of ${shapesOf(inputs)}`,
  );
  check(
    body.results.length >= carries &&
      body.results
        .slice(0, carries)
        .every((r, i) => r.dtype === inputs[i]!.dtype && sameShape(r.shape, inputs[i]!.shape)),
    "scan",
    () => `results ${shapesOf(body.results)} for carries ${shapesOf(inputs.slice(0, carries))}`,
  );
  const node = make<g.ScanNode>({
    kind: "scan",
    inputs,
    shape: [],
    dtype: "int32",
    body,
    length,
    carries,
    slices,
    reverse,
    checkpoint,
  });
  return body.results.map((r, i) =>
    make<g.ProjectNode>({
      kind: "project",
      inputs: [node],
      shape: i < carries ? r.shape : [length, ...r.shape],
      dtype: r.dtype,
      index: i,
    }),
  );
}
export function cond(predicate: g.Node, then: g.Subgraph, otherwise: g.Subgraph, args: readonly g.Node[]): g.Node[] {
  check(
    predicate.dtype === "bool" && predicate.shape.length === 0,
    "cond",
    () => `a predicate of ${shapesOf([predicate])}`,
  );
  for (const b of [then, otherwise])
    check(
      b.parameters.length === args.length &&
        b.parameters.every((p, i) => p.dtype === args[i]!.dtype && sameShape(p.shape, args[i]!.shape)),
      "cond",
      () => `arguments ${shapesOf(args)} for ${shapesOf(b.parameters)}`,
    );
  check(
    then.results.length === otherwise.results.length &&
      then.results.every(
        (r, i) => r.dtype === otherwise.results[i]!.dtype && sameShape(r.shape, otherwise.results[i]!.shape),
      ),
    "cond",
    () => `branches give ${shapesOf(then.results)} and ${shapesOf(otherwise.results)}`,
  );
  const node = make<g.CondNode>({
    kind: "cond",
    inputs: [predicate, ...args],
    shape: [],
    dtype: "int32",
    then,
    otherwise,
  });
  return then.results.map((r, i) =>
    make<g.ProjectNode>({ kind: "project", inputs: [node], shape: r.shape, dtype: r.dtype, index: i }),
  );
}

/** The node with other operands of the same shapes and types; its attributes stay. */
export function withInputs(node: g.Node, inputs: readonly g.Node[]): g.Node {
  if (inputs.every((i, k) => i === node.inputs[k])) return node;
  return make<g.Node>({ ...node, inputs });
}
/** The scalar, spread over a shape. */
export const fill = (value: g.Node, shape: Shape): g.Node => broadcast(value, shape, []);
