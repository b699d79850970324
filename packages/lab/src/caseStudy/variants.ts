/**
 * What the case study compares: no penalty, and an L1 penalty on the hidden layer's activity before and after its
 * relu, each with both meanings that Keras has given such a penalty.
 */
export type ActivityReduction = "sum" | "batch_mean";
export type Placement = "before" | "after";

export interface Variant {
  readonly name: "none" | Placement;
  /** null without a penalty: there is nothing to reduce. */
  readonly activityReduction: ActivityReduction | null;
  readonly regularizer: "l1" | null;
  readonly coefficient: number;
  readonly placement: Placement | null;
}

const COEFFICIENT = 1e-4;
const penalized = (placement: Placement, activityReduction: ActivityReduction): Variant => ({
  name: placement,
  activityReduction,
  regularizer: "l1",
  coefficient: COEFFICIENT,
  placement,
});

export const variants: readonly Variant[] = [
  { name: "none", activityReduction: null, regularizer: null, coefficient: 0, placement: null },
  penalized("before", "sum"),
  penalized("after", "sum"),
  penalized("before", "batch_mean"),
  penalized("after", "batch_mean"),
];

/** As short as a plot's title and a terminal's column need; the report tells what they mean. */
const reductionNames: Readonly<Record<ActivityReduction, string>> = { sum: "sum", batch_mean: "batch mean" };

type Described = Pick<Variant, "placement" | "activityReduction">;

/** "no penalty", "L1 before relu, sum" */
export const describeVariant = ({ placement, activityReduction }: Described): string =>
  placement === null || activityReduction === null
    ? "no penalty"
    : `L1 ${placement} relu, ${reductionNames[activityReduction]}`;

/** "none", "before-sum": for names of files. */
export const variantSlug = ({ placement, activityReduction }: Described): string =>
  placement === null || activityReduction === null ? "none" : `${placement}-${activityReduction.replace("_", "-")}`;
