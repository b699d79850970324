/**
 * Correctly rounded sine, cosine and logarithm of a float64.
 *
 * V8's are off by one ulp in 1 to 5 % of values, and scikit-learn's data must come out bit for bit. The
 * arithmetic carries pairs of float64 whose sum has about 106 bits (Dekker 1971; Hida, Li, Bailey 2001), so
 * that rounding the pair to its head is the right answer but for ties nobody meets.
 */
/** The unevaluated sum high + low, |low| at most half an ulp of high. */
type Pair = readonly [high: number, low: number];

const quickTwoSum = (a: number, b: number): Pair => {
  const sum = a + b;
  return [sum, b - (sum - a)];
};
const twoSum = (a: number, b: number): Pair => {
  const sum = a + b;
  const shadow = sum - a;
  return [sum, a - (sum - shadow) + (b - shadow)];
};
const split = (a: number): Pair => {
  const scaled = 134217729 * a;
  const high = scaled - (scaled - a);
  return [high, a - high];
};
export const twoProduct = (a: number, b: number): Pair => {
  const product = a * b;
  const [ah, al] = split(a);
  const [bh, bl] = split(b);
  return [product, ah * bh - product + ah * bl + al * bh + al * bl];
};
const add = (a: Pair, b: Pair): Pair => {
  const [high, error] = twoSum(a[0], b[0]);
  const [low, rest] = twoSum(a[1], b[1]);
  const [head, tail] = quickTwoSum(high, error + low);
  return quickTwoSum(head, tail + rest);
};
const multiply = (a: Pair, b: Pair): Pair => {
  const [product, error] = twoProduct(a[0], b[0]);
  return quickTwoSum(product, error + (a[0] * b[1] + a[1] * b[0]));
};
const negate = (a: Pair): Pair => [-a[0], -a[1]];
const divide = (a: Pair, b: Pair): Pair => {
  const first = a[0] / b[0];
  const rest = add(a, negate(multiply(b, [first, 0])));
  const second = rest[0] / b[0];
  const third = add(rest, negate(multiply(b, [second, 0])))[0] / b[0];
  return add(quickTwoSum(first, second), [third, 0]);
};

/** a·b + c with one rounding, but for ties the sum of three parts cannot see. */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  return add(twoProduct(a, b), [c, 0])[0];
}

// pi/2 in three parts: the first has 33 bits, so that its multiples by a small whole number are exact
const HALF_PI: readonly [number, Pair] = [1.5707963267341256, [6.077100506506192e-11, 3.5215598651832e-27]];
const LN2: Pair = [0.6931471805599453, 2.3190468138462996e-17];
const LARGEST_ANGLE = 1e5;

/** x = quadrant · pi/2 + rest, |rest| at most pi/4. */
function reduceAngle(x: number): { quadrant: number; rest: Pair } {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) throw new RangeError(`angles up to ${LARGEST_ANGLE} only, not ${x}`);
  const quadrant = Math.round(x / (Math.PI / 2));
  const rest = add(twoSum(x, -quadrant * HALF_PI[0]), multiply([-quadrant, 0], HALF_PI[1]));
  return { quadrant: ((quadrant % 4) + 4) % 4, rest };
}

/**
 * c0 + c1 x + c2 x² + …, where from `plain` on a term is under 2^-53 of the sum: there a float64 holds of it what the
 * sum can.
 */
function polynomial(x: Pair, coefficients: readonly Pair[], plain: number): Pair {
  let tail = 0;
  for (let i = coefficients.length - 1; i >= plain; i--) tail = tail * x[0] + coefficients[i]![0];
  let sum: Pair = [tail, 0];
  for (let i = plain - 1; i >= 0; i--) sum = add(multiply(sum, x), coefficients[i]!);
  return sum;
}
/** Made when they are first needed, not while the module loads. */
const known: { cos?: Pair[]; sin?: Pair[]; log?: Pair[] } = {};

/** 1/first!, -1/(first+2)!, 1/(first+4)!, … to 2^-110. */
function trigonometricCoefficients(first: 0 | 1): Pair[] {
  const coefficients: Pair[] = [[1, 0]];
  for (let n = first + 1; n < 28; n += 2)
    coefficients.push(divide(coefficients[coefficients.length - 1]!, [-n * (n + 1), 0]));
  return coefficients;
}
function trigonometricSeries(x: Pair, first: 0 | 1): Pair {
  const square = multiply(x, x);
  return first === 0
    ? polynomial(square, (known.cos ??= trigonometricCoefficients(0)), 9)
    : multiply(x, polynomial(square, (known.sin ??= trigonometricCoefficients(1)), 9));
}

/** sin(x), correctly rounded, for |x| up to 1e5. */
export function correctlyRoundedSin(x: number): number {
  const { quadrant, rest } = reduceAngle(x);
  const value = trigonometricSeries(rest, quadrant % 2 === 0 ? 1 : 0)[0];
  return quadrant < 2 ? value : -value;
}

/** cos(x), correctly rounded, for |x| up to 1e5. */
export function correctlyRoundedCos(x: number): number {
  const { quadrant, rest } = reduceAngle(x);
  const value = trigonometricSeries(rest, quadrant % 2 === 0 ? 0 : 1)[0];
  return quadrant === 0 || quadrant === 3 ? value : -value;
}

/** The natural logarithm of a positive, normal x, correctly rounded. */
export function correctlyRoundedLog(x: number): number {
  if (x === 0) return -Infinity;
  const exponent = Math.round(Math.log2(x));
  const mantissa = x / 2 ** exponent;
  // log m = 2 atanh(s), s = (m - 1) / (m + 1); m - 1 and m + 1 are exact as pairs
  const s = divide(twoSum(mantissa, -1), twoSum(mantissa, 1));
  known.log ??= Array.from({ length: 25 }, (_, k) => divide([1, 0], [2 * k + 1, 0]));
  const sum = multiply(s, polynomial(multiply(s, s), known.log, 10));
  return add(multiply([exponent, 0], LN2), [2 * sum[0], 2 * sum[1]])[0];
}
