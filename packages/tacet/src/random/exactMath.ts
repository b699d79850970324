/**
 * Correctly rounded sine, cosine and logarithm of a float64.
 *
 * V8's are off by one ulp in 1 to 5 % of values, and scikit-learn's data must come out bit for bit. The
 * arithmetic carries pairs of float64 whose sum has about 106 bits (Dekker 1971; Hida, Li, Bailey 2001), so
 * that rounding the pair to its head is the right answer but for ties nobody meets.
 */
/** The unevaluated sum high + low, |low| at most half an ulp of high. (Taken apart by name: an iterator takes far longer.) */
interface Pair {
  readonly high: number;
  readonly low: number;
}
const pair = (high: number, low = 0): Pair => ({ high, low });

const quickTwoSum = (a: number, b: number): Pair => {
  const sum = a + b;
  return { high: sum, low: b - (sum - a) };
};
const twoSum = (a: number, b: number): Pair => {
  const sum = a + b;
  const shadow = sum - a;
  return { high: sum, low: a - (sum - shadow) + (b - shadow) };
};
const split = (a: number): Pair => {
  const scaled = 134217729 * a;
  const high = scaled - (scaled - a);
  return { high, low: a - high };
};
const twoProduct = (a: number, b: number): Pair => {
  const product = a * b;
  const x = split(a);
  const y = split(b);
  return { high: product, low: x.high * y.high - product + x.high * y.low + x.low * y.high + x.low * y.low };
};
const add = (a: Pair, b: Pair): Pair => {
  const high = twoSum(a.high, b.high);
  const low = twoSum(a.low, b.low);
  const sum = quickTwoSum(high.high, high.low + low.high);
  return quickTwoSum(sum.high, sum.low + low.low);
};
const multiply = (a: Pair, b: Pair): Pair => {
  const product = twoProduct(a.high, b.high);
  return quickTwoSum(product.high, product.low + (a.high * b.low + a.low * b.high));
};
const divide = (a: Pair, b: Pair): Pair => {
  const first = a.high / b.high;
  const rest = add(a, multiply(b, pair(-first)));
  const second = rest.high / b.high;
  const third = add(rest, multiply(b, pair(-second))).high / b.high;
  return add(quickTwoSum(first, second), pair(third));
};

/** a·b + c with one rounding, but for ties the sum of three parts cannot see. */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  return add(twoProduct(a, b), pair(c)).high;
}

// pi/2 in three parts: the first has 33 bits, so that its multiples by a small whole number are exact
const HALF_PI_HEAD = 1.5707963267341256;
const HALF_PI_TAIL: Pair = { high: 6.077100506506192e-11, low: 3.5215598651832e-27 };
const LN2: Pair = { high: 0.6931471805599453, low: 2.3190468138462996e-17 };
const LARGEST_ANGLE = 1e5;

/** x = quadrant · pi/2 + rest, |rest| at most pi/4. */
function reduceAngle(x: number): { quadrant: number; rest: Pair } {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) throw new RangeError(`angles up to ${LARGEST_ANGLE} only, not ${x}`);
  const quadrant = Math.round(x / (Math.PI / 2));
  const rest = add(twoSum(x, -quadrant * HALF_PI_HEAD), multiply(pair(-quadrant), HALF_PI_TAIL));
  return { quadrant: ((quadrant % 4) + 4) % 4, rest };
}

/**
 * c0 + c1 x + c2 x² + …, where from `plain` on a term is under 2^-53 of the sum: there a float64 holds of it what the
 * sum can.
 */
function polynomial(x: Pair, coefficients: readonly Pair[], plain: number): Pair {
  let tail = 0;
  for (let i = coefficients.length - 1; i >= plain; i--) tail = tail * x.high + coefficients[i]!.high;
  let sum = pair(tail);
  for (let i = plain - 1; i >= 0; i--) sum = add(multiply(sum, x), coefficients[i]!);
  return sum;
}
/** Made when they are first needed, not while the module loads. */
const known: { cos?: Pair[]; sin?: Pair[]; log?: Pair[] } = {};

/** 1/first!, -1/(first+2)!, 1/(first+4)!, … to 2^-110. */
function trigonometricCoefficients(first: 0 | 1): Pair[] {
  const coefficients = [pair(1)];
  for (let n = first + 1; n < 28; n += 2)
    coefficients.push(divide(coefficients[coefficients.length - 1]!, pair(-n * (n + 1))));
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
  const value = trigonometricSeries(rest, quadrant % 2 === 0 ? 1 : 0).high;
  return quadrant < 2 ? value : -value;
}

/** cos(x), correctly rounded, for |x| up to 1e5. */
export function correctlyRoundedCos(x: number): number {
  const { quadrant, rest } = reduceAngle(x);
  const value = trigonometricSeries(rest, quadrant % 2 === 0 ? 0 : 1).high;
  return quadrant === 0 || quadrant === 3 ? value : -value;
}

/** The natural logarithm of a positive, normal x, correctly rounded. */
export function correctlyRoundedLog(x: number): number {
  if (x === 0) return -Infinity;
  const exponent = Math.round(Math.log2(x));
  const mantissa = x / 2 ** exponent;
  // log m = 2 atanh(s), s = (m - 1) / (m + 1); m - 1 and m + 1 are exact as pairs
  const s = divide(twoSum(mantissa, -1), twoSum(mantissa, 1));
  known.log ??= Array.from({ length: 25 }, (_, k) => divide(pair(1), pair(2 * k + 1)));
  const sum = multiply(s, polynomial(multiply(s, s), known.log, 10));
  return add(multiply(pair(exponent), LN2), { high: 2 * sum.high, low: 2 * sum.low }).high;
}
