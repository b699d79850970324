/** The optimizers by name. */
import { createRegistry, type Identifier } from "../registry.ts";
import * as all from "./all.ts";
import type { Optimizer } from "./optimizer.ts";

const classes = {
  sgd: all.SGD,
  rmsprop: all.RMSprop,
  adam: all.Adam,
  adamw: all.AdamW,
  adamax: all.Adamax,
  nadam: all.Nadam,
  adagrad: all.Adagrad,
  adadelta: all.Adadelta,
  adafactor: all.Adafactor,
  ftrl: all.Ftrl,
  lamb: all.Lamb,
  lion: all.Lion,
  muon: all.Muon,
  schedule_free_adam_w: all.ScheduleFreeAdamW,
} as const;
export const registry = createRegistry<keyof typeof classes, new () => Optimizer>("optimizer", classes);
export type OptimizerName = Identifier<keyof typeof classes>;
/** An optimizer, or the name of one with its defaults. */
export type OptimizerLike = Optimizer | OptimizerName;
