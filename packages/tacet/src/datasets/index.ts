/** Data made, not loaded: `datasets` of `tacet`. */
export * from "./all.ts";
