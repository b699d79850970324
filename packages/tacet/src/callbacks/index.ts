/** The callbacks' registry: factories, and the classes behind them. */
import type { CallbackHooks } from "./callback.ts";
import { EarlyStopping, type EarlyStoppingOptions } from "./earlyStopping.ts";
import { LambdaCallback } from "./lambdaCallback.ts";
import { History } from "./history.ts";
import { ProgbarLogger } from "./progbarLogger.ts";
import { TerminateOnNaN, type TerminateOnNaNOptions } from "./terminateOnNaN.ts";

export {
  Callback,
  overrides,
  hookNames,
  type CallbackHooks,
  type CallbackModel,
  type CallbackParams,
  type HookName,
  type Logs,
} from "./callback.ts";
export { EarlyStopping, History, LambdaCallback, ProgbarLogger, TerminateOnNaN };
export type { EarlyStoppingOptions, TerminateOnNaNOptions };

/** What `callbacks` in `import { callbacks } from "tacet"` holds. */
export const factories = {
  /** Stops training when a monitored value has stopped improving. */
  earlyStopping: (options?: EarlyStoppingOptions) => new EarlyStopping(options),
  /** Records every epoch's values; `fit` adds one by itself. */
  history: () => new History(),
  /** A callback made of functions named as the hooks. */
  lambdaCallback: (hooks?: CallbackHooks) => new LambdaCallback(hooks),
  /** Prints progress; `fit` adds one by itself unless `verbose` is 0. */
  progbarLogger: () => new ProgbarLogger(),
  /** Stops training when the loss is NaN or infinite. */
  terminateOnNaN: (options?: TerminateOnNaNOptions) => new TerminateOnNaN(options),
} as const;
