/** How activations are drawn for hidden layers. */
import type { activations as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, type NamesOf } from "./tables.ts";

export type ActivationName = NamesOf<typeof registered.registry>;
interface ActivationDraw {
  /** How many numbers on the last axis it makes sense of; default: any. */
  readonly takes?: (extent: number) => boolean;
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
  // Of one column it is nothing but rounding.
  log_softmax: { takes: (extent) => extent > 1 },
  sparsemax: {},
  celu: {},
  // It halves its axis.
  glu: { takes: (extent) => extent % 2 === 0 },
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

/** @param extent of the last axis */
export const drawActivation = (d: Draw, extent: number): ActivationName =>
  d.one(entries.filter(([, { takes }]) => takes?.(extent) ?? true))[0];
