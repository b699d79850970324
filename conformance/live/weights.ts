/** The options of weights, and of every layer. */
import { drawConstraint } from "./constraints.ts";
import type { Draw } from "./draw.ts";
import { drawInitializer } from "./initializers.ts";
import { drawRegularizer } from "./regularizers.ts";
import type { Options, WeightPlace } from "./tables.ts";

/** The three options of a weight. @param name what they begin with: "kernel" */
export const weight = (d: Draw, name: string, place: WeightPlace): Options => ({
  ...d.maybe(0.35, () => ({ [`${name}Initializer`]: drawInitializer(d, place) })),
  ...d.maybe(0.2, () => ({ [`${name}Regularizer`]: drawRegularizer(d, place) })),
  ...d.maybe(0.12, () => ({ [`${name}Constraint`]: drawConstraint(d, place === "bias" ? "bias" : "kernel") })),
});
/** The options of a kernel and a bias. @param kernel its shape */
export const weightOptions = (d: Draw, kernel: readonly number[], name = "kernel"): Options => ({
  ...d.maybe(0.15, () => ({ useBias: false })),
  ...weight(d, name, { kernel }),
  ...weight(d, "bias", "bias"),
});
/** The options of every layer. */
export const commonOptions = (d: Draw): Options => ({
  ...d.maybe(0.25, () => ({ activityRegularizer: drawRegularizer(d, "activity") })),
  ...d.maybe(0.08, () => ({ frozen: true })),
});
