/** How regularizers are drawn, for kernels, biases and activities. */
import type { regularizers as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec, type WeightPlace } from "./tables.ts";

type RegularizerName = NamesOf<typeof registered.registry>;
export type RegularizerPlace = WeightPlace | "activity";
interface RegularizerDraw {
  readonly options: (d: Draw) => Options;
  /** What it is drawn for; default: everything. */
  readonly takes?: (place: RegularizerPlace) => boolean;
}
const coefficient = (d: Draw): number => d.one([0, 0.003, 0.01, 0.04]);

const regularizers: Readonly<Record<RegularizerName, RegularizerDraw | string>> = {
  l1: { options: (d) => d.maybe(0.7, () => ({ l1: coefficient(d) })) },
  l2: { options: (d) => d.maybe(0.7, () => ({ l2: coefficient(d) })) },
  l1l2: { options: (d) => ({ l1: coefficient(d), l2: coefficient(d) }) },
  // It takes matrices, and one of one row makes it NaN.
  orthogonal_regularizer: {
    takes: (place) => typeof place !== "string" && place.kernel.length === 2 && Math.min(...place.kernel) > 1,
    options: (d) => ({ factor: d.one([0.01, 0.1]), ...d.maybe(0.5, () => ({ mode: "columns" })) }),
  },
  kl_sparsity: "Keras has none",
};
/** Plain functions, which programs know by name. */
const functions = ["sumAbs", "meanSquare"];

export const drawnRegularizers = drawn(regularizers);

export function drawRegularizer(d: Draw, place: RegularizerPlace): Spec {
  if (d.chance(0.2)) return { function: d.one(functions) };
  const [name, { options }] = d.one(drawnRegularizers.filter(([, { takes }]) => takes?.(place) ?? true));
  return spec(d, name, options(d));
}
