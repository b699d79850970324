/** Data made, not loaded. */
export { makeBlobs, type BlobsOptions } from "./makeBlobs.ts";
export { makeCircles, type CirclesOptions } from "./makeCircles.ts";
export { makeClassification, type ClassificationOptions } from "./makeClassification.ts";
export { makeMoons, type MoonsOptions } from "./makeMoons.ts";
export { makeRegression, type RegressionOptions } from "./makeRegression.ts";
