/**
 * What steps show of themselves: running means of the loss and its parts,
 * metrics, and plain values, by key. A training step and a testing step may
 * show different ones.
 */
import { TacetError, Tensor, Variable, type Extent } from "@tacet/compiler";
import { Mean, Metric } from "../metrics/lookup.ts";
import { show } from "../options.ts";
import { LossReport } from "./report.ts";

export type StepKind = "train" | "test";
/** A reported value, read from metric memory. */
export interface Reader {
  readonly key: string;
  readonly read: () => number;
}

export class LogBook {
  readonly #report = new LossReport();
  readonly #metrics = new Set<Metric>();
  readonly #means = new Map<string, Mean>();
  readonly #values = new Map<string, Variable>();
  readonly #shown: Record<StepKind, ReadonlyMap<string, () => number>> = { train: new Map(), test: new Map() };
  /** What the step that is traced shows. */
  #showing = new Map<string, () => number>();

  /** Traces a step: what it shows replaces what one of its kind has shown. */
  record(kind: StepKind, step: () => Readonly<Record<string, unknown>>): void {
    this.#showing = new Map();
    this.#addLogs(step());
    this.#shown[kind] = this.#showing;
  }
  /** Inside a step: shows means over rows. */
  addLosses(values: ReadonlyMap<string, Tensor>, rows: Extent): void {
    this.#report.update(values, rows);
    for (const key of values.keys()) this.#showing.set(key, () => this.#report.read(key));
  }
  /** Shows a metric that the step updates. */
  addMetric(key: string, metric: Metric): void {
    this.#metrics.add(metric);
    // A list where classes or thresholds are kept apart, as in Keras; to say so in the type would cost every reader of a
    // loss a check.
    this.#showing.set(key, () => metric.result() as number);
  }
  /** Inside a step: shows the running mean of a tensor. */
  addMean(key: string, value: Tensor): void {
    const mean = this.#means.get(key) ?? new Mean({ name: key });
    this.#means.set(key, mean);
    mean.updateState(value);
    this.addMetric(key, mean);
  }
  /** Inside a step: shows metrics, and numbers as the last batch gave them. @throws TacetError for other things */
  #addLogs(logs: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(logs)) {
      if (value instanceof Metric) this.addMetric(key, value);
      else this.#addValue(key, value);
    }
  }
  #addValue(key: string, value: unknown): void {
    if (!(value instanceof Tensor) || value.rank !== 0) {
      throw new TacetError(
        `trainStep: expected "${key}" to be a metric or a tensor of one number, received ${show(value)}.`,
      );
    }
    const held = this.#values.get(key) ?? new Variable({ name: key, shape: [], dtype: value.dtype, trainable: false });
    this.#values.set(key, held);
    held.assign(value.cast(held.dtype));
    this.#showing.set(key, () => held.read()[0]!);
  }

  /** What steps of a kind show, by key in Keras's (alphabetical) order. */
  readers(kind: StepKind): Reader[] {
    const readers = [...this.#shown[kind]].map(([key, read]) => ({ key, read }));
    return readers.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }
  isLoss(key: string): boolean {
    return this.#report.keys.includes(key);
  }
  /** Starts every sum again. */
  reset(): void {
    this.#report.reset();
    for (const metric of this.#metrics) metric.resetState();
  }
  get variables(): Variable[] {
    return [...this.#report.variables, ...[...this.#metrics].flatMap((m) => m.variables)];
  }
}
