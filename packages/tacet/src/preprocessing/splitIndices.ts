/**
 * Which rows go to training and which to testing: scikit-learn's order.
 *
 * Source: sklearn/model_selection/_split.py (`_validate_shuffle_split`, `ShuffleSplit`,
 * `StratifiedShuffleSplit`), sklearn/utils/extmath.py (`_approximate_mode`).
 */
import { TacetError } from "@tacet/compiler";
import { RandomState } from "../random/numpy.ts";
import { drawSeed } from "../random/seeds.ts";

export interface SplitOptions {
  /** A share of the rows (between 0 and 1) or their number; what training leaves, or else a quarter. */
  readonly testSize?: number | undefined;
  /** A share of the rows (between 0 and 1) or their number; what testing leaves. */
  readonly trainSize?: number | undefined;
  /** A whole number that makes the split repeatable; drawn (see `setRandomSeed`) where it is left out. */
  readonly randomState?: number | undefined;
  /** Whether rows are shuffled; true unless given. */
  readonly shuffle?: boolean | undefined;
}

export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** @param labels a class for each row: both parts then have the classes in equal shares */
export function splitIndices(rows: number, options: SplitOptions = {}, labels?: ArrayLike<number>): Split {
  const sizes = splitSizes(rows, options);
  if (options.shuffle === false) {
    if (labels) throw new TacetError("trainTestSplit: stratify needs shuffle, received shuffle: false.");
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    return { train: order.subarray(0, sizes.train), test: order.subarray(sizes.train, sizes.train + sizes.test) };
  }
  const state = new RandomState(options.randomState ?? drawSeed());
  if (labels) return stratified(labels, sizes, state);
  const order = state.permutation(rows);
  return { train: order.subarray(sizes.test, sizes.test + sizes.train), test: order.subarray(0, sizes.test) };
}

interface Sizes {
  readonly train: number;
  readonly test: number;
}

function splitSizes(rows: number, { testSize, trainSize }: SplitOptions): Sizes {
  const asShare = testSize === undefined && trainSize === undefined ? 0.25 : testSize;
  const counted = (name: string, size: number | undefined, round: (share: number) => number) => {
    if (size === undefined) return undefined;
    if (size > 0 && size < 1) return round(size * rows);
    if (Number.isInteger(size) && size > 0 && size < rows) return size;
    throw new TacetError(
      `trainTestSplit: expected ${name} to be a share between 0 and 1 or a number of rows under ${rows}, received ${size}.`,
    );
  };
  const test = counted("testSize", asShare, Math.ceil);
  const train = counted("trainSize", trainSize, Math.floor);
  const sizes = { train: train ?? rows - test!, test: test ?? rows - train! };
  if (sizes.train + sizes.test > rows || sizes.train === 0) {
    throw new TacetError(
      `trainTestSplit: ${sizes.train} rows to train and ${sizes.test} to test cannot be had of ${rows}. ` +
        "Change testSize or trainSize.",
    );
  }
  return sizes;
}

function stratified(labels: ArrayLike<number>, sizes: Sizes, state: RandomState): Split {
  const classes = new Map<number, number[]>();
  for (const label of Array.from(labels).sort((a, b) => a - b)) if (!classes.has(label)) classes.set(label, []);
  for (let i = 0; i < labels.length; i++) classes.get(labels[i]!)!.push(i);
  for (const [label, members] of classes) {
    if (members.length < 2) throw new TacetError(`trainTestSplit: the class ${label} has one row, stratify needs two.`);
  }
  if (Math.min(sizes.train, sizes.test) < classes.size) {
    throw new TacetError(
      `trainTestSplit: ${sizes.train} rows to train and ${sizes.test} to test are too few for ${classes.size} classes.`,
    );
  }
  const counts = [...classes.values()].map((members) => members.length);
  const trainCounts = approximateMode(counts, sizes.train, state);
  const testCounts = approximateMode(
    counts.map((count, i) => count - trainCounts[i]!),
    sizes.test,
    state,
  );
  const train: number[] = [];
  const test: number[] = [];
  [...classes.values()].forEach((members, i) => {
    const order = Array.from(state.permutation(members.length), (k) => members[k]!);
    train.push(...order.slice(0, trainCounts[i]));
    test.push(...order.slice(trainCounts[i], trainCounts[i]! + testCounts[i]!));
  });
  state.shuffle(train);
  state.shuffle(test);
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/** About the likeliest numbers of each class among `draws` rows; ties are broken at random. */
function approximateMode(counts: readonly number[], draws: number, state: RandomState): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const shares = counts.map((count) => (count / total) * draws);
  const floored = shares.map(Math.floor);
  const remainders = shares.map((share, i) => share - floored[i]!);
  let missing = Math.trunc(draws - floored.reduce((a, b) => a + b, 0));
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing === 0) break;
    const tied = remainders.flatMap((remainder, i) => (remainder === value ? [i] : []));
    const added = state.choice(tied, Math.min(tied.length, missing), false);
    for (const i of added) floored[i]!++;
    missing -= added.length;
  }
  return floored;
}
