/** What is done to data before a model sees it. */
export { StandardScaler, standardScaler, type StandardScalerOptions } from "./standardScaler.ts";
export { trainTestSplit, type TrainTestSplitOptions } from "./trainTestSplit.ts";
