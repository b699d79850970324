/** Both penalties. Source: keras/src/regularizers/regularizers.py, L1L2. */
import type { Tensor } from "@tacet/compiler";
import { anything, checkOptions, type Kinds } from "../options.ts";
import { Coefficient, Regularizer } from "./regularizer.ts";

export interface L1L2Options {
  /** A finite number from 0; default 0. */
  readonly l1?: number | undefined;
  /** A finite number from 0; default 0. */
  readonly l2?: number | undefined;
}

const kinds: Kinds<L1L2Options> = { l1: anything, l2: anything };

/** l1 · Σ |x| + l2 · Σ x². Both may be set while a model trains. */
export class L1L2 extends Regularizer {
  override readonly className = "L1L2";
  readonly #l1: Coefficient;
  readonly #l2: Coefficient;
  constructor(options?: L1L2Options) {
    super();
    const { l1 = 0, l2 = 0 } = checkOptions("l1l2", options, kinds);
    this.#l1 = new Coefficient("L1L2", "l1", l1);
    this.#l2 = new Coefficient("L1L2", "l2", l2);
  }
  get l1(): number {
    return this.#l1.value;
  }
  set l1(value: number) {
    this.#l1.value = value;
  }
  get l2(): number {
    return this.#l2.value;
  }
  set l2(value: number) {
    this.#l2.value = value;
  }
  override call(x: Tensor): Tensor {
    return this.#l1.times(x.abs().sum()).add(this.#l2.times(x.square().sum()));
  }
  override getConfig(): { l1: number; l2: number } {
    return { l1: this.l1, l2: this.l2 };
  }
}
