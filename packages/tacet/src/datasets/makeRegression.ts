/**
 * A linear model with noise, of which some features are of no use.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_regression`).
 */
import { tensor, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, flag, magnitude, share, wholeFrom, type Kinds } from "../options.ts";
import { lowRankMatrix } from "./lowRankMatrix.ts";
import { draw, product, randomStateOf, reorder, rowOrder, sampleKinds, type SampleOptions } from "./samples.ts";

export interface RegressionOptions extends SampleOptions {
  /** Rows; 100 unless given. */
  readonly nSamples?: number | undefined;
  /** Columns of `x`; 100 unless given. */
  readonly nFeatures?: number | undefined;
  /** Columns that count in `y`; 10 unless given. */
  readonly nInformative?: number | undefined;
  /** Columns of `y`; 1 unless given. */
  readonly nTargets?: number | undefined;
  /** What is added to `y`; 0 unless given. */
  readonly bias?: number | undefined;
  /** About how many singular vectors explain most of `x`; `x` is well conditioned unless given. */
  readonly effectiveRank?: number | undefined;
  /** How much the other singular values weigh, from 0 to 1, where `effectiveRank` is given; 0.5 unless given. */
  readonly tailStrength?: number | undefined;
  /** Standard deviation of the normal noise added to `y`; 0 unless given. */
  readonly noise?: number | undefined;
  /** Whether the coefficients of the linear model are given back too; false unless given. */
  readonly coef?: boolean | undefined;
}

const kinds: Kinds<RegressionOptions> = {
  ...sampleKinds,
  nSamples: wholeFrom(1),
  nFeatures: wholeFrom(1),
  nInformative: wholeFrom(0),
  nTargets: wholeFrom(1),
  bias: finite,
  effectiveRank: wholeFrom(1),
  tailStrength: share,
  noise: magnitude,
  coef: flag,
};

/**
 * Rows and their targets: `x` float64 [n, features], `y` float64 [n], or [n, targets] where there are several; with
 * `coef` also the coefficients, `coef` float64 [features] or [features, targets]. They are those of scikit-learn's
 * `make_regression` with the same options. `shuffle` puts columns in random order too.
 *
 * @throws TacetError for numbers out of range
 */
export function makeRegression(options: RegressionOptions & { readonly coef: true }): {
  x: Tensor;
  y: Tensor;
  coef: Tensor;
};
export function makeRegression(options?: RegressionOptions): { x: Tensor; y: Tensor };
export function makeRegression(options: RegressionOptions = {}): { x: Tensor; y: Tensor; coef?: Tensor } {
  const {
    nSamples = 100,
    nFeatures = 100,
    nTargets = 1,
    noise = 0,
    ...rest
  } = checkOptions("makeRegression", options, kinds);
  const {
    nInformative = 10,
    bias = 0,
    effectiveRank,
    tailStrength = 0.5,
    shuffle = true,
    coef = false,
    randomState,
  } = rest;
  const state = randomStateOf(randomState);
  const points =
    effectiveRank === undefined
      ? draw(nSamples * nFeatures, () => state.normal())
      : lowRankMatrix(nSamples, nFeatures, effectiveRank, tailStrength, state);
  const truth = new Float64Array(nFeatures * nTargets);
  const informative = Math.min(nFeatures, nInformative) * nTargets;
  for (let i = 0; i < informative; i++) truth[i] = 100 * state.random();
  const targets = product(points, truth, nFeatures, nTargets).map((value) => value + bias);
  if (noise > 0) for (let i = 0; i < targets.length; i++) targets[i]! += state.normal(0, noise);

  const rows = rowOrder(nSamples, state, shuffle);
  const columns = rowOrder(nFeatures, state, shuffle);
  const several = nTargets > 1 ? [nTargets] : [];
  return {
    x: tensor(reorder(points, nFeatures, rows, columns), [nSamples, nFeatures], "float64"),
    y: tensor(reorder(targets, nTargets, rows), [nSamples, ...several], "float64"),
    ...(coef && { coef: tensor(reorder(truth, nTargets, columns), [nFeatures, ...several], "float64") }),
  };
}
