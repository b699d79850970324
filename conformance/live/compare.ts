/**
 * When tacet's numbers are Keras's.
 *
 * - Every weight after one step: within the bound of its tensor's largest, except where the gradient is under 1e-6 of
 *   its own largest, or all of the tensor's under the rounding of the model's largest: rounding error that an optimizer
 *   may have divided by its own size.
 * - Weights before any step: bit for bit, where Keras draws them by a formula that rounds one way.
 * - Losses and metrics, those of validation and of batches too: within the bound, relative; that of metrics is float32's
 *   where one of them counts in float32.
 * - Predictions after one step: within the bound of the largest.
 */
import { decode } from "../golden.ts";
import type { LiveProgram } from "./model.ts";
import { seriesOfKeras, type KerasRecord, type Series } from "./series.ts";

export const bounds = { float32: 2e-5, float64: 1e-9 } as const;
const negligibleGradient = 1e-6;
/** Normal initializers go through erfinv, orthogonal ones, as recurrent kernels have, through a QR: another order of the same sums. */
const roundedInitializer = /normal|orthogonal|scaling|rnn|lstm|gru/iu;

export interface Difference {
  readonly where: string;
  readonly kind: Series["kind"];
  /** In units of what the bound is relative to; infinite where shapes differ, or one is no number. */
  readonly error: number;
  readonly bound: number;
  readonly expected: number;
  readonly received: number;
}

/** How far `received` is from what Keras left, a difference for each series; an error where they don't hold the same ones. */
export function differences(
  program: LiveProgram,
  records: readonly KerasRecord[],
  received: readonly Series[],
): Difference[] {
  const expected = seriesOfKeras(records);
  const [wanted, found] = [expected, received].map((list) => list.map(({ where }) => where));
  if (wanted!.join() !== found!.join()) {
    const only = (list: readonly string[], other: readonly string[]): string =>
      list.filter((where) => !other.includes(where)).join(", ") || "in another order";
    throw new Error(
      `expected of Keras's alone: ${only(wanted!, found!)}; received of tacet's alone: ${only(found!, wanted!)}`,
    );
  }
  const learned = records.findIndex((record) => record.gradients !== undefined);
  return expected.map((series, i) => {
    const step = Number(/\d+/u.exec(series.where)![0]);
    return worst(series, received[i]!, rule(program, series, records[learned]!, step < learned));
  });
}

interface Rule {
  readonly bound: number;
  /** What an error in each number is divided by. */
  readonly scale: (at: number) => number;
  readonly counts: (at: number) => boolean;
}
function rule(program: LiveProgram, series: Series, learned: KerasRecord, untouched: boolean): Rule {
  const bound = bounds[program.floatx];
  const { values } = series;
  const all = (): boolean => true;
  switch (series.kind) {
    case "epochs":
      return { bound: 0, scale: () => 1, counts: all };
    case "loss":
    case "metric": {
      const least = program.signed.includes(measured(series.where)) ? 1 : 0;
      const own = series.kind === "metric" ? bounds[typeOfMetrics(program)] : bound;
      return { bound: own, scale: (i) => Math.max(Math.abs(values[i]!), least), counts: all };
    }
    case "prediction":
      return { bound, scale: largest(values), counts: all };
    case "weight": {
      const exact = untouched && !roundedInitializer.test(JSON.stringify(program.layers ?? program.graph));
      const gradient = learned.gradients![Number(/\d+$/u.exec(series.where)![0])];
      return {
        bound: exact ? 0 : bound,
        scale: largest(values),
        counts: untouched || !gradient ? all : countedBy(decode(gradient), program.floatx, learned),
      };
    }
  }
}
/** The narrowest type that one of its metrics counts in. */
const typeOfMetrics = ({ floatx, compile: { metrics, weightedMetrics } }: LiveProgram): LiveProgram["floatx"] =>
  JSON.stringify([metrics, weightedMetrics]).includes('"dtype":"float32"') ? "float32" : floatx;
/** "step 3 history val_weighted_poisson_1" → "poisson", "val_main_weighted_poisson" → "main_poisson" */
const measured = (where: string): string =>
  /([^ ]+)$/u
    .exec(where)![1]!
    .replace(/^val_/u, "")
    .replace(/(^|_)weighted_/u, "$1")
    .replace(/_\d+$/u, "");
function largest(values: ArrayLike<number>): () => number {
  const most = Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return () => most;
}
/** What of a tensor counts by its gradient in the step that was learned from. */
function countedBy(
  gradient: ArrayLike<number>,
  floatx: LiveProgram["floatx"],
  { gradients }: KerasRecord,
): (at: number) => boolean {
  const most = Math.max(...gradients!.map((g) => (g ? largest(decode(g))() : 0)));
  const own = largest(gradient)();
  if (own > 0 && own < (floatx === "float32" ? 2 ** -23 : 2 ** -52) * most) return () => false;
  return above(negligibleGradient, gradient);
}
function above(share: number, values: ArrayLike<number>): (at: number) => boolean {
  const most = largest(values)();
  // A tensor whose gradient is nothing but 0 isn't excused: 0 is exact.
  return (i) => most === 0 || !(Math.abs(values[i]!) < share * most);
}

function worst(expected: Series, received: Series, { bound, scale, counts }: Rule): Difference {
  const { where, kind, values } = expected;
  if (expected.shape.join() !== received.shape.join()) {
    return {
      where: `${where} shape`,
      kind,
      error: Infinity,
      bound,
      expected: values.length,
      received: received.values.length,
    };
  }
  let [at, error] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!counts(i)) continue;
    const here = errorOf(values[i]!, received.values[i]!, scale(i));
    if (here > error) [at, error] = [i, here];
  }
  return { where, kind, error, bound, expected: values[at]!, received: received.values[at]! };
}
function errorOf(expected: number, received: number, scale: number): number {
  if (expected === received || (Number.isNaN(expected) && Number.isNaN(received))) return 0;
  const error = Math.abs(received - expected) / scale;
  return Number.isNaN(error) ? Infinity : error;
}

export const describe = ({ where, error, bound, expected, received }: Difference): string =>
  `${where}: expected ${expected} within ${bound}, received ${received} (off by ${error.toExponential(2)})`;
