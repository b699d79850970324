/** Data made, not loaded. */
export { makeCircles, type CirclesOptions } from "./makeCircles.ts";
