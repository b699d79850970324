export * as build from "./build.ts";
export * from "./graph.ts";
export * from "./scalar.ts";
export * from "./custom.ts";
export type * from "./session.ts";
