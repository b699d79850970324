export * from "./dtype.ts";
export * from "./erfinv.ts";
export * from "./errors.ts";
export * from "./shape.ts";
