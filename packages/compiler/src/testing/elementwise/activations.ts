/** Samples of ops/elementwise/activations.ts. */
import type { activations } from "../../ops/elementwise/activations.ts";
import { wide, type Sample } from "./sample.ts";
import { erf } from "./special.ts";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

export const activationSamples: Readonly<Record<keyof typeof activations, Sample>> = {
  relu: { reference: (x) => Math.max(x, 0), domain: [wide], kinks: [0] },
  relu6: { reference: (x) => Math.min(Math.max(x, 0), 6), domain: [wide], kinks: [0, 6] },
  hardSigmoid: { reference: (x) => Math.min(Math.max(x + 3, 0), 6) / 6, domain: [wide], kinks: [-3, 3] },
  leakyRelu: { reference: (x, slope) => (x >= 0 ? x : slope * x), domain: [wide, [0.1, 0.5]], kinks: [0] },
  sigmoid: { reference: logistic, domain: [wide] },
  logSigmoid: { reference: (x) => -Math.log1p(Math.exp(-x)), domain: [wide] },
  softplus: { reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), domain: [[-40, 40]] },
  softsign: { reference: (x) => x / (1 + Math.abs(x)), domain: [wide], kinks: [0] },
  silu: { reference: (x) => x * logistic(x), domain: [wide] },
  geluErf: { reference: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)), domain: [wide] },
  geluTanh: {
    reference: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    domain: [wide],
  },
  elu: { reference: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)), domain: [wide, [0.5, 1.5]], kinks: [0] },
  selu: { reference: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)), domain: [wide], kinks: [0] },
  hardSilu: { reference: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6, domain: [wide], kinks: [-3, 3] },
  hardTanh: { reference: (x) => Math.max(-1, Math.min(x, 1)), domain: [wide], kinks: [-1, 1] },
  hardShrink: { reference: (x, t) => (Math.abs(x) > t ? x : 0), domain: [wide, [0.4, 0.6]], kinks: [-0.5, 0.5] },
  softShrink: {
    reference: (x, t) => (x > t ? x - t : x < -t ? x + t : 0),
    domain: [wide, [0.4, 0.6]],
    kinks: [-0.5, 0.5],
  },
  tanhShrink: { reference: (x) => x - Math.tanh(x), domain: [wide] },
  threshold: { reference: (x, t, d) => (x > t ? x : d), domain: [wide, [0.4, 0.6], wide], kinks: [0.5] },
  celu: {
    reference: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
    domain: [wide, [0.5, 1.5]],
    kinks: [0],
  },
  squareplus: { reference: (x, b) => (x + Math.sqrt(x * x + b)) / 2, domain: [wide, [1, 5]] },
  sparsePlus: { reference: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x), domain: [wide], kinks: [-1, 1] },
  sparseSigmoid: { reference: (x) => Math.min(Math.max((x + 1) / 2, 0), 1), domain: [wide], kinks: [-1, 1] },
};
