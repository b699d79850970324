/** The optimizers' classes, under Keras's names. */
export { Adadelta } from "./adadelta.ts";
export { Adafactor } from "./adafactor.ts";
export { Adagrad } from "./adagrad.ts";
export { Adam } from "./adam.ts";
export { Adamax } from "./adamax.ts";
export { AdamW } from "./adamw.ts";
export { Ftrl } from "./ftrl.ts";
export { Lamb } from "./lamb.ts";
export { Lion } from "./lion.ts";
export { LossScaleOptimizer } from "./lossScaleOptimizer.ts";
export { Muon } from "./muon.ts";
export { Nadam } from "./nadam.ts";
export { RMSprop } from "./rmsprop.ts";
export { ScheduleFreeAdamW } from "./scheduleFreeAdamW.ts";
export { SGD } from "./sgd.ts";
