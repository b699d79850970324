/** How metrics are drawn for the targets that a model has. */
import type { metrics as registered } from "tacet";
import type { ActivationName } from "./activations.ts";
import type { TargetForm } from "./data.ts";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec, type TargetKind } from "./tables.ts";

type MetricName = NamesOf<typeof registered.registry>;
interface MetricDraw {
  readonly targets: readonly TargetKind[];
  readonly options?: (d: Draw) => Options;
  /** Whether it is of rows with one axis only. */
  readonly flat?: true;
  /** Whether terms of both signs cancel in it, so that its own size is no measure of its error; then 1 is. */
  readonly signed?: true;
  /** Activations of the output that it makes sense of; default: any. */
  readonly last?: readonly ActivationName[];
  /** Outputs on the last axis that it takes, where there may be weights. */
  readonly most?: number;
  /** Whether Keras pairs every row with every target where targets of one column are a row: then it isn't drawn. */
  readonly sameRank?: true;
}
const decisions: MetricDraw = {
  targets: ["binary", "oneHot"],
  options: (d) => d.maybe(0.4, () => ({ thresholds: d.one([0.3, 0.7]) })),
};
const score: MetricDraw = {
  targets: ["oneHot"],
  flat: true,
  options: (d) => ({ average: d.one(["micro", "macro", "weighted"]), ...d.maybe(0.3, () => ({ threshold: 0.4 })) }),
};
/** Few thresholds: with 200 a prediction's last bit would often decide on which side of one it lies. */
const bound = (option: string): MetricDraw => ({
  targets: ["binary", "oneHot"],
  // Keras has true negatives as a difference, and so a share of rounding where there are none.
  signed: true,
  options: (d) => ({ [option]: d.one([0.3, 0.5, 0.8]), numThresholds: d.whole(3, 6) }),
});
/** More classes than there are is as good as their number. */
const ofClasses = (d: Draw): Options => ({
  numClasses: 4,
  ...d.maybe(0.3, () => ({ ignoreClass: 1 })),
  ...d.maybe(0.5, () => ({ dtype: "float32" })),
});
const someClasses = (d: Draw): Options => ({ ...ofClasses(d), targetClassIds: [0, 1] });
const numeric: MetricDraw = { targets: ["real", "binary", "oneHot"] };

const metrics: Readonly<Record<MetricName, MetricDraw | string>> = {
  binary_accuracy: { targets: ["binary"], options: (d) => d.maybe(0.5, () => ({ threshold: 0.3 })) },
  categorical_accuracy: { targets: ["oneHot"] },
  sparse_categorical_accuracy: { targets: ["labels"] },
  top_k_categorical_accuracy: { targets: ["oneHot"], options: (d) => ({ k: d.whole(1, 3) }) },
  sparse_top_k_categorical_accuracy: { targets: ["labels"], options: (d) => ({ k: d.whole(1, 3) }) },
  auc: {
    targets: ["binary", "oneHot"],
    // An area of 0 comes of differences, and so is a share of rounding.
    signed: true,
    options: (d) => ({
      ...d.maybe(0.5, () => ({ curve: d.one(["PR", "PRGAIN"]) })),
      ...d.maybe(0.3, () => ({ numThresholds: d.whole(2, 30) })),
      ...d.maybe(0.3, () => ({ summationMethod: d.one(["minoring", "majoring"]) })),
    }),
  },
  precision: decisions,
  recall: decisions,
  true_positives: decisions,
  false_positives: decisions,
  true_negatives: decisions,
  false_negatives: decisions,
  f1_score: score,
  f_beta_score: { ...score, options: (d) => ({ ...score.options!(d), beta: d.one([0.5, 2.5]) }) },
  sensitivity_at_specificity: bound("specificity"),
  specificity_at_sensitivity: bound("sensitivity"),
  precision_at_recall: bound("recall"),
  recall_at_precision: bound("precision"),
  // Keras spreads weights of rows over one column only.
  binary_io_u: { targets: ["binary"], most: 1 },
  io_u: { targets: ["labels"], flat: true, options: (d) => ({ ...someClasses(d), sparseYPred: false }) },
  mean_io_u: { targets: ["labels"], flat: true, options: (d) => ({ ...ofClasses(d), sparseYPred: false }) },
  one_hot_io_u: { targets: ["oneHot"], flat: true, options: someClasses },
  one_hot_mean_io_u: { targets: ["oneHot"], flat: true, options: ofClasses },
  mean_squared_error: numeric,
  root_mean_squared_error: numeric,
  mean_absolute_error: numeric,
  mean_absolute_percentage_error: { targets: ["real"] },
  mean_squared_logarithmic_error: numeric,
  log_cosh_error: numeric,
  cosine_similarity: { ...numeric, signed: true },
  r2_score: "its denominator, and so its rounding, has no bound; goldens hold it",
  pearson_correlation:
    "over outputs that are nearly equal it is nothing but rounding, over two a sign; goldens hold it",
  concordance_correlation: { ...numeric, signed: true },
  hinge: { targets: ["binary"], sameRank: true },
  squared_hinge: { targets: ["binary"], sameRank: true },
  categorical_hinge: { targets: ["oneHot"] },
  kl_divergence: { targets: ["oneHot"] },
  // Its logarithm needs positive predictions.
  poisson: { ...numeric, last: ["sigmoid", "softmax", "softplus"], signed: true, sameRank: true },
  binary_crossentropy: { targets: ["binary"] },
  categorical_crossentropy: { targets: ["oneHot"] },
  sparse_categorical_crossentropy: { targets: ["labels"] },
};
/** Names that choose a metric by the shapes of output and targets. */
const accuracies = ["accuracy", "acc"];

export const drawnMetrics = drawn(metrics);

/** The output that metrics are of. */
export interface Measurable {
  readonly kind: TargetKind;
  readonly form: TargetForm;
  /** Whether rows have one axis. */
  readonly flat: boolean;
  readonly classes: number;
  /** Its activation, where that is known. */
  readonly last: ActivationName | undefined;
  readonly weighted: boolean;
  /** Whether metrics that may be near 0 by cancellation are wanted. */
  readonly signed: boolean;
}
/** Metrics, and the names of those that are signed. */
export function drawMetrics(
  d: Draw,
  { kind, form, flat, classes, last, signed, weighted }: Measurable,
  most: number,
): { readonly specs: readonly Spec[]; readonly signed: readonly string[] } {
  const fitting = drawnMetrics.filter(
    ([, m]) =>
      m.targets.includes(kind) &&
      (flat || !m.flat) &&
      !(m.sameRank && form === "rank1") &&
      (!m.last || (last !== undefined && m.last.includes(last))) &&
      (!weighted || classes <= (m.most ?? Infinity)) &&
      (signed || !m.signed),
  );
  const chosen = d.some(fitting, most);
  const specs = chosen.map(([name, { options }]) => spec(d, name, options?.(d) ?? {}));
  return {
    specs: kind !== "real" && most > 0 && d.chance(0.4) ? [d.one(accuracies), ...specs] : specs,
    signed: chosen.flatMap(([name, entry]) => (entry.signed ? [name] : [])),
  };
}
