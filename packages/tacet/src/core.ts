/**
 * tacet/core: objects instead of names, so that a bundler keeps only what a program uses. `tacet/core/layers`, `losses`,
 * `metrics`, `optimizers`, `schedules`, `regularizers`, `initializers`, `constraints` and `callbacks` hold the classes of
 * a family under Keras's names; `activations`, `datasets`, `preprocessing` and `random` hold functions.
 *
 *     import { sequential } from "tacet/core";
 *     import { Dense } from "tacet/core/layers";
 *     import { BinaryCrossentropy } from "tacet/core/losses";
 *     import { Adam } from "tacet/core/optimizers";
 *
 *     const model = sequential([new Dense({ units: 1, inputDim: 2 })]);
 *     model.compile({ optimizer: new Adam(), loss: new BinaryCrossentropy({ fromLogits: true }) });
 *
 * They are modules of their own since not every bundler sees into a namespace that a module exports. The types are those
 * of `tacet`: they let a name pass, and so `compile` without an optimizer, whose default is one, and the engine
 * "reference". These are errors at run time, unless the program imports `tacet` too.
 */
export * from "./common.ts";
