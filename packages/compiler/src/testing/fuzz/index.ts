export * from "./generate.ts";
export * from "./views.ts";
