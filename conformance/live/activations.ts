/** How activations are drawn for hidden layers. */
import type { activations as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, type NamesOf } from "./tables.ts";

export type ActivationName = NamesOf<typeof registered.registry>;
interface ActivationDraw {
  /** How often it is drawn, beside 1 for most. */
  readonly weight?: number;
}

const activations: Readonly<Record<ActivationName, ActivationDraw | string>> = {
  linear: {},
  relu: { weight: 2 },
  sigmoid: {},
  tanh: {},
  softmax: {},
  gelu: {},
  relu6: {},
  leaky_relu: {},
  elu: {},
  selu: {},
  log_sigmoid: {},
  hard_sigmoid: {},
  exponential: "its sums overflow after a few layers",
  softplus: {},
  softsign: {},
  silu: {},
  mish: {},
  log_softmax:
    "of one column, or of columns that are alike, it or its gradient is nothing but rounding; goldens hold it",
  sparsemax: {},
  celu: {},
  glu: "it halves its axis, which Keras does not tell the next layer; goldens hold it",
  hard_shrink: {},
  hard_silu: {},
  hard_tanh: {},
  soft_shrink: {},
  sparse_plus: {},
  sparse_sigmoid: {},
  squareplus: {},
  tanh_shrink: {},
};

export const drawnActivations = drawn(activations);
const entries = drawnActivations.flatMap((entry) => Array.from({ length: entry[1].weight ?? 1 }, () => entry));

export const drawActivation = (d: Draw): ActivationName => d.one(entries)[0];
