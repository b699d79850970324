/**
 * Two noisy circles, one in the other: the case study's data.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_circles`).
 */
import { tensor, type Tensor } from "@tacet/compiler";
import { anything, checkOptions, flag, magnitude, shareBelow1, wholeFrom, type Kinds } from "../options.ts";
import { correctlyRoundedCos, correctlyRoundedSin } from "../random/exactMath.ts";
import { RandomState } from "../random/numpy.ts";
import { drawSeed } from "../random/seeds.ts";

export interface CirclesOptions {
  /** All points (100; the inner circle gets the odd one), or those of the outer and of the inner circle. */
  readonly nSamples?: number | readonly [outer: number, inner: number] | undefined;
  /** Whether the points come in random order; true unless given. */
  readonly shuffle?: boolean | undefined;
  /** Standard deviation of the normal noise added to both coordinates; none unless given. */
  readonly noise?: number | undefined;
  /** A whole number that makes the data repeatable; drawn (see `setRandomSeed`) where it is left out. */
  readonly randomState?: number | undefined;
  /** Radius of the inner circle: 0 or more, under 1, the outer one's; 0.8 unless given. */
  readonly factor?: number | undefined;
}

const count = wholeFrom(0);
const kinds: Kinds<CirclesOptions> = {
  nSamples: {
    what: `${count.what}, or two of them`,
    test: (x) => count.test(x) || (Array.isArray(x) && x.length === 2 && x.every(count.test)),
  },
  shuffle: flag,
  noise: magnitude,
  randomState: anything,
  factor: shareBelow1,
};

/**
 * Points on two circles: `x` float64 [n, 2], `y` int32 [n], 0 on the outer circle and 1 on the inner.
 * They are those of scikit-learn's `make_circles` with the same options.
 *
 * @throws TacetError for numbers out of range
 */
export function makeCircles(options: CirclesOptions = {}): { x: Tensor; y: Tensor } {
  const { x, y } = circles(options);
  return { x: tensor(x, [y.length, 2], "float64"), y: tensor(y, [y.length], "int32") };
}

/** The points as plain arrays, `x` row-major. */
export function circles(options: CirclesOptions): { x: Float64Array; y: Int32Array } {
  const {
    nSamples = 100,
    shuffle = true,
    noise,
    randomState,
    factor = 0.8,
  } = checkOptions("makeCircles", options, kinds);
  const [outer, inner] =
    typeof nSamples === "number" ? [Math.floor(nSamples / 2), nSamples - Math.floor(nSamples / 2)] : nSamples;
  const state = new RandomState(randomState ?? drawSeed());
  const n = outer + inner;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  if (shuffle) state.shuffle(order);
  const x = new Float64Array(2 * n);
  const y = new Int32Array(n);
  order.forEach((point, row) => {
    const [count, index, radius] = point < outer ? [outer, point, 1] : [inner, point - outer, factor];
    const angle = index * ((2 * Math.PI) / count);
    x[2 * row] = correctlyRoundedCos(angle) * radius;
    x[2 * row + 1] = correctlyRoundedSin(angle) * radius;
    y[row] = point < outer ? 0 : 1;
  });
  if (noise !== undefined) for (let i = 0; i < x.length; i++) x[i]! += state.normal(0, noise);
  return { x, y };
}
