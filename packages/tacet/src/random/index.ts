/** Random draws, as `random` of `tacet`. */
export * from "./all.ts";
