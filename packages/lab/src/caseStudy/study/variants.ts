/**
 * What the case study compares. The published study's variants come first: no penalty, and an L1 penalty on the hidden
 * layer's activity before and after its relu, each with both meanings that Keras has given such a penalty. The others
 * are what its text proposes to try next, and what its readers ask.
 */
export type ActivityReduction = "sum" | "batch_mean";
/** Of the penalty: on what the hidden layer computes, or on what its activation function makes of that. */
export type Placement = "before" | "after";
export type Penalty = "l1" | "l2" | "l1l2" | "kl_sparsity";
/** The question that a variant answers, under which the report tells of it. */
export type Question = "published" | "norm" | "sparsity" | "weights" | "depth" | "stopping";

export interface Variant {
  /** With `activityReduction`, what tells the variants apart. */
  readonly name: string;
  /** null where there is nothing to reduce: without an activity penalty, and with one that is a statistic of the batch. */
  readonly activityReduction: ActivityReduction | null;
  /** On the activity. */
  readonly regularizer: Penalty | null;
  /** Of the activity penalty: of its L1 part and its L2 part alike; of KL sparsity its weight. */
  readonly coefficient: number;
  readonly placement: Placement | null;
  /** As short as a plot's title and a terminal's column need. */
  readonly label: string;
  readonly question: Question;
  /** The name of the variant that it differs from by what its question asks; its own name if it is one of these. */
  readonly baseline: string;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly activation: "relu" | "sigmoid";
  /** How many of the hidden layers carry the activity penalty, from the first. */
  readonly penalizedLayers: number;
  /** The coefficient of an L2 penalty on the kernel of the first hidden layer. */
  readonly kernelL2: number;
  readonly stopping: EarlyStop | null;
}
/** Training ends when the loss on held-out training rows has not fallen for so many epochs; its best weights stay. */
export interface EarlyStop {
  readonly heldOutRows: number;
  readonly patience: number;
}

/** The published study's coefficient, taken for every activity penalty that has one. */
export const COEFFICIENT = 1e-4;
/** The mean activity of a unit that KL sparsity asks for, and its weight: fixed before any result was seen. */
export const klSparsity = { target: 0.05, weight: 1e-3 } as const;
/** Keras's default for an L2 penalty. */
const KERNEL_L2 = 0.01;
const HELD_OUT = 9;

const plain: Variant = {
  name: "none",
  activityReduction: null,
  regularizer: null,
  coefficient: 0,
  placement: null,
  label: "no penalty",
  question: "published",
  baseline: "none",
  hidden: [500],
  activation: "relu",
  penalizedLayers: 0,
  kernelL2: 0,
  stopping: null,
};

const reductionNames: Readonly<Record<ActivityReduction, string>> = { sum: "sum", batch_mean: "batch mean" };
const penaltyNames = { l1: "L1", l2: "L2", l1l2: "L1L2" } as const;

/** One of the network's first hidden layer, named as in the published study unless it says otherwise. */
export function penalized(
  regularizer: keyof typeof penaltyNames,
  placement: Placement,
  activityReduction: ActivityReduction,
  more: Partial<Variant> = {},
): Variant {
  const label = `${penaltyNames[regularizer]} ${placement} relu, ${reductionNames[activityReduction]}`;
  const own = { activityReduction, regularizer, coefficient: COEFFICIENT, placement, label, penalizedLayers: 1 };
  return { ...plain, name: placement, ...own, ...more };
}
const norm = (regularizer: "l2" | "l1l2", placement: Placement): Variant =>
  penalized(regularizer, placement, "sum", { name: `${regularizer}-${placement}`, question: "norm" });
const sigmoid = { activation: "sigmoid", question: "sparsity", baseline: "sigmoid" } as const;
const weights = { kernelL2: KERNEL_L2, question: "weights" } as const;
const deep = { hidden: [100, 100], question: "depth", baseline: "deep" } as const;
const stopped = (patience: number): Variant => ({
  ...plain,
  name: `early-stopping-${patience}`,
  label: `early stop, patience ${patience}`,
  question: "stopping",
  stopping: { heldOutRows: HELD_OUT, patience },
});

export const variants: readonly Variant[] = [
  plain,
  penalized("l1", "before", "sum"),
  penalized("l1", "after", "sum"),
  penalized("l1", "before", "batch_mean"),
  penalized("l1", "after", "batch_mean"),
  norm("l2", "before"),
  norm("l2", "after"),
  norm("l1l2", "before"),
  norm("l1l2", "after"),
  { ...plain, ...sigmoid, name: "sigmoid", label: "sigmoid, no penalty" },
  {
    ...plain,
    ...sigmoid,
    name: "kl-sparsity",
    label: "sigmoid, KL sparsity",
    regularizer: "kl_sparsity",
    coefficient: klSparsity.weight,
    placement: "after",
    penalizedLayers: 1,
  },
  { ...plain, ...weights, name: "kernel", label: "L2 on the kernel" },
  penalized("l1", "before", "sum", { ...weights, name: "kernel-and-before", label: "kernel L2, L1 before relu" }),
  { ...plain, ...deep, name: "deep", label: "100-100, no penalty" },
  penalized("l1", "before", "sum", { ...deep, name: "deep-first", label: "100-100, L1 on the first" }),
  penalized("l1", "before", "sum", {
    ...deep,
    name: "deep-both",
    label: "100-100, L1 on both",
    penalizedLayers: 2,
  }),
  stopped(200),
  stopped(1000),
];

/** Coefficients of L1 as a sum, from none to one under which nothing is learned. */
export const coefficients = [0, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2] as const;

/** The same network under each coefficient, before and after relu. */
export const coefficientGrid: readonly Variant[] = (["before", "after"] as const).flatMap((placement) =>
  coefficients.map((coefficient) => {
    const variant = penalized("l1", placement, "sum", { name: `grid-${placement}`, coefficient });
    return { ...variant, label: `${variant.label}, ${coefficient}` };
  }),
);

/** "none", "before-sum": for names of files. */
export const variantSlug = ({ name, activityReduction, question }: Variant): string =>
  activityReduction === null || question !== "published" ? name : `${name}-${activityReduction.replace("_", "-")}`;
