/**
 * Clusters at the corners of a hypercube, among features of less use.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_classification`), after Guyon, "Design of experiments for the
 * NIPS 2003 variable selection benchmark".
 */
import { TacetError, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, flag, magnitude, orNull, share, wholeFrom, type Kind, type Kinds } from "../options.ts";
import type { RandomState } from "../random/numpy.ts";
import {
  classes,
  draw,
  either,
  listOf,
  numbers,
  product,
  randomStateOf,
  reorder,
  reorderLabels,
  rowOrder,
  sampleKinds,
  type SampleOptions,
} from "./samples.ts";

export interface ClassificationOptions extends SampleOptions {
  /** Rows; 100 unless given. */
  readonly nSamples?: number | undefined;
  /** Columns; 20 unless given. Those that are none of the next three are noise. */
  readonly nFeatures?: number | undefined;
  /** Columns that tell classes apart; 2 unless given. */
  readonly nInformative?: number | undefined;
  /** Columns that are sums of informative ones; 2 unless given. */
  readonly nRedundant?: number | undefined;
  /** Columns that repeat informative or redundant ones; 0 unless given. */
  readonly nRepeated?: number | undefined;
  /** How many classes there are; 2 unless given. */
  readonly nClasses?: number | undefined;
  /** How many clouds of points make a class; 2 unless given. */
  readonly nClustersPerClass?: number | undefined;
  /** The share of each class, or of all but the last; equal ones unless given. */
  readonly weights?: readonly number[] | undefined;
  /** The share of rows whose class is drawn again; 0.01 unless given. */
  readonly flipY?: number | undefined;
  /** Half the side of the hypercube: larger is easier. 1 unless given. */
  readonly classSep?: number | undefined;
  /** Whether clusters stand at the corners of a hypercube rather than of a random polytope; true unless given. */
  readonly hypercube?: boolean | undefined;
  /** What is added to all columns, or to each; null draws it. 0 unless given. */
  readonly shift?: number | readonly number[] | null | undefined;
  /** What all columns, or each, are multiplied by after the shift; null draws it. 1 unless given. */
  readonly scale?: number | readonly number[] | null | undefined;
  /** Whether `x` and `y` are all that is given back; true unless given. */
  readonly returnXY?: boolean | undefined;
}
export type FeatureInfo = "informative" | "redundant" | "repeated" | "random";

const positive: Kind = { what: "a finite number above 0", test: (x) => finite.test(x) && (x as number) > 0 };
const kinds: Kinds<ClassificationOptions> = {
  ...sampleKinds,
  nSamples: wholeFrom(1),
  nFeatures: wholeFrom(1),
  nInformative: wholeFrom(1),
  nRedundant: wholeFrom(0),
  nRepeated: wholeFrom(0),
  nClasses: wholeFrom(1),
  nClustersPerClass: wholeFrom(1),
  weights: listOf(magnitude, "a list of finite numbers from 0"),
  flipY: share,
  classSep: positive,
  hypercube: flag,
  shift: orNull(either(finite, numbers)),
  scale: orNull(either(positive, numbers)),
  returnXY: flag,
};

/**
 * Rows of a classification problem: `x` float64 [n, features], `y` int32 [n], the class. They are those of
 * scikit-learn's `make_classification` with the same options. `shuffle` puts columns in random order too; without it
 * informative columns come first, then redundant, repeated and random ones; with `returnXY: false`, `featureInfo` says
 * which column is what.
 *
 * @throws TacetError for numbers out of range, and for more clusters than the informative columns have corners
 */
export function makeClassification(options: ClassificationOptions & { readonly returnXY: false }): {
  x: Tensor;
  y: Tensor;
  featureInfo: FeatureInfo[];
};
export function makeClassification(options?: ClassificationOptions): { x: Tensor; y: Tensor };
export function makeClassification(options: ClassificationOptions = {}): {
  x: Tensor;
  y: Tensor;
  featureInfo?: FeatureInfo[];
} {
  const {
    nSamples = 100,
    nFeatures = 20,
    nInformative = 2,
    nRedundant = 2,
    nRepeated = 0,
    ...rest
  } = checkOptions("makeClassification", options, kinds);
  const { nClasses = 2, nClustersPerClass = 2, flipY = 0.01, classSep = 1, hypercube = true, shuffle = true } = rest;
  const clusters = nClasses * nClustersPerClass;
  const useful = nInformative + nRedundant;
  checkCounts(nFeatures, nInformative, useful + nRepeated, clusters);
  const state = randomStateOf(rest.randomState);
  const uniforms = (n: number): Float64Array => draw(n, () => state.random());
  const symmetric = (n: number): Float64Array => draw(n, () => 2 * state.random() - 1);

  const centroids = corners(clusters, nInformative, state).map((bit) => bit * 2 * classSep - classSep);
  if (!hypercube) {
    const perCluster = uniforms(clusters);
    const perFeature = uniforms(nInformative);
    centroids.forEach((c, i) => {
      centroids[i] = c * perCluster[Math.floor(i / nInformative)]! * perFeature[i % nInformative]!;
    });
  }
  const informative = draw(nSamples * nInformative, () => state.normal());
  const y = new Int32Array(nSamples);
  let begin = 0;
  clusterSizes(nSamples, nClasses, nClustersPerClass, rest.weights).forEach((size, k) => {
    const end = Math.min(nSamples, begin + size);
    const part = informative.subarray(begin * nInformative, end * nInformative);
    const covariance = symmetric(nInformative * nInformative);
    const turned = product(part, covariance, nInformative, nInformative);
    part.set(turned.map((value, i) => value + centroids[k * nInformative + (i % nInformative)]!));
    y.fill(k % nClasses, begin, end);
    begin = end;
  });

  const x = new Float64Array(nSamples * nFeatures);
  const fill = (first: number, width: number, value: (row: number, column: number) => number): void => {
    for (let row = 0; row < nSamples; row++)
      for (let column = 0; column < width; column++) x[row * nFeatures + first + column] = value(row, column);
  };
  fill(0, nInformative, (row, column) => informative[row * nInformative + column]!);
  if (nRedundant > 0) {
    const sums = product(informative, symmetric(nInformative * nRedundant), nInformative, nRedundant);
    fill(nInformative, nRedundant, (row, column) => sums[row * nRedundant + column]!);
  }
  const sources = uniforms(nRepeated).map((u) => Math.floor((useful - 1) * u + 0.5));
  fill(useful, nRepeated, (row, column) => x[row * nFeatures + sources[column]!]!);
  fill(useful + nRepeated, nFeatures - useful - nRepeated, () => state.normal());

  const flipped = uniforms(nSamples);
  y.forEach((_, row) => {
    if (flipped[row]! < flipY) y[row] = state.randint(0, nClasses);
  });
  const shift = perColumn(
    "shift",
    rest.shift === undefined ? 0 : rest.shift,
    nFeatures,
    () => (2 * state.random() - 1) * classSep,
  );
  const scale = perColumn(
    "scale",
    rest.scale === undefined ? 1 : rest.scale,
    nFeatures,
    () => 1 + 100 * state.random(),
  );
  x.forEach((value, i) => {
    x[i] = (value + shift[i % nFeatures]!) * scale[i % nFeatures]!;
  });
  const rows = rowOrder(nSamples, state, shuffle);
  const columns = rowOrder(nFeatures, state, shuffle);
  const made = classes(reorder(x, nFeatures, rows, columns), reorderLabels(y, rows));
  if (rest.returnXY ?? true) return made;
  const infoOf = (column: number): FeatureInfo => {
    if (column < nInformative) return "informative";
    if (column < useful) return "redundant";
    return column < useful + nRepeated ? "repeated" : "random";
  };
  return { ...made, featureInfo: Array.from(columns, infoOf) };
}

function checkCounts(features: number, informative: number, named: number, clusters: number): void {
  if (named > features) {
    throw new TacetError(
      `makeClassification: expected at most ${features} informative, redundant and repeated features, as many as nFeatures, received ${named}.`,
    );
  }
  if (informative < Math.log2(clusters)) {
    throw new TacetError(
      `makeClassification: expected at most ${2 ** informative} clusters, the corners of ${informative} informative features, received nClasses · nClustersPerClass = ${clusters}. Raise nInformative.`,
    );
  }
}

/** Rows of each cluster, by the weight of its class; what rounding leaves goes to the first ones. */
function clusterSizes(
  rows: number,
  nClasses: number,
  perClass: number,
  given: readonly number[] | undefined,
): number[] {
  if (given && given.length !== nClasses && given.length !== nClasses - 1) {
    throw new TacetError(
      `makeClassification: expected weights of ${nClasses} classes, or of all but the last, received ${given.length}.`,
    );
  }
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const weights = given ? [...given] : Array.from({ length: nClasses }, () => 1 / nClasses);
  if (weights.length < nClasses) weights.push(1 - sum(weights));
  const sizes = Array.from({ length: nClasses * perClass }, (_, k) =>
    Math.trunc((rows * weights[k % nClasses]!) / perClass),
  );
  const missing = rows - sum(sizes);
  for (let i = 0; i < missing; i++) sizes[i % sizes.length]!++;
  return sizes;
}

function perColumn(
  name: string,
  given: number | readonly number[] | null,
  columns: number,
  next: () => number,
): Float64Array {
  if (given === null || typeof given === "number") return draw(columns, given === null ? next : () => given);
  if (given.length === columns) return Float64Array.from(given);
  throw new TacetError(
    `makeClassification: expected ${name} for each of ${columns} features, received ${given.length} numbers.`,
  );
}

/** `count` different corners of a cube, each a row of zeros and ones. */
function corners(count: number, dimensions: number, state: RandomState): Float64Array {
  // scikit-learn tells apart by the last 30 dimensions only, and draws the others bit by bit
  const free = Math.max(0, dimensions - 30);
  const bits = draw(count * free, () => state.randint(0, 2));
  const numbers = withoutReplacement(2 ** (dimensions - free), count, state);
  return draw(count * dimensions, (i) => {
    const [row, column] = [Math.floor(i / dimensions), i % dimensions];
    if (column < free) return bits[row * free + column]!;
    return (numbers[row]! >>> (dimensions - 1 - column)) & 1;
  });
}

/** Different numbers under `population`, as `sample_without_replacement` of sklearn/utils/_random.pyx draws them. */
function withoutReplacement(population: number, count: number, state: RandomState): Int32Array {
  const ratio = count / population;
  if (ratio > 0.01 && ratio < 0.99) return state.permutation(population).subarray(0, count);
  const chosen = new Set<number>();
  if (ratio < 0.2) {
    while (chosen.size < count) chosen.add(state.randint(0, population));
    return Int32Array.from(chosen);
  }
  const reservoir = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count; i < population; i++) {
    const j = state.randint(0, i + 1);
    if (j < count) reservoir[j] = i;
  }
  return reservoir;
}
