/**
 * Elementwise activations: a formula over the scalar primitives each. Names, arity and the check
 * of value and gradient derive from the entries; what the check needs stands in
 * testing/elementwise/, so that users do not load it. Gradients at kinks are JAX's.
 */
import type { Node } from "../../ir/index.ts";
import { s } from "../scalar.ts";
import { logistic, passing, type ElementwiseDefinition } from "./definition.ts";

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;
/** expm1 where it is used, 0 where exp would overflow and its gradient become NaN. */
const safeExpm1 = (x: Node): Node => s.expm1(s.select(s.lt(0, x), 0, x));
const hardSigmoid = (x: Node): Node => s.div(s.min(s.max(s.add(x, 3), 0), 6), 6);

export const activations = {
  /** max(x, 0); its gradient at 0 is 0. */
  relu: { formula: (x) => s.max(x, 0), accepts: "number", gradient: (g, _, x) => [passing(g, s.lt(0, x))] },
  /** min(max(x, 0), 6); its gradient at 0 and 6 is 0. */
  relu6: {
    formula: (x) => s.min(s.max(x, 0), 6),
    accepts: "number",
    gradient: (g, _, x) => [passing(g, s.and(s.lt(0, x), s.lt(x, 6)))],
  },
  /** relu6(x + 3) / 6; its gradient at -3 and 3 is 0. */
  hardSigmoid: {
    formula: (x) => s.div(s.min(s.max(s.add(x, 3), 0), 6), 6),
    gradient: (g, _, x) => [passing(s.div(g, 6), s.lt(s.abs(x), 3))],
  },
  /** x where x ≥ 0, negativeSlope · x elsewhere; its gradient at 0 is 1. */
  leakyRelu: { formula: (x, negativeSlope) => s.select(s.le(0, x), x, s.mul(negativeSlope, x)), defaults: [0.2] },
  /** 1 / (1 + e⁻ˣ). */
  sigmoid: {
    formula: logistic,
    // The derived gradient is e⁻ˣ / (1 + e⁻ˣ)²: inf / inf for very negative x.
    gradient: (g, y) => [s.mul(g, s.mul(y, s.sub(1, y)))],
  },
  /** log(sigmoid(x)). */
  logSigmoid: {
    formula: (x) => s.sub(s.min(x, 0), s.log1p(s.exp(s.neg(s.abs(x))))),
    gradient: (g, _, x) => [s.mul(g, logistic(s.neg(x)))],
  },
  /** log(1 + eˣ). */
  softplus: {
    formula: (x) => s.add(s.max(x, 0), s.log1p(s.exp(s.neg(s.abs(x))))),
    gradient: (g, _, x) => [s.mul(g, logistic(x))],
  },
  /** x / (1 + |x|). */
  softsign: { formula: (x) => s.div(x, s.add(1, s.abs(x))) },
  /** x · sigmoid(x). */
  silu: {
    formula: (x) => s.mul(x, logistic(x)),
    gradient: (g, _, x) => {
      // d(x·s) = s + x·s·(1 - s)
      const y = logistic(x);
      return [s.mul(g, s.add(y, s.mul(x, s.mul(y, s.sub(1, y)))))];
    },
  },
  /** x · Φ(x), Φ the normal distribution. */
  geluErf: { formula: (x) => s.mul(s.mul(0.5, x), s.add(1, s.erf(s.mul(x, Math.SQRT1_2)))) },
  /** gelu by its tanh approximation. */
  geluTanh: {
    formula: (x) =>
      s.mul(
        x,
        s.mul(0.5, s.add(1, s.tanh(s.mul(Math.sqrt(2 / Math.PI), s.add(x, s.mul(0.044715, s.mul(x, s.mul(x, x)))))))),
      ),
  },
  /** x where x > 0, alpha · (eˣ - 1) elsewhere. */
  elu: { formula: (x, alpha) => s.select(s.lt(0, x), x, s.mul(alpha, safeExpm1(x))), defaults: [1] },
  /** The scaled elu of self-normalizing networks. */
  selu: { formula: (x) => s.mul(seluScale, s.select(s.lt(0, x), x, s.mul(seluAlpha, safeExpm1(x)))) },
  /** x · hardSigmoid(x). */
  hardSilu: {
    formula: (x) => s.mul(x, hardSigmoid(x)),
    gradient: (g, _, x) => [s.mul(g, s.add(hardSigmoid(x), passing(s.div(x, 6), s.lt(s.abs(x), 3))))],
  },
  /** max(-1, min(x, 1)); its gradient at -1 and 1 is 1. */
  hardTanh: { formula: (x) => s.select(s.lt(1, x), s.like(x, 1), s.select(s.lt(x, -1), s.like(x, -1), x)) },
  /** 0 where |x| ≤ threshold, x elsewhere. */
  hardShrink: { formula: (x, threshold) => s.select(s.lt(threshold, s.abs(x)), x, 0), defaults: [0.5] },
  /** x moved toward 0 by the threshold, 0 where that passes 0. */
  softShrink: {
    formula: (x, threshold) =>
      s.select(s.lt(threshold, x), s.sub(x, threshold), s.select(s.lt(x, s.neg(threshold)), s.add(x, threshold), 0)),
    defaults: [0.5],
  },
  /** x - tanh(x). */
  tanhShrink: { formula: (x) => s.sub(x, s.tanh(x)) },
  /** x where x > threshold, the default value elsewhere. */
  threshold: {
    formula: (x, threshold, defaultValue) => s.select(s.lt(threshold, x), x, defaultValue),
    gradient: (g, _, x, threshold) => {
      const above = s.lt(threshold, x);
      return [passing(g, above), undefined, passing(g, s.not(above))];
    },
  },
  /** x where x > 0, alpha · (e^(x / alpha) - 1) elsewhere. */
  celu: { formula: (x, alpha) => s.select(s.lt(0, x), x, s.mul(alpha, safeExpm1(s.div(x, alpha)))), defaults: [1] },
  /** (x + √(x² + b)) / 2. */
  squareplus: { formula: (x, b) => s.div(s.add(x, s.sqrt(s.add(s.mul(x, x), b))), 2), defaults: [4] },
  /** 0 up to -1, (x + 1)² / 4 up to 1, x beyond. */
  sparsePlus: {
    formula: (x) =>
      s.select(s.le(x, -1), s.like(x, 0), s.select(s.lt(x, 1), s.mul(0.25, s.mul(s.add(x, 1), s.add(x, 1))), x)),
  },
  /** 0 up to -1, (x + 1) / 2 up to 1, 1 beyond. */
  sparseSigmoid: { formula: (x) => s.mul(0.5, s.min(s.max(s.add(x, 1), 0), 2)) },
} as const satisfies Record<string, ElementwiseDefinition>;
