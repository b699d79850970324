/** What is done to data before a model sees it. */
export { MinMaxScaler, minMaxScaler, type MinMaxScalerOptions } from "./minMaxScaler.ts";
export { padSequences, type PadSequencesOptions } from "./padSequences.ts";
export { StandardScaler, standardScaler, type StandardScalerOptions } from "./standardScaler.ts";
export { toCategorical, type ToCategoricalOptions } from "./toCategorical.ts";
export { trainTestSplit, type TrainTestSplitOptions } from "./trainTestSplit.ts";
