/**
 * Two noisy circles, one in the other: the case study's data.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_circles`).
 */
import { type Tensor } from "@tacet/compiler";
import { checkOptions, magnitude, shareBelow1, type Kinds } from "../options.ts";
import { correctlyRoundedCos, correctlyRoundedSin } from "../random/exactMath.ts";
import { classes, halves, pairOrCount, randomStateOf, rowOrder, sampleKinds, type SampleOptions } from "./samples.ts";

export interface CirclesOptions extends SampleOptions {
  /** All points (100; the inner circle gets the odd one), or those of the outer and of the inner circle. */
  readonly nSamples?: number | readonly [outer: number, inner: number] | undefined;
  /** Standard deviation of the normal noise added to both coordinates; none unless given. */
  readonly noise?: number | undefined;
  /** Radius of the inner circle: 0 or more, under 1, the outer one's; 0.8 unless given. */
  readonly factor?: number | undefined;
}

const kinds: Kinds<CirclesOptions> = {
  ...sampleKinds,
  nSamples: pairOrCount(0),
  noise: magnitude,
  factor: shareBelow1,
};

/**
 * Points on two circles: `x` float64 [n, 2], `y` int32 [n], 0 on the outer circle and 1 on the inner.
 * They are those of scikit-learn's `make_circles` with the same options.
 *
 * @throws TacetError for numbers out of range
 */
export function makeCircles(options: CirclesOptions = {}): { x: Tensor; y: Tensor } {
  const {
    nSamples = 100,
    shuffle = true,
    noise,
    randomState,
    factor = 0.8,
  } = checkOptions("makeCircles", options, kinds);
  const [outer, inner] = halves(nSamples);
  const state = randomStateOf(randomState);
  const n = outer + inner;
  const x = new Float64Array(2 * n);
  const y = new Int32Array(n);
  rowOrder(n, state, shuffle).forEach((point, row) => {
    const [count, index, radius] = point < outer ? [outer, point, 1] : [inner, point - outer, factor];
    const angle = index * ((2 * Math.PI) / count);
    x[2 * row] = correctlyRoundedCos(angle) * radius;
    x[2 * row + 1] = correctlyRoundedSin(angle) * radius;
    y[row] = point < outer ? 0 : 1;
  });
  if (noise !== undefined) for (let i = 0; i < x.length; i++) x[i]! += state.normal(0, noise);
  return classes(x, y);
}
