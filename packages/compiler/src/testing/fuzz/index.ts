export * from "./generate.ts";
export * from "./views.ts";
export * from "./shrink.ts";
