/** How losses are drawn, each with the targets and the output's activation that it makes sense of. */
import type { losses as registered } from "tacet";
import type { ActivationName } from "./activations.ts";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec, type TargetKind } from "./tables.ts";

type LossName = NamesOf<typeof registered.registry>;
interface LossForm {
  readonly targets: TargetKind;
  /** Activations of the last layer. */
  readonly last: readonly ActivationName[];
  readonly options?: (d: Draw) => Options;
  /** Whether class indices stand in rows only: in a column, Keras makes something else of them. */
  readonly inRows?: true;
}
interface LossDraw {
  readonly forms: readonly LossForm[];
  /** Whether terms of both signs cancel in it, so that its own size is no measure of its error; then 1 is. */
  readonly signed?: true;
  /** Whether an output of one column has a gradient of nothing but rounding. */
  readonly several?: true;
  /**
   * Whether its slope is infinite where a probability is 0. XLA makes 0 of the tiny ones that a saturated output has,
   * and then NaN; tacet doesn't.
   */
  readonly steep?: true;
  /**
   * Whether it is one number for all rows. Its mean_with_sample_weight Keras takes for batches of two rows and more only,
   * which makes it another loss for the last batch of one row.
   */
  readonly whole?: true;
}
const smoothing = (d: Draw): Options => d.maybe(0.4, () => ({ labelSmoothing: d.one([0.1, 0.2]) }));
/** Differences between numbers, whichever these are. */
const anyOutput: LossForm = { targets: "real", last: ["linear", "tanh"] };
const regression: LossDraw = { forms: [anyOutput] };
const real = (last: readonly ActivationName[], options?: (d: Draw) => Options): LossDraw => ({
  forms: [{ targets: "real", last, ...(options && { options }) }],
});
const margin: LossDraw = { forms: [{ targets: "binary", last: ["linear", "tanh"] }] };
const segments = (options: (d: Draw) => Options): LossDraw => ({
  forms: [{ targets: "binary", last: ["sigmoid"], options }],
  whole: true,
});
const focal = (d: Draw): Options => ({ gamma: d.one([2, 1.5]), alpha: d.one([0.25, 0.6]), ...smoothing(d) });
const ignored = (d: Draw): Options => d.maybe(0.4, () => ({ ignoreClass: d.whole(0, 2) }));

const losses: Readonly<Record<LossName, LossDraw | string>> = {
  binary_crossentropy: {
    forms: [
      { targets: "binary", last: ["sigmoid"], options: smoothing },
      { targets: "binary", last: ["linear"], options: (d) => ({ fromLogits: true, ...smoothing(d) }) },
    ],
  },
  categorical_crossentropy: {
    forms: [
      { targets: "oneHot", last: ["softmax", "softmax", "sigmoid"], options: smoothing },
      { targets: "oneHot", last: ["linear"], options: (d) => ({ fromLogits: true, ...smoothing(d) }) },
    ],
  },
  sparse_categorical_crossentropy: {
    forms: [
      { targets: "labels", last: ["softmax", "softmax", "sigmoid"], options: ignored },
      { targets: "labels", last: ["linear"], options: (d) => ({ fromLogits: true, ...ignored(d) }) },
    ],
  },
  binary_focal_crossentropy: {
    forms: [
      { targets: "binary", last: ["sigmoid"], options: (d) => ({ applyClassBalancing: d.chance(0.5), ...focal(d) }) },
      { targets: "binary", last: ["linear"], options: (d) => ({ fromLogits: true, ...focal(d) }) },
    ],
  },
  categorical_focal_crossentropy: {
    forms: [
      { targets: "oneHot", last: ["softmax"], options: focal },
      { targets: "oneHot", last: ["linear"], options: (d) => ({ fromLogits: true, ...focal(d) }) },
    ],
  },
  // It pairs every row with every label where labels stand in a column.
  categorical_generalized_cross_entropy: {
    steep: true,
    forms: [{ targets: "labels", last: ["softmax"], options: (d) => ({ q: d.one([0.5, 0.8]) }), inRows: true }],
  },
  mean_squared_error: regression,
  mean_absolute_error: regression,
  mean_absolute_percentage_error: regression,
  mean_squared_logarithmic_error: real(["sigmoid", "relu", "softplus"]),
  huber: real(["linear", "tanh"], (d) => d.maybe(0.5, () => ({ delta: d.one([0.3, 2]) }))),
  log_cosh: regression,
  cosine_similarity: { ...real(["linear", "tanh"]), signed: true, several: true },
  hinge: margin,
  squared_hinge: margin,
  categorical_hinge: { forms: [{ targets: "oneHot", last: ["linear", "softmax"] }] },
  kl_divergence: { forms: [{ targets: "oneHot", last: ["softmax"] }] },
  poisson: { ...real(["sigmoid", "softplus"]), signed: true },
  dice: segments(() => ({})),
  tversky: segments((d) => d.maybe(0.5, () => ({ alpha: d.one([0.3, 0.7]), beta: 0.6 }))),
  circle: "it compares every row with every other, which no compiled step does",
};

/** Losses that a name chooses by the shapes of output and targets. */
const byShape: readonly (LossForm & { readonly name: string })[] = [
  { name: "crossentropy", targets: "labels", last: ["softmax"] },
  { name: "crossentropy", targets: "oneHot", last: ["softmax"] },
];

export interface DrawnLoss {
  readonly spec: Spec;
  readonly targets: TargetKind;
  readonly last: ActivationName;
  readonly signed: boolean;
  readonly several: boolean;
  readonly steep: boolean;
  readonly inRows: boolean;
}
export const drawnLosses = drawn(losses);

export function drawLoss(d: Draw): DrawnLoss {
  if (d.chance(0.05)) {
    const { name, targets, last } = d.one(byShape);
    return { spec: name, targets, last: d.one(last), signed: false, several: false, steep: false, inRows: false };
  }
  return specified(d, d.one(drawnLosses));
}
/** One that makes sense of any output, whatever layer it comes from. */
export const drawPlainLoss = (d: Draw): DrawnLoss =>
  specified(d, d.one(drawnLosses.filter(([, { forms, signed }]) => forms.includes(anyOutput) && !signed)));

function specified(d: Draw, [name, entry]: readonly [LossName, LossDraw]): DrawnLoss {
  const { forms, signed = false, several = false, steep = false, whole = false } = entry;
  const { targets, last, options, inRows = false } = d.one(forms);
  const reduction = d.maybe(0.2, () => ({
    reduction: d.one(["sum", "mean", ...(whole ? [] : ["mean_with_sample_weight"])]),
  }));
  const given = spec(d, name, { ...options?.(d), ...reduction });
  return { spec: given, targets, last: d.one(last), signed, several, steep, inRows };
}
