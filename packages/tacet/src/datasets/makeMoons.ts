/**
 * Two half circles that reach into each other.
 *
 * Source: sklearn/datasets/_samples_generator.py (`make_moons`).
 */
import { type Tensor } from "@tacet/compiler";
import { checkOptions, magnitude, type Kinds } from "../options.ts";
import { correctlyRoundedCos, correctlyRoundedSin } from "../random/exactMath.ts";
import { classes, halves, pairOrCount, randomStateOf, rowOrder, sampleKinds, type SampleOptions } from "./samples.ts";

export interface MoonsOptions extends SampleOptions {
  /** All points (100; the inner moon gets the odd one), or those of the outer and of the inner moon. */
  readonly nSamples?: number | readonly [outer: number, inner: number] | undefined;
  /** Standard deviation of the normal noise added to both coordinates; none unless given. */
  readonly noise?: number | undefined;
}

const kinds: Kinds<MoonsOptions> = { ...sampleKinds, nSamples: pairOrCount(1), noise: magnitude };

/**
 * Points on two half circles: `x` float64 [n, 2], `y` int32 [n], 0 on the outer moon and 1 on the inner.
 * They are those of scikit-learn's `make_moons` with the same options.
 *
 * @throws TacetError for numbers out of range
 */
export function makeMoons(options: MoonsOptions = {}): { x: Tensor; y: Tensor } {
  const { nSamples = 100, shuffle = true, noise, randomState } = checkOptions("makeMoons", options, kinds);
  const [outer, inner] = halves(nSamples);
  const state = randomStateOf(randomState);
  const n = outer + inner;
  const x = new Float64Array(2 * n);
  const y = new Int32Array(n);
  rowOrder(n, state, shuffle).forEach((point, row) => {
    const isOuter = point < outer;
    const angle = isOuter ? angleOf(point, outer) : angleOf(point - outer, inner);
    const [cos, sin] = [correctlyRoundedCos(angle), correctlyRoundedSin(angle)];
    x[2 * row] = isOuter ? cos : 1 - cos;
    x[2 * row + 1] = isOuter ? sin : 1 - sin - 0.5;
    y[row] = isOuter ? 0 : 1;
  });
  if (noise !== undefined) for (let i = 0; i < x.length; i++) x[i]! += state.normal(0, noise);
  return classes(x, y);
}

/** NumPy's `linspace(0, pi, count)[i]`: the last is pi itself. */
const angleOf = (i: number, count: number): number =>
  i > 0 && i === count - 1 ? Math.PI : i * (Math.PI / (count - 1 || 1));
