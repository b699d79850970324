export * as build from "./build.ts";
export * from "./along.ts";
export * from "./graph.ts";
export * from "./scalar.ts";
export * from "./custom.ts";
export type * from "./session.ts";
export * from "./print.ts";
export * from "./verify.ts";
