/** Adam with weight decay. Source: keras/src/optimizers/adamw.py; Loshchilov and Hutter 2017. */
import { TacetError } from "@tacet/compiler";
import { Adam, type AdamOptions } from "./adam.ts";

/** As Adam's, with `weightDecay` 0.004 by default. */
export type AdamWOptions = AdamOptions;

export class AdamW extends Adam {
  constructor(options?: AdamWOptions) {
    super(options, "AdamW", { weightDecay: 0.004 });
    if (this.weightDecay === null)
      throw new TacetError(
        "adamw: expected weightDecay to be a finite number from 0, received null. Use adam for none.",
      );
  }
}
