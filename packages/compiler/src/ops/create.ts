/** Tensors made of numbers alone, and of a shape. Source: keras/src/ops/numpy.py. */
import { isFloating, type DType, type Shape } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { asNode, broadcastTo, cast, floating, nodeOf, normalizeAxis, range, type Operand } from "./operand.ts";
import { s } from "./scalar.ts";
import { expandDims } from "./shape.ts";

/** Zeros of a shape. */
export const zeros = (shape: Shape, dtype: DType = "float32"): Node => full(shape, 0, dtype);
/** Ones of a shape. */
export const ones = (shape: Shape, dtype: DType = "float32"): Node => full(shape, 1, dtype);
/** Of a shape, with any content: zeros. */
export const empty = zeros;
/** One value in a whole shape. */
export const full = (shape: Shape, fillValue: Operand, dtype: DType = "float32"): Node =>
  broadcastTo(cast(fillValue, dtype), shape);
const filledLike = (value: number) => (x: Operand, dtype?: DType): Node => fullLike(x, value, dtype); // prettier-ignore
/** Zeros in the shape and type of `x`. */
export const zerosLike = filledLike(0);
/** Ones in the shape and type of `x`. */
export const onesLike = filledLike(1);
/** In the shape and type of `x`, with any content: zeros. */
export const emptyLike = zerosLike;
/** One value in the shape and type of `x`. */
export function fullLike(x: Operand, fillValue: Operand, dtype?: DType): Node {
  const node = nodeOf(x);
  return broadcastTo(cast(fillValue, dtype ?? node.dtype), node.shape);
}
/** A tensor of the numbers. */
export const array = (x: Operand, dtype?: DType): Node => (dtype ? cast(x, dtype) : nodeOf(x));
/** start, start + step, … before stop; `arange(n)` counts from 0. Whole numbers give int32. */
export function arange(start: number, stop?: number | null, step = 1, dtype?: DType): Node {
  const [from, to] = stop === undefined || stop === null ? [0, start] : [start, stop];
  const type = dtype ?? ([from, to, step].every(Number.isInteger) ? "int32" : "float32");
  const index = build.iota([Math.max(0, Math.ceil((to - from) / step))], 0, isFloating(type) ? type : "float32");
  return cast(s.add(s.mul(index, step), from), type);
}
/** `num` numbers at equal distances from start to stop, along a new first axis; the last is `stop` unless `endpoint` is false. */
export function linspace(start: Operand, stop: Operand, num = 50, endpoint = true, dtype: DType = "float32"): Node {
  const type = isFloating(dtype) ? dtype : "float32";
  const [from, to] = [cast(start, type), cast(stop, type)];
  const shape = [num, ...s.add(from, broadcastTo(to, from.shape)).shape];
  const parts = Math.max(1, endpoint ? num - 1 : num);
  const step = s.div(build.iota(shape, 0, type), parts);
  const spread = (x: Node): Node => broadcastTo(expandDims(x, 0), shape);
  return cast(s.add(s.mul(spread(from), s.sub(1, step)), s.mul(spread(to), step)), dtype);
}
/** Powers of `base` with exponents at equal distances from start to stop. */
export function logspace(
  start: Operand,
  stop: Operand,
  num = 50,
  endpoint = true,
  base = 10,
  dtype: DType = "float32",
): Node {
  return cast(s.pow(base, linspace(start, stop, num, endpoint)), dtype);
}
/** `num` numbers with equal quotients from start to stop, of one sign. */
export function geomspace(start: number, stop: number, num = 50, endpoint = true, dtype: DType = "float32"): Node {
  const sign = Math.sign(start);
  return cast(s.mul(sign, s.exp(linspace(Math.log(start * sign), Math.log(stop * sign), num, endpoint))), dtype);
}
/** 1 on the diagonal k places right of the main one, 0 elsewhere: [N, M]. */
export const eye = (N: number, M: number | null = N, k = 0, dtype: DType = "float32"): Node =>
  cast(s.eq(build.iota([N, M ?? N], 1, "int32"), s.add(build.iota([N, M ?? N], 0, "int32"), k)), dtype);
/** The identity matrix. */
export const identity = (n: number, dtype: DType = "float32"): Node => eye(n, n, 0, dtype);
/** 1 on and under the diagonal k places right of the main one, 0 above: [N, M]. */
export const tri = (N: number, M: number | null = N, k = 0, dtype: DType = "float32"): Node =>
  cast(s.le(build.iota([N, M ?? N], 1, "int32"), s.add(build.iota([N, M ?? N], 0, "int32"), k)), dtype);
/** A grid of coordinates: of each vector a tensor over all of them, the first two axes exchanged with "xy". */
export function meshgrid(xs: readonly Operand[], indexing: "xy" | "ij" = "xy"): Node[] {
  const vectors = xs.map((x) => nodeOf(x));
  const order = range(0, xs.length);
  if (indexing === "xy" && xs.length > 1) order.splice(0, 2, 1, 0);
  const shape = order.map((i) => vectors[i]!.shape[0] ?? 1);
  return vectors.map((v, i) => build.broadcast(build.reshape(v, [v.shape[0] ?? 1]), shape, [order.indexOf(i)]));
}
/** Powers of a vector as columns, from N - 1 (its length) down to 0, or rising. */
export function vander(x: Operand, N?: number | null, increasing = false): Node {
  const node = floating(x);
  const columns = N ?? (node.shape[0] as number);
  const one = s.like(expandDims(node, 1), 1);
  const rest = build.broadcast(node, [node.shape[0]!, Math.max(0, columns - 1)], [0]);
  const powers = build.cumulate("mul", columns === 0 ? rest : build.concat([one, rest], 1), 1);
  return increasing ? powers : build.flip(powers, [1]);
}

const windowed = (f: (position: number) => number) => (x: number): Node =>
  asNode(range(0, x).map((i) => (x === 1 ? 1 : f(i / (x - 1)))), "float32"); // prettier-ignore
const cosines = (a: number, b: number, c = 0): ((x: number) => Node) =>
  windowed((t) => a - b * Math.cos(2 * Math.PI * t) + c * Math.cos(4 * Math.PI * t));
/** Bartlett's window of x points: a triangle. */
export const bartlett = windowed((t) => 1 - Math.abs(2 * t - 1));
/** Blackman's window of x points. */
export const blackman = cosines(0.42, 0.5, 0.08);
/** Hamming's window of x points. */
export const hamming = cosines(0.54, 0.46);
/** Hann's window of x points. */
export const hanning = cosines(0.5, 0.5);
/** Kaiser's window of x points: the modified Bessel function of order 0, by its series. */
export function kaiser(x: number, beta: number): Node {
  const bessel = (v: number): number => {
    let [term, sum] = [1, 1];
    for (let k = 1; term > 1e-17 * sum; k++) sum += term *= (v / 2 / k) ** 2;
    return sum;
  };
  return windowed((t) => bessel(beta * Math.sqrt(1 - (2 * t - 1) ** 2)) / bessel(beta))(x);
}
/** The whole number of `extent` as a scalar: of the batch, the rows of the running one. */
export const sizeAlong = (x: Operand, axis: number, dtype: DType = "float32"): Node => {
  const node = nodeOf(x);
  return build.extent(node.shape[normalizeAxis("sizeAlong", node.shape.length, axis)]!, dtype);
};
