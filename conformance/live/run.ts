/** One program in tacet and in Keras, and what comes of comparing them. */
import { runProgram, type Received, type Step } from "../program.ts";
import { describe, differences, type Difference } from "./compare.ts";
import type { Keras, Reply } from "./keras.ts";
import type { LiveProgram } from "./model.ts";
import { seriesOfKeras, seriesOfTacet, type KerasRecord } from "./series.ts";

export type Outcome =
  | { readonly kind: "agrees"; readonly worst: readonly Difference[]; readonly records: readonly KerasRecord[] }
  /** What is off moves in Keras too, when its weights and data move by one unit in the last place; or it is not off in float64; or it hangs on a zero's sign. */
  | { readonly kind: "undetermined"; readonly why: string; readonly records: readonly KerasRecord[] }
  | { readonly kind: "refused"; readonly why: string; readonly byTacet: string | undefined }
  | { readonly kind: "disagrees"; readonly why: string; readonly records: readonly KerasRecord[] };

/** How many nearby runs of Keras may show that a number is not determined. */
const nearbyRuns = 6;
/**
 * Nearby runs move a number by one unit in the last place of where it begins; tacet and Keras round in many places, each
 * up to such a unit. A difference of more than this many times what nearby runs show is no matter of rounding.
 */
const roundings = 10;
/** The largest relative difference in float32 that may be rounding where float64 shows none. */
const mostRounding = 1e-3;

/** Compares with what Keras left: the differences above their bounds, and the largest ones. */
export async function compareWith(
  program: LiveProgram,
  records: readonly KerasRecord[],
): Promise<{ all: readonly Difference[]; off: readonly Difference[] }> {
  const received = await seriesOfTacet(await runTacet(program, records));
  const all = differences(program, records, received);
  return { all, off: all.filter(({ error, bound }) => !(error <= bound)) };
}

/** In float64 JAX draws other numbers: tacet starts from the weights that Keras's first step left. */
async function runTacet(program: LiveProgram, records: readonly KerasRecord[]): Promise<Received[]> {
  if (program.floatx === "float32") return runProgram(program);
  const initial = records[0]!.weights!.map((w, i) => [`initial ${i}`, w] as const);
  const set: Step = { do: "setWeights", weights: initial.map(([name]) => name) };
  const data = { ...program.data, ...Object.fromEntries(initial) };
  return (await runProgram({ ...program, data, steps: [set, ...program.steps] })).slice(1);
}

/** @param kerasFor a process for a floatx */
export async function judge(
  program: LiveProgram,
  reply: Reply,
  kerasFor: (floatx: LiveProgram["floatx"]) => Keras,
): Promise<Outcome> {
  if ("refused" in reply) {
    const byTacet = await runProgram(program).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    return { kind: "refused", why: reply.refused, byTacet };
  }
  let compared;
  try {
    compared = await compareWith(program, reply.records);
  } catch (error) {
    return { kind: "disagrees", why: String(error), records: reply.records };
  }
  const { all, off } = compared;
  if (off.length === 0) return { kind: "agrees", worst: all, records: reply.records };
  const keras = kerasFor(program.floatx);
  const left = await determined(program, reply.records, off.filter(decided(reply.records)), keras);
  return left.length > 0 && !(await isRounding(program, left, kerasFor))
    ? { kind: "disagrees", why: left.map(describe).join("\n"), records: reply.records }
    : { kind: "undetermined", why: off.map(describe).join("\n"), records: reply.records };
}

/**
 * Which output is the largest is not decided where several zeros are: Keras on JAX counts -0 below 0 in `argmax`, and XLA
 * chooses the sign of a zero that a fused computation gives.
 */
function decided(records: readonly KerasRecord[]): (difference: Difference) => boolean {
  const zerosLead = seriesOfKeras(records).some(({ kind, shape, values }) => {
    const width = shape.at(-1) ?? 1;
    if (kind !== "prediction" || shape.length < 2 || width === 1) return false;
    return Array.from({ length: values.length / width }, (_, row) =>
      Array.from({ length: width }, (_, i) => values[row * width + i]!),
    ).some((row) => Math.max(...row) === 0 && row.filter((v) => v === 0).length > 1);
  });
  return ({ where }) => !(zerosLead && where.includes("accuracy"));
}

/** Whether differences of float32 are small, and there are none where both compute in float64. */
async function isRounding(
  program: LiveProgram,
  left: readonly Difference[],
  kerasFor: (floatx: LiveProgram["floatx"]) => Keras,
): Promise<boolean> {
  if (program.floatx === "float64" || left.some(({ error }) => error > mostRounding)) return false;
  const wide: LiveProgram = { ...program, floatx: "float64" };
  const reply = await kerasFor("float64").run(wide);
  return !("refused" in reply) && (await compareWith(wide, reply.records)).off.length === 0;
}

/** The differences that are far larger than those of Keras to itself, started one unit in the last place away. */
async function determined(
  program: LiveProgram,
  records: readonly KerasRecord[],
  off: readonly Difference[],
  keras: Keras,
): Promise<readonly Difference[]> {
  let left = off;
  for (let seed = 0; seed < nearbyRuns && left.length > 0; seed++) {
    const nearby = await keras.run(program, seed);
    if ("refused" in nearby) return left;
    const own = new Map(
      differences(program, records, seriesOfKeras(nearby.records)).map(({ where, error }) => [where, error]),
    );
    left = left.filter(({ where, error }) => error > roundings * (own.get(where) ?? 0));
  }
  return left;
}
