/** The sum of absolute values. Source: keras/src/regularizers/regularizers.py, L1. */
import type { Tensor } from "@tacet/compiler";
import { anything, checkOptions, type Kinds } from "../options.ts";
import { Coefficient, Regularizer } from "./regularizer.ts";

export interface L1Options {
  /** A finite number from 0; default 0.01. */
  readonly l1?: number | undefined;
}

const kinds: Kinds<L1Options> = { l1: anything };

/** l1 · Σ |x|. `l1` may be set while a model trains. */
export class L1 extends Regularizer {
  override readonly className = "L1";
  readonly #l1: Coefficient;
  constructor(options?: L1Options) {
    super();
    const { l1 = 0.01 } = checkOptions("l1", options, kinds);
    this.#l1 = new Coefficient("L1", "l1", l1);
  }
  get l1(): number {
    return this.#l1.value;
  }
  set l1(value: number) {
    this.#l1.value = value;
  }
  override call(x: Tensor): Tensor {
    return this.#l1.times(x.abs().sum());
  }
  override getConfig(): { l1: number } {
    return { l1: this.l1 };
  }
}
