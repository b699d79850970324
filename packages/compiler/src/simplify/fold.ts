/**
 * Scalar primitives of constants, where the result is exact or correctly
 * rounded and so the same on every machine. Transcendentals are left to the
 * program: the host's differ in the last place from the engine's.
 */
import { isFloating, layouts, type DType } from "../core/index.ts";
import { build, type MapNode, type Node, type ScalarPrimitive } from "../ir/index.ts";

/** On values of `dtype` (that of the last operand); the caller rounds the result to the result's type. */
type Fold = (values: readonly number[], dtype: DType) => number;
const unary =
  (f: (a: number, dtype: DType) => number): Fold =>
  (v, dtype) =>
    f(v[0]!, dtype);
const binary =
  (f: (a: number, b: number, dtype: DType) => number): Fold =>
  (v, dtype) =>
    f(v[0]!, v[1]!, dtype);
const float = (dtype: DType): boolean => isFloating(dtype);

function roundHalfEven(a: number): number {
  const low = Math.floor(a);
  const part = a - low;
  return part < 0.5 ? low : part > 0.5 ? low + 1 : low % 2 === 0 ? low : low + 1;
}

export const folds: Readonly<Record<ScalarPrimitive, Fold | undefined>> = {
  neg: unary((a) => -a),
  abs: unary(Math.abs),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b, t) => (float(t) ? a * b : Math.imul(a, b))),
  div: binary((a, b, t) => (float(t) ? a / b : b === 0 ? 0 : Math.trunc(a / b))),
  rem: binary((a, b, t) => (!float(t) && b === 0 ? 0 : a % b)),
  max: binary((a, b) => Math.max(a, b)),
  min: binary((a, b) => Math.min(a, b)),
  fma: undefined,
  pow: undefined,
  atan2: undefined,
  sqrt: unary(Math.sqrt),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  trunc: unary(Math.trunc),
  round: unary(roundHalfEven),
  exp: undefined,
  expm1: undefined,
  log: undefined,
  log1p: undefined,
  sin: undefined,
  cos: undefined,
  tan: undefined,
  atan: undefined,
  tanh: undefined,
  erf: undefined,
  erfinv: undefined,
  eq: binary((a, b) => Number(a === b)),
  lt: binary((a, b) => Number(a < b)),
  le: binary((a, b) => Number(a <= b)),
  not: unary((a, t) => (t === "bool" ? 1 - a : ~a)),
  and: binary((a, b) => a & b),
  or: binary((a, b) => a | b),
  xor: binary((a, b) => a ^ b),
  shl: binary((a, b) => a << b),
  shr: binary((a, b, t) => (t === "int32" ? a >> b : a >>> b)),
  select: (v) => (v[0] !== 0 ? v[1]! : v[2]!),
  cast: unary((a) => a),
  bitcast: undefined,
};

const limits: Partial<Record<DType, readonly [number, number]>> = {
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** The constant that a map of scalar constants is. */
export function foldMap(node: MapNode): Node | undefined {
  const fold = folds[node.fn];
  const values: number[] = [];
  for (const input of node.inputs) {
    if (input.kind !== "constant") return undefined;
    values.push(input.value);
  }
  const from = node.inputs[node.inputs.length - 1]!.dtype;
  if (node.fn === "bitcast") return build.constant(reinterpret(values[0]!, from, node.dtype), node.dtype);
  if (!fold) return undefined;
  let value = fold(values, from);
  const range = limits[node.dtype];
  // A cast of a float saturates; arithmetic on integers wraps, as toDType does.
  if (node.fn === "cast" && range && isFloating(from))
    value = Number.isNaN(value) ? 0 : Math.trunc(Math.min(range[1], Math.max(range[0], value)));
  return build.constant(value, node.dtype);
}
function reinterpret(value: number, from: DType, to: DType): number {
  const data = layouts[from].allocate(1);
  data[0] = value;
  return layouts[to].view(data.buffer, 0, 1)[0]!;
}
