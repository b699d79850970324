/**
 * The running means that an epoch reports: the loss and, where `metrics` names
 * "penalty", its parts. Each is a sum over rows, kept by the program; the host
 * divides when it reads. Source: keras/src/metrics/reduction_metrics.py (Mean).
 */
import { build, Tensor, Variable, type DType, type Extent } from "@tacet/compiler";
import { floatx } from "../floatx.ts";

/** The number of rows of the running batch, as a tensor. */
export const rowCount = (rows: Extent, dtype: DType): Tensor => new Tensor(build.extent(rows, dtype));

/** Divides as the dtype does, so that a mean is Keras's to the bit. */
export const divideAs = (dtype: DType, total: number, count: number): number =>
  dtype === "float32" ? Math.fround(total / count) : total / count;

export class LossReport {
  readonly #dtype = floatx();
  readonly #rows: Variable;
  readonly #totals = new Map<string, Variable>();

  constructor() {
    this.#rows = new Variable({ name: "loss/count", shape: [], dtype: this.#dtype, trainable: false });
  }
  /** Inside a step: adds the batch's values, each weighted by the rows of the batch. */
  update(values: ReadonlyMap<string, Tensor>, rows: Extent): void {
    const count = rowCount(rows, this.#dtype);
    for (const [key, value] of values) {
      let total = this.#totals.get(key);
      if (!total) {
        total = new Variable({ name: `${key}/total`, shape: [], dtype: this.#dtype, trainable: false });
        this.#totals.set(key, total);
      }
      total.assign(total.tensor.add(value.cast(this.#dtype).mul(count)));
    }
    this.#rows.assign(this.#rows.tensor.add(count));
  }
  get variables(): Variable[] {
    return [this.#rows, ...this.#totals.values()];
  }
  reset(): void {
    this.#rows.write(0);
    for (const total of this.#totals.values()) total.write(0);
  }
  get keys(): string[] {
    return [...this.#totals.keys()];
  }
  read(key: string): number {
    return divideAs(this.#dtype, this.#totals.get(key)!.read()[0]!, this.#rows.read()[0]!);
  }
  get loss(): Variable | undefined {
    return this.#totals.get("loss");
  }
}
