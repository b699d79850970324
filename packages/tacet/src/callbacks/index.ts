/** The callbacks' registry: factories, and the classes behind them. */
import type { CallbackHooks } from "./callback.ts";
import { CSVLogger, type CSVLoggerOptions } from "./csvLogger.ts";
import { EarlyStopping, type EarlyStoppingOptions } from "./earlyStopping.ts";
import { LambdaCallback } from "./lambdaCallback.ts";
import { LearningRateScheduler, type LearningRateSchedulerOptions } from "./learningRateScheduler.ts";
import { History } from "./history.ts";
import { ProgbarLogger } from "./progbarLogger.ts";
import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
import { RemoteMonitor, type RemoteMonitorOptions } from "./remoteMonitor.ts";
import { SwapEMAWeights, type SwapEMAWeightsOptions } from "./swapEMAWeights.ts";
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
export * from "./all.ts";
export type {
  CSVLoggerOptions,
  EarlyStoppingOptions,
  LearningRateSchedulerOptions,
  ReduceLROnPlateauOptions,
  RemoteMonitorOptions,
  SwapEMAWeightsOptions,
  TerminateOnNaNOptions,
};

/** What `callbacks` in `import { callbacks } from "tacet"` holds. */
export const factories = {
  /** Writes every epoch's values into a CSV file; in Node. */
  csvLogger: (options: CSVLoggerOptions) => new CSVLogger(options),
  /** Stops training when a monitored value has stopped improving. */
  earlyStopping: (options?: EarlyStoppingOptions) => new EarlyStopping(options),
  /** Records every epoch's values; `fit` adds one by itself. */
  history: () => new History(),
  /** A callback made of functions named as the hooks. */
  lambdaCallback: (hooks?: CallbackHooks) => new LambdaCallback(hooks),
  /** Sets the learning rate of every epoch. */
  learningRateScheduler: (options: LearningRateSchedulerOptions) => new LearningRateScheduler(options),
  /** Prints progress; `fit` adds one by itself unless `verbose` is 0. */
  progbarLogger: () => new ProgbarLogger(),
  /** Lowers the learning rate when a monitored value has stopped improving. */
  reduceLROnPlateau: (options?: ReduceLROnPlateauOptions) => new ReduceLROnPlateau(options),
  /** Sends every epoch's values to a server. */
  remoteMonitor: (options?: RemoteMonitorOptions) => new RemoteMonitor(options),
  /** Validates, evaluates and predicts with the moving averages of weights. */
  swapEMAWeights: (options?: SwapEMAWeightsOptions) => new SwapEMAWeights(options),
  /** Stops training when the loss is NaN or infinite. */
  terminateOnNaN: (options?: TerminateOnNaNOptions) => new TerminateOnNaN(options),
} as const;
