/** Normalization and attention as formulas. Source: keras/src/ops/nn.py, backend/jax/nn.py. */
import { formatShape, TacetError } from "../core/index.ts";
import { build, type Node } from "../ir/index.ts";
import { applyElementwise } from "./apply.ts";
import { broadcastTo, cast, floating, normalizeAxes, normalizeAxis, type Operand } from "./operand.ts";
import { einsum } from "./einsum.ts";
import { norm } from "./linalg.ts";
import { softmax } from "./nn.ts";
import { mean, sum, var as variance, type Axes } from "./reduce.ts";
import { s } from "./scalar.ts";
import { expandDims } from "./shape.ts";

type Optional = Operand | null | undefined;
const isGiven = (x: Optional): x is Operand => x !== undefined && x !== null;
/** x · w, where w may be left out, and likewise for the sum. */
const times = (x: Node, w: Optional): Node => (isGiven(w) ? applyElementwise("multiply", [x, w]) : x);
const plus = (x: Node, w: Optional): Node => (isGiven(w) ? applyElementwise("add", [x, w]) : x);

/** x divided by its norm of this order along the axes, which counts as `epsilon` (1e-7) where it is smaller. */
export function normalize(x: Operand, axis: Axes = -1, order = 2, epsilon: number | null = 1e-7): Node {
  const node = floating(x);
  const least = epsilon ?? 1e-7;
  if (order !== 2) {
    const length = norm(node, order, normalizeAxes("normalize", node.shape.length, axis), true);
    return s.div(node, broadcastTo(s.max(length, least), node.shape));
  }
  const inverse = s.div(1, s.sqrt(sum(s.mul(node, node), axis, true)));
  return s.mul(node, broadcastTo(s.min(inverse, 1 / least), node.shape));
}
/** (x - mean) / √(variance + epsilon) · scale + offset, with one number each for a place along the axis. */
export function batchNormalization(
  x: Operand,
  mean: Operand,
  variance: Operand,
  axis: number,
  offset?: Optional,
  scale?: Optional,
  epsilon = 1e-3,
): Node {
  // prettier-ignore
  const node = floating(x);
  const a = normalizeAxis("batchNormalization", node.shape.length, axis);
  const spread = (v: Operand): Node => build.broadcast(cast(v, node.dtype), node.shape.map((e, i) => (i === a ? e : 1)), [a]); // prettier-ignore
  const inverse = times(s.div(1, s.sqrt(s.add(spread(variance), epsilon))), isGiven(scale) ? spread(scale) : undefined);
  const moved = plus(s.neg(s.mul(spread(mean), inverse)), isGiven(offset) ? spread(offset) : undefined);
  return plus(times(node, inverse), moved);
}
/** Weights over the normalized axes, to go with x. */
function alongAxes(w: Optional, x: Node, axes: readonly number[]): Optional {
  if (!isGiven(w)) return w;
  const weights = cast(w, x.dtype);
  const isLast = axes.length === 1 && axes[0] === x.shape.length - 1;
  if (isLast || weights.shape.length === x.shape.length) return weights;
  return build.reshape(weights, x.shape.map((e, i) => (axes.includes(i) ? e : 1))); // prettier-ignore
}
/** (x - mean) / √(variance + epsilon) · gamma + beta, with mean and variance over the axes; epsilon is 1e-7 unless given. */
export function layerNormalization(
  x: Operand,
  gamma?: Optional,
  beta?: Optional,
  axis: number | readonly number[] = -1,
  epsilon: number | null = 1e-7,
): Node {
  // prettier-ignore
  const node = floating(x);
  const axes = normalizeAxes("layerNormalization", node.shape.length, axis);
  const inverse = times(s.div(1, s.sqrt(s.add(variance(node, axes, true), epsilon ?? 1e-7))), alongAxes(gamma, node, axes)); // prettier-ignore
  const moved = plus(
    applyElementwise("multiply", [s.neg(mean(node, axes, true)), inverse]),
    alongAxes(beta, node, axes),
  );
  return plus(times(node, inverse), moved);
}
/** x / √(mean x² + epsilon) · scale over the axes; epsilon is 1e-7 unless given. */
export function rmsNormalization(
  x: Operand,
  scale?: Optional,
  axis: number | readonly number[] = -1,
  epsilon: number | null = 1e-7,
): Node {
  // prettier-ignore
  const node = floating(x);
  const axes = normalizeAxes("rmsNormalization", node.shape.length, axis);
  const inverse = s.div(1, s.sqrt(s.add(mean(s.mul(node, node), axes, true), epsilon ?? 1e-7)));
  return times(times(node, inverse), alongAxes(scale, node, axes));
}
/** The peak signal-to-noise ratio in decibels, of signals up to maxVal. */
export function psnr(x1: Operand, x2: Operand, maxVal: number): Node {
  const difference = floating(applyElementwise("subtract", [x1, x2]));
  const noise = applyElementwise("log10", [mean(s.mul(difference, difference))]);
  return s.sub(20 * Math.log10(maxVal), s.mul(10, noise));
}
/**
 * softmax(query · keyᵀ · scale + bias) · value for each head: query [batch, time, heads, d], key and value
 * [batch, source, groups, d], where a group of heads shares a key. `mask` says which sources count, `isCausal` only
 * those up to the time; both broadcast to [batch, heads, time, source]. scale is 1 / √d unless given.
 */
export function dotProductAttention(
  query: Operand,
  key: Operand,
  value: Operand,
  bias?: Optional,
  mask?: Optional,
  scale?: number | null,
  isCausal = false,
): Node {
  // prettier-ignore
  const [q, k, v] = [floating(query), floating(key), floating(value)];
  if (q.shape.length !== 4 || k.shape.length !== 4 || v.shape.length !== 4)
    throw new TacetError(
      `dotProductAttention: expected tensors of rank 4, received shapes ${[q, k, v].map((x) => formatShape(x.shape)).join(", ")}.`,
    );
  const [heads, groups] = [q.shape[2] as number, k.shape[2] as number];
  const shared = (x: Node): Node => {
    if (heads === groups) return x;
    const [b, t, g, d] = x.shape as [number, number, number, number];
    const spread = build.broadcast(x, [b, t, g, heads / groups, d], [0, 1, 2, 4]);
    return build.reshape(spread, [b, t, heads, d]);
  };
  let scores = s.mul(einsum("btnh,bsnh->bnts", q, shared(k)), scale ?? 1 / Math.sqrt(q.shape[3] as number));
  const fit = (x: Operand): Node => {
    let node = floating(x);
    while (node.shape.length < 4) node = expandDims(node, node.shape.length === 3 && node.shape[1] === heads ? 2 : 1);
    return broadcastTo(node, scores.shape);
  };
  if (isGiven(bias)) scores = s.add(scores, fit(bias));
  const lowest = -0.7 * (scores.dtype === "float64" ? Number.MAX_VALUE : 3.4028234663852886e38);
  if (isGiven(mask)) scores = s.select(cast(fit(mask), "bool"), scores, lowest);
  if (isCausal) scores = s.select(s.le(build.iota(scores.shape, 3, "int32"), build.iota(scores.shape, 2, "int32")), scores, lowest); // prettier-ignore
  return einsum("bnts,bsnh->btnh", softmax(scores), shared(v));
}
