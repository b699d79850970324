/** tacet: Keras 3 for TypeScript. What a user imports, with everything there is by name. */
import "./reference.ts";

export * from "./common.ts";
export * as activations from "./activations/index.ts";
export { factories as callbacks } from "./callbacks/index.ts";
export * as constraints from "./constraints/index.ts";
export * as datasets from "./datasets/index.ts";
export * as initializers from "./initializers/index.ts";
export { factories as layers } from "./layers/index.ts";
export * as losses from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export * as optimizers from "./optimizers/index.ts";
export * as preprocessing from "./preprocessing/index.ts";
export * as random from "./random/index.ts";
export * as regularizers from "./regularizers/index.ts";
export * as schedules from "./schedules/index.ts";
