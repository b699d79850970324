/** The callbacks' classes, under Keras's names. */
export { CSVLogger } from "./csvLogger.ts";
export { EarlyStopping } from "./earlyStopping.ts";
export { History } from "./history.ts";
export { LambdaCallback } from "./lambdaCallback.ts";
export { LearningRateScheduler } from "./learningRateScheduler.ts";
export { ProgbarLogger } from "./progbarLogger.ts";
export { ReduceLROnPlateau } from "./reduceLROnPlateau.ts";
export { RemoteMonitor } from "./remoteMonitor.ts";
export { SwapEMAWeights } from "./swapEMAWeights.ts";
export { TerminateOnNaN } from "./terminateOnNaN.ts";
