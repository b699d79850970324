/** The sum of squares. Source: keras/src/regularizers/regularizers.py, L2. */
import type { Tensor } from "@tacet/compiler";
import { anything, checkOptions, type Kinds } from "../options.ts";
import { Coefficient, Regularizer } from "./regularizer.ts";

export interface L2Options {
  /** A finite number from 0; default 0.01. */
  readonly l2?: number | undefined;
}

const kinds: Kinds<L2Options> = { l2: anything };

/** l2 · Σ x². `l2` may be set while a model trains. */
export class L2 extends Regularizer {
  override readonly className = "L2";
  readonly #l2: Coefficient;
  constructor(options?: L2Options) {
    super();
    const { l2 = 0.01 } = checkOptions("l2", options, kinds);
    this.#l2 = new Coefficient("L2", "l2", l2);
  }
  get l2(): number {
    return this.#l2.value;
  }
  set l2(value: number) {
    this.#l2.value = value;
  }
  override call(x: Tensor): Tensor {
    return this.#l2.times(x.square().sum());
  }
  override getConfig(): { l2: number } {
    return { l2: this.l2 };
  }
}
