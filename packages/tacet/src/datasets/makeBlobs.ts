/**
 * Normal clouds of points around centers.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_blobs`).
 */
import { TacetError, tensor, type Tensor } from "@tacet/compiler";
import { checkOptions, finite, flag, magnitude, show, wholeFrom, type Kinds } from "../options.ts";
import {
  classes,
  draw,
  either,
  listOf,
  numbers,
  randomStateOf,
  reorder,
  reorderLabels,
  rowOrder,
  sampleKinds,
  type SampleOptions,
} from "./samples.ts";

export interface BlobsOptions extends SampleOptions {
  /** All points (100), or those of each cloud. */
  readonly nSamples?: number | readonly number[] | undefined;
  /** Coordinates of a point, where `centers` does not say; 2 unless given. */
  readonly nFeatures?: number | undefined;
  /** The number of clouds, or their centers [clouds, features]. 3 unless given, or as many as `nSamples` lists. */
  readonly centers?: number | readonly (readonly number[])[] | undefined;
  /** The standard deviation of all clouds, or of each; 1 unless given. */
  readonly clusterStd?: number | readonly number[] | undefined;
  /** Between which numbers the coordinates of centers are drawn; -10 and 10 unless given. */
  readonly centerBox?: readonly [low: number, high: number] | undefined;
  /** Whether the centers are given back too; false unless given. */
  readonly returnCenters?: boolean | undefined;
}

const kinds: Kinds<BlobsOptions> = {
  ...sampleKinds,
  nSamples: either(wholeFrom(1), listOf(wholeFrom(0), "a list of them")),
  nFeatures: wholeFrom(1),
  centers: either(wholeFrom(1), { what: "a matrix of finite numbers", test: isMatrix }),
  clusterStd: either(magnitude, listOf(magnitude, "a list of them")),
  centerBox: listOf(finite, "two finite numbers", 2),
  returnCenters: flag,
};

/**
 * Points in clouds: `x` float64 [n, features], `y` int32 [n], the index of the cloud; with `returnCenters` also
 * `centers` float64 [clouds, features]. They are those of scikit-learn's `make_blobs` with the same options.
 *
 * @throws TacetError for numbers out of range, and lists that name different numbers of clouds
 */
export function makeBlobs(options: BlobsOptions & { readonly returnCenters: true }): {
  x: Tensor;
  y: Tensor;
  centers: Tensor;
};
export function makeBlobs(options?: BlobsOptions): { x: Tensor; y: Tensor };
export function makeBlobs(options: BlobsOptions = {}): { x: Tensor; y: Tensor; centers?: Tensor } {
  const {
    nSamples = 100,
    centers,
    clusterStd = 1,
    centerBox = [-10, 10],
    ...rest
  } = checkOptions("makeBlobs", options, kinds);
  const { nFeatures = 2, shuffle = true, randomState, returnCenters = false } = rest;
  const state = randomStateOf(randomState);
  const clouds = cloudsOf(nSamples, centers, clusterStd);
  const given = typeof centers === "object" ? centers : undefined;
  const width = given ? given[0]!.length : nFeatures;
  const middle = given ? Float64Array.from(given.flat()) : draw(clouds * width, () => state.uniform(...centerBox));
  const counts = typeof nSamples === "number" ? shares(nSamples, clouds) : nSamples;

  const labels = Int32Array.from(counts.flatMap((count, cloud) => Array.from({ length: count }, () => cloud)));
  const deviation = (cloud: number): number => (typeof clusterStd === "number" ? clusterStd : clusterStd[cloud]!);
  const points = draw(labels.length * width, (i) => {
    const cloud = labels[Math.floor(i / width)]!;
    return state.normal(middle[cloud * width + (i % width)], deviation(cloud));
  });
  const order = rowOrder(labels.length, state, shuffle);
  const made = classes(reorder(points, width, order), reorderLabels(labels, order));
  return returnCenters ? { ...made, centers: tensor(middle, [clouds, width], "float64") } : made;
}

/** `total` in equal parts, the first ones larger by one where it cannot be. */
const shares = (total: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, i) => Math.floor(total / parts) + (i < total % parts ? 1 : 0));

function cloudsOf(
  nSamples: number | readonly number[],
  centers: BlobsOptions["centers"],
  clusterStd: number | readonly number[],
): number {
  const named = typeof centers === "object" ? centers.length : centers;
  const clouds = typeof nSamples === "number" ? (named ?? 3) : nSamples.length;
  if (typeof nSamples === "object" && typeof centers === "number") {
    throw new TacetError(
      `makeBlobs: expected centers to be a matrix where nSamples lists the points of each cloud, received ${centers}. Leave it out to draw ${clouds} of them.`,
    );
  }
  for (const [name, count] of [
    ["centers", named],
    ["clusterStd", typeof clusterStd === "object" ? clusterStd.length : undefined],
  ] as const) {
    if (count === undefined || count === clouds) continue;
    throw new TacetError(
      `makeBlobs: expected ${name} for ${clouds} clouds, received ${count} (nSamples is ${show(nSamples)}).`,
    );
  }
  return clouds;
}

function isMatrix(x: unknown): boolean {
  const rows = x as readonly (readonly unknown[])[];
  return (
    listOf(numbers, "").test(rows) &&
    rows.length > 0 &&
    rows[0]!.length > 0 &&
    rows.every((row) => row.length === rows[0]!.length)
  );
}
