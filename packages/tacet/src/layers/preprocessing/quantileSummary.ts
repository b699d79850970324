/**
 * Quantiles of numbers that come in batches, by a summary of bounded size: values in order, each with the weight of those
 * that it stands for. Computed as NumPy computes Keras's formulas: values and weights are float32, shares are float64.
 * Source: keras/src/layers/preprocessing/discretization.py (`summarize`, `merge_summaries`, `compress_summary`).
 */

/** Values in ascending order, and the weight of each. */
interface Summary {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

export class QuantileSummary {
  readonly #epsilon: number;
  #summary: Summary = { values: new Float32Array(0), weights: new Float32Array(0) };
  /** @param epsilon the share of all numbers that a boundary may be off by */
  constructor(epsilon: number) {
    this.#epsilon = epsilon;
  }

  add(numbers: ArrayLike<number>): void {
    this.#summary = compress(merge(summarize(numbers, this.#epsilon), this.#summary), this.#epsilon);
  }
  /** What separates `bins` bins of about equal weight: one number less than bins, or fewer where there are few values. */
  boundaries(bins: number): number[] {
    return Array.from(compress(this.#summary, 1 / bins).values.slice(0, -1));
  }
}

/** Every so many of the sorted numbers, so that about 1 / epsilon are left. */
function summarize(numbers: ArrayLike<number>, epsilon: number): Summary {
  const sorted = Float32Array.from(numbers).sort();
  const step = Math.max(sorted.length / (1 / epsilon), 1);
  const [start, stride] = [Math.trunc(step - 1), Math.trunc(step)];
  const values = sorted.filter((_, i) => i >= start && (i - start) % stride === 0);
  return { values, weights: values.map(() => step) };
}

function merge(a: Summary, b: Summary): Summary {
  const values = [...a.values, ...b.values];
  const weights = [...a.weights, ...b.weights];
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  return {
    values: Float32Array.from(order, (i) => values[i]!),
    weights: Float32Array.from(order, (i) => weights[i]!),
  };
}

/** Fewer values, at every `epsilon` of the total weight. */
function compress({ values, weights }: Summary, epsilon: number): Summary {
  if (values.length * epsilon < 1) return { values, weights };
  const total = new Float32Array(weights.length);
  weights.forEach((w, i) => (total[i] = (total[i - 1] ?? 0) + w));
  const all = total[total.length - 1]!;
  const shares = total.map((w) => w / all);
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const reached = wanted.map((share) => interpolate(share, shares, total));
  return {
    values: Float32Array.from(wanted, (share) => interpolate(share, shares, values)),
    weights: Float32Array.from(reached, (w, i) => w - (reached[i - 1] ?? 0)),
  };
}

/** y at x, between the points (xs, ys) on a straight line; beyond them the first or last. Source: numpy.interp. */
function interpolate(x: number, xs: Float32Array, ys: Float32Array): number {
  let [low, high] = [0, xs.length];
  // The last point that isn't right of x.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  if (at < 0) return ys[0]!;
  if (at === xs.length - 1 || xs[at] === x) return ys[at]!;
  return ((ys[at + 1]! - ys[at]!) / (xs[at + 1]! - xs[at]!)) * (x - xs[at]!) + ys[at]!;
}
