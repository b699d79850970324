/** By how much weights shrink before an update, and which do not. Source: keras/src/optimizers/base_optimizer.py. */
import type { Variable } from "@tacet/compiler";

export interface Exclusion {
  /** Weights to leave out. */
  readonly varList?: readonly Variable[] | undefined;
  /** Patterns of names ("kernel", "bias") of weights to leave out. */
  readonly varNames?: readonly string[] | undefined;
}

export class WeightDecay {
  readonly value: number | null;
  #weights: ReadonlySet<Variable> = new Set();
  #names: RegExp | undefined;
  constructor(value: number | null) {
    this.value = value;
  }
  /** Replaces what was excluded before. */
  exclude({ varList = [], varNames = [] }: Exclusion): void {
    this.#weights = new Set(varList);
    this.#names = varNames.length > 0 ? new RegExp(varNames.join("|"), "u") : undefined;
  }
  excludes(weight: Variable): boolean {
    return this.#weights.has(weight) || (this.#names?.test(nameOf(weight)) ?? false);
  }
  /** The share for a weight; null for none. */
  of(weight: Variable): number | null {
    return this.excludes(weight) ? null : this.value;
  }
}
/** The name within the layer. */
const nameOf = (weight: Variable): string => weight.name.slice(weight.name.lastIndexOf("/") + 1);
