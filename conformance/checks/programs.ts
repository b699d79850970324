/** Checks of whole models: what each step of a program leaves, against what Keras left. */
import type * as tacet from "tacet";
import { decode, expectClose, expectExact, expectNear, expectShape, type Case, type Encoded } from "../golden.ts";
import type { Described } from "../listeners.ts";
import { runProgram, type Program, type Received, type Step } from "../program.ts";

interface Expected {
  readonly history?: Readonly<Record<string, Encoded>>;
  readonly epochs?: readonly number[];
  readonly batches?: Readonly<Record<string, Encoded>>;
  readonly logs?: Readonly<Record<string, Encoded>>;
  readonly value?: Encoded;
  /** Of several outputs. */
  readonly values?: readonly Encoded[] | Readonly<Record<string, Encoded>>;
  readonly weights?: readonly Encoded[];
  readonly optimizer?: readonly Encoded[];
  readonly files?: readonly ExpectedText[];
  readonly posts?: readonly ExpectedText[];
  readonly calls?: readonly string[];
}
/** A text with "#" for its numbers, and those. */
interface ExpectedText {
  readonly text: string;
  readonly numbers: Encoded;
}
export interface ProgramCase extends Case {
  readonly program: Program;
  readonly records: readonly Expected[];
}

/**
 * Of the weights that a whole fit leaves: enough to tell one epoch's from another's. Adam divides gradients by their
 * size, rounding errors of small ones included, so that single weights drift apart faster than losses do.
 */
const afterFit = 1e-4;

/** @param curve long training: losses within 5e-6, three accuracies a fit may miss one row each; else all within 1e-6; in float64 within 1e-9 */
export const checkProgram =
  ({ curve }: { curve: boolean }) =>
  async (given: Case): Promise<void> => {
    const { program, records } = given as ProgramCase;
    const received = await runProgram(program);
    const bound = program.floatx === "float64" ? 1e-9 : curve ? 5e-6 : 1e-6;
    for (const [i, expected] of records.entries()) {
      const what = `step ${i} (${program.steps[i]!.do})`;
      await checkRecord(received[i]!, expected, program, i, bound, curve, what);
    }
  };

async function checkRecord(
  received: Received,
  expected: Expected,
  program: Program,
  index: number,
  bound: number,
  curve: boolean,
  what: string,
): Promise<void> {
  const step = program.steps[index]!;
  if (expected.history) {
    checkKeys(received.history!, expected.history, `${what} history`);
    let missed = 0;
    for (const [key, series] of Object.entries(expected.history)) {
      const near = received.history![key]!;
      if (curve && key.includes("acc"))
        missed += countMissed(near, series, rowsOf(program, step, key), `${what} ${key}`);
      else expectClose(flat(near), series, bound, `${what} ${key}`);
    }
    if (missed > 3) throw new Error(`${what}: expected at most 3 accuracies off by one row, received ${missed}`);
  }
  if (expected.epochs && received.epochs!.join() !== expected.epochs.join()) {
    throw new Error(`${what}: expected epochs [${expected.epochs.join()}], received [${received.epochs!.join()}]`);
  }
  for (const field of ["batches", "logs"] as const) {
    const table = expected[field];
    if (!table) continue;
    checkKeys(received[field]!, table, `${what} ${field}`);
    for (const [key, series] of Object.entries(table)) {
      expectClose(flat(received[field]![key]!), series, bound, `${what} ${field} ${key}`);
    }
  }
  for (const field of ["files", "posts"] as const) {
    for (const [i, wanted] of (expected[field] ?? []).entries())
      expectText(received[field]![i]!, wanted, bound, `${what} ${field}[${i}]`);
  }
  if (expected.calls && received.calls!.join("\n") !== expected.calls.join("\n")) {
    throw new Error(`${what}: expected the calls ${expected.calls.join("; ")}; received ${received.calls!.join("; ")}`);
  }
  if (expected.values) checkKeys(received.value!, expected.values, `${what} values`);
  const values = expected.value ? { "": expected.value } : (expected.values ?? {});
  for (const [key, value] of Object.entries(values as Readonly<Record<string, Encoded>>)) {
    const near = expected.value ? received.value! : (received.value as { readonly [key: string]: tacet.Tensor })[key]!;
    expectShape((near as tacet.Tensor).shape, value, `${what} value ${key}`);
    expectClose(await (near as tacet.Tensor).data(), value, bound, `${what} value ${key}`);
  }
  if (expected.optimizer) {
    const { length } = received.optimizer!;
    if (length !== expected.optimizer.length)
      throw new Error(`${what}: expected ${expected.optimizer.length} optimizer variables, received ${length}`);
    expected.optimizer.forEach((v, i) => expectNear(received.optimizer![i]!, v, bound, `${what} variable ${i}`));
  }
  // Before any training, uniform initializers and constants: bit for bit.
  const untouched = fresh(program, index);
  const fitted = curve && program.steps.slice(0, index).some((s) => s.do === "fit");
  for (const [i, weight] of (expected.weights ?? []).entries()) {
    const near = received.weights![i]!;
    expectShape(near.shape, weight, `${what} weight ${i}`);
    if (untouched) expectExact(await near.data(), weight, `${what} weight ${i}`);
    else expectClose(await near.data(), weight, fitted ? afterFit : bound, `${what} weight ${i}`);
  }
}

/** A value or a series of them, each of which is a list where a metric has several. */
const flat = (values: number | readonly number[]): number[] => [values].flat(2);

function expectText(received: Described, expected: ExpectedText, bound: number, what: string): void {
  if (received.text !== expected.text) {
    throw new Error(`${what}: expected ${JSON.stringify(expected.text)}, received ${JSON.stringify(received.text)}`);
  }
  expectClose(received.numbers, expected.numbers, bound, what);
}

const learns: ReadonlySet<Step["do"]> = new Set(["fit", "trainOnBatch"]);
/** Whether the weights are still the initial ones, and none drawn through erfinv or a QR, as recurrent kernels are. */
const fresh = (program: Program, index: number): boolean =>
  !program.steps.slice(0, index).some((s) => learns.has(s.do)) &&
  !/normal|orthogonal|rnn|lstm|gru/iu.test(JSON.stringify(program.layers ?? program.graph));

function checkKeys(received: object, expected: object, what: string): void {
  const [near, wanted] = [Object.keys(received).join(", "), Object.keys(expected).join(", ")];
  if (near !== wanted) throw new Error(`${what}: expected the keys ${wanted}; received ${near}`);
}

/** How many are off by one row of `rows`; throws when one is off by more. */
function countMissed(received: readonly number[], expected: Encoded, rows: number, what: string): number {
  let missed = 0;
  decode(expected).forEach((e, i) => {
    const error = Math.abs(received[i]! - e);
    if (error <= 1e-6) return;
    if (!(error <= 1 / rows + 1e-6))
      throw new Error(`${what}[${i}]: expected ${e}, received ${received[i]}: more than one row`);
    missed += 1;
  });
  return missed;
}

function rowsOf(program: Program, step: Step, key: string): number {
  const rows = (names: Step["x"]): number => {
    const [first] = typeof names === "string" ? [names] : Object.values<string>(names ?? []);
    const spec = program.data[first!]!;
    return "circles" in spec ? spec.rows[1] - spec.rows[0] : spec.shape[0]!;
  };
  const split = (step.options?.validationSplit as number | undefined) ?? 0;
  const train = Math.floor(rows(step.x) * (1 - split));
  if (!key.startsWith("val_")) return train;
  return step.validationData ? rows(step.validationData[0]) : rows(step.x) - train;
}
