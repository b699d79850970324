/** TensorFlow.js's operations along axes, and its products. Source: tfjs-core/src/ops. */
import { ops, TacetError, type Tensor } from "@tacet/compiler";
import { counted, float, of, type Axis, type Operand } from "./operand.ts";

const reduced = (f: (x: Tensor, axis: Axis, keepDims: boolean) => Tensor, prepare = counted) =>
  (x: Operand, axis?: Axis, keepDims = false): Tensor => f(prepare(x), axis, keepDims); // prettier-ignore

export const sum = reduced((x, axis, keepDims) => x.sum(axis, keepDims));
export const prod = reduced((x, axis, keepDims) => x.prod(axis, keepDims));
export const mean = reduced((x, axis, keepDims) => x.mean(axis, keepDims), float);
export const max = reduced((x, axis, keepDims) => x.max(axis, keepDims));
export const min = reduced((x, axis, keepDims) => x.min(axis, keepDims));
export const all = reduced((x, axis, keepDims) => x.all(axis, keepDims), of);
export const any = reduced((x, axis, keepDims) => x.any(axis, keepDims), of);
export const logSumExp = reduced((x, axis, keepDims) => x.logsumexp(axis, keepDims), float);
export const euclideanNorm = reduced((x, axis, keepDims) => norm(x, "euclidean", axis, keepDims), float);
/** Along the first axis unless given, unlike NumPy's. */
export const argMax = (x: Operand, axis = 0): Tensor => of(x).argmax(axis);
export const argMin = (x: Operand, axis = 0): Tensor => of(x).argmin(axis);
export const softmax = (logits: Operand, dim = -1): Tensor => float(logits).softmax(dim);
export const logSoftmax = (logits: Operand, axis = -1): Tensor => float(logits).logSoftmax(axis);

/** The length of vectors: `ord` is 1, 2, Infinity, -Infinity, "euclidean" or "fro". */
export function norm(
  x: Operand,
  ord: number | "euclidean" | "fro" = "euclidean",
  axis?: Axis,
  keepDims = false,
): Tensor {
  const t = float(x);
  const p = typeof ord === "number" ? ord : 2;
  if (p === Infinity) return t.abs().max(axis, keepDims);
  if (p === -Infinity) return t.abs().min(axis, keepDims);
  if (p === 1) return t.abs().sum(axis, keepDims);
  if (p === 2) return t.square().sum(axis, keepDims).sqrt();
  throw new TacetError(
    `norm: expected ord to be 1, 2, Infinity, -Infinity, "euclidean" or "fro", received ${String(ord)}.`,
  );
}
/** Mean and variance. */
export function moments(x: Operand, axis?: Axis, keepDims = false): { mean: Tensor; variance: Tensor } {
  const t = float(x);
  return { mean: t.mean(axis, keepDims), variance: t.var(axis, keepDims) };
}
/** The `k` largest along the last axis, and where they are. */
export function topk(x: Operand, k = 1, sorted = true): { values: Tensor; indices: Tensor } {
  const [values, indices] = of(x).topK(k, sorted);
  return { values, indices };
}

/** @param start what stands before the first where the element itself does not count */
function cumulated(name: "cumsum" | "cumprod", start: number) {
  return (x: Operand, axis = 0, exclusive = false, reverse = false): Tensor => {
    const t = counted(x);
    const at = axis < 0 ? axis + t.rank : axis;
    const folded = (reverse ? t.flip(at) : t)[name](at);
    const one = t.shape.map((_, i): readonly [number, number] => [i === at ? 1 : 0, 0]);
    const moved = exclusive ? ops.sliceAxis(folded.pad(one, "constant", start), at, 0, -1) : folded;
    return reverse ? moved.flip(at) : moved;
  };
}
export const cumsum = cumulated("cumsum", 0);
export const cumprod = cumulated("cumprod", 1);

export function matMul(a: Operand, b: Operand, transposeA = false, transposeB = false): Tensor {
  const turned = (x: Tensor, turn: boolean): Tensor => (turn ? x.swapaxes(-1, -2) : x);
  return turned(of(a), transposeA).matmul(turned(of(b), transposeB));
}
export const dot = (a: Operand, b: Operand): Tensor => of(a).dot(of(b));
export const outerProduct = (v1: Operand, v2: Operand): Tensor => of(v1).outer(of(v2));
