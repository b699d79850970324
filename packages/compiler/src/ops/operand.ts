/**
 * What ops accept as operands, and how unlike ones meet: NumPy's broadcasting
 * (the symbolic batch included) and Keras's promotion, in which a plain number
 * is weak: it takes the type of what it meets.
 */
import {
  formatShape,
  isFloating,
  isStatic,
  layouts,
  sameExtent,
  sameShape,
  sizeOf,
  TacetError,
  type DType,
  type Extent,
  type Shape,
  type TypedArray,
} from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";

/** Numbers in nested arrays of equal lengths. */
export type NestedNumbers = readonly (number | boolean | TypedArray | NestedNumbers)[];
export type Plain = number | boolean | TypedArray | NestedNumbers;
/** A node, or plain numbers that become a constant of the type of what they meet (alone: float32). */
export type Operand = Node | Plain;

export const isNode = (x: unknown): x is Node => typeof x === "object" && x !== null && "kind" in x && "inputs" in x;

/** The node of an operand; plain numbers become constants of `dtype`. */
export function asNode(x: Operand, dtype: DType = "float32"): Node {
  if (isNode(x)) return x;
  if (typeof x === "number" || typeof x === "boolean") return build.constant(Number(x), dtype);
  const { data, shape } = flatten(x);
  return shape.length === 0 ? build.constant(data[0]!, dtype) : literalOf(data, shape, dtype);
}
export function literalOf(data: ArrayLike<number>, shape: readonly number[], dtype: DType): Node {
  const array = layouts[dtype].allocate(data.length);
  if (dtype === "bool") for (let i = 0; i < data.length; i++) array[i] = Number(data[i] !== 0);
  else array.set(data);
  return build.literal(array, shape, dtype);
}

/** The numbers of a nested array in row-major order, and its shape. Throws where lengths differ. */
export function flatten(x: Plain): { data: ArrayLike<number>; shape: number[] } {
  if (typeof x === "number" || typeof x === "boolean") return { data: [Number(x)], shape: [] };
  if (isNumbers(x)) return { data: x, shape: [x.length] };
  const shape: number[] = [];
  for (
    let level: Plain | undefined = x;
    Array.isArray(level) || isNumbers(level);
    level = level[0] as Plain | undefined
  )
    shape.push(level.length);
  const data: number[] = [];
  const visit = (level: Plain, depth: number): void => {
    if (typeof level === "number" || typeof level === "boolean") {
      if (depth !== shape.length) throw ragged(shape, depth);
      data.push(Number(level));
    } else if (Array.isArray(level)) {
      if (depth >= shape.length || level.length !== shape[depth]) throw ragged(shape, depth);
      for (const inner of level as readonly Plain[]) visit(inner, depth + 1);
    } else if (isNumbers(level)) {
      if (depth !== shape.length - 1 || level.length !== shape[depth]) throw ragged(shape, depth);
      for (const v of level) data.push(v);
    } else throw noNumber(level, data.length, shape);
  };
  visit(x, 0);
  return { data, shape };
}
/** Typed arrays of numbers: not of bigints, and no DataView. */
const isNumbers = (x: unknown): x is TypedArray =>
  ArrayBuffer.isView(x) && "BYTES_PER_ELEMENT" in x && !(x instanceof BigInt64Array) && !(x instanceof BigUint64Array);
function noNumber(x: unknown, position: number, shape: readonly number[]): TacetError {
  const index = shape.map(
    (extent, axis) => Math.floor(position / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % extent,
  );
  const received =
    typeof x === "string"
      ? JSON.stringify(x)
      : typeof x === "bigint"
        ? `${x}n`
        : typeof x === "object" && x !== null
          ? "an object"
          : String(x);
  return new TacetError(
    `Expected numbers, nested in arrays or typed arrays, received ${received}${index.length > 0 ? ` at [${index.join(", ")}]` : ""}. Convert it to numbers first.`,
  );
}
const ragged = (shape: readonly number[], depth: number) =>
  new TacetError(
    `A nested array must have one shape: its first elements give [${shape.join(", ")}], but at depth ${depth} a length differs. Pad the shorter rows.`,
  );

const precedence: { readonly [D in DType]: number } = { bool: 0, uint32: 1, int32: 2, float32: 3, float64: 4 };

/** The type that operands promote to. */
export function promotedType(operands: readonly Operand[]): DType {
  let strong: DType | undefined;
  let weak = -1;
  for (const x of operands) {
    if (isNode(x)) {
      if (strong === undefined || precedence[x.dtype] > precedence[strong]) strong = x.dtype;
    } else weak = Math.max(weak, weakness(x));
  }
  if (strong === undefined) return weak === 0 ? "bool" : "float32";
  if (weak === 2 && !isFloating(strong)) return "float32";
  if (weak === 1 && strong === "bool") return "int32";
  return strong;
}
/** 0 for booleans, 1 for whole numbers, 2 for others. */
function weakness(x: Plain): 0 | 1 | 2 {
  if (typeof x === "boolean") return 0;
  if (typeof x === "number") return Number.isInteger(x) ? 1 : 2;
  if (ArrayBuffer.isView(x)) return x instanceof Float32Array || x instanceof Float64Array ? 2 : 1;
  let most: 0 | 1 | 2 = 0;
  for (const inner of x) {
    const w = weakness(inner);
    if (w > most) most = w;
  }
  return most;
}

/** The type with fractions that this one is computed in. */
export const floatingType = (dtype: DType): DType => (isFloating(dtype) ? dtype : "float32");

export function cast(x: Operand, dtype: DType): Node {
  const node = asNode(x, isNode(x) ? undefined : dtype);
  return node.dtype === dtype
    ? node
    : node.kind === "constant"
      ? build.constant(castConstant(node.value, dtype), dtype)
      : build.map("cast", [node], dtype);
}
/** Float to integer saturates, as the primitive does. */
function castConstant(value: number, dtype: DType): number {
  if (dtype === "int32")
    return Number.isNaN(value) ? 0 : Math.min(2147483647, Math.max(-2147483648, Math.trunc(value)));
  if (dtype === "uint32") return Number.isNaN(value) ? 0 : Math.min(4294967295, Math.max(0, Math.trunc(value)));
  return value;
}

/** NumPy's broadcast of two shapes; `undefined` where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Extent[] = [];
  for (let i = 0; i < rank; i++) {
    const p = a[a.length - rank + i] ?? 1;
    const q = b[b.length - rank + i] ?? 1;
    if (p === 1 || sameExtent(p, q)) result.push(q);
    else if (q === 1) result.push(p);
    else return undefined;
  }
  return result;
}
export function broadcastTo(x: Node, shape: Shape): Node {
  const offset = shape.length - x.shape.length;
  const fits = offset >= 0 && x.shape.every((e, i) => e === 1 || sameExtent(e, shape[offset + i]!));
  if (!fits)
    throw new TacetError(
      `A tensor of shape ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}: each axis, counted from the last, must be equal or 1.`,
    );
  return build.broadcast(
    x,
    shape,
    x.shape.map((_, i) => offset + i),
  );
}
/** All operands in one type and, by broadcasting, one shape. */
export function together(name: string, operands: readonly Operand[], dtype: DType): Node[] {
  const nodes = operands.map((x) => cast(x, dtype));
  const shape = commonShape(name, nodes);
  return nodes.map((x) => (sameShape(x.shape, shape) ? x : broadcastTo(x, shape)));
}
export function commonShape(name: string, nodes: readonly Node[]): Shape {
  return nodes.reduce<Shape>((shape, x) => {
    const joined = broadcastShapes(shape, x.shape);
    if (!joined)
      throw new TacetError(
        `${name}: shapes ${nodes.map((n) => formatShape(n.shape)).join(" and ")} do not broadcast: each axis, counted from the last, must be equal or 1.`,
      );
    if (joined.filter((e) => !isStatic(e)).length > 1)
      throw new TacetError(
        `${name}: shapes ${nodes.map((n) => formatShape(n.shape)).join(" and ")} would pair every row of the batch with every other, ${formatShape(joined)}. Give both one rank: x.expandDims(-1) makes [n] to [n, 1].`,
      );
    return joined;
  }, []);
}

/** Axes counted from the front, ascending; `undefined` is all of them. */
export function normalizeAxes(name: string, rank: number, axis?: number | readonly number[] | null): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  const axes = (typeof axis === "number" ? [axis] : axis).map((a) => normalizeAxis(name, rank, a));
  if (new Set(axes).size !== axes.length)
    throw new TacetError(`${name}: an axis is named twice in [${axes.join(", ")}].`);
  return axes.sort((a, b) => a - b);
}
export function normalizeAxis(name: string, rank: number, axis: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new TacetError(
      `${name}: axis ${axis} is outside a tensor of rank ${rank}; expected ${-rank} to ${rank - 1}.`,
    );
  return axis < 0 ? axis + rank : axis;
}
/** The extent where it must be known when compiling. */
export function staticExtent(name: string, x: Node, axis: number): number {
  const e = x.shape[axis]!;
  if (!isStatic(e))
    throw new TacetError(
      `${name}: axis ${axis} of ${formatShape(x.shape)} is the batch, whose size is known only when running; use another axis.`,
    );
  return e;
}

/** The node of an operand; plain numbers become a constant of their own type. */
export const nodeOf = (x: Operand): Node => asNode(x, promotedType([x]));
/** As floats. */
export const floating = (x: Operand): Node => cast(x, floatingType(promotedType([x])));
/** As numbers: bools are counted. */
export function numeric(x: Operand): Node {
  const node = nodeOf(x);
  return node.dtype === "bool" ? cast(node, "int32") : node;
}
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
/** The shape with one of its extents replaced. */
export const withExtent = (shape: Shape, axis: number, extent: Extent): Shape =>
  shape.map((e, i) => (i === axis ? extent : e));
/** The tensor as one axis. */
export const flattened = (x: Operand): Node => {
  const node = nodeOf(x);
  return build.reshape(node, [sizeOf(node.shape)]);
};
/** Refuses what is none of the choices. */
export function checkChoice(name: string, what: string, choices: readonly string[], received: unknown): void {
  if (!choices.includes(received as string))
    throw new TacetError(
      `${name}: expected the ${what} ${choices.join(" or ")}, received ${JSON.stringify(received)}.`,
    );
}
