/** The compiler of tacet: tensor graphs in, programs out. */
export * from "./core/index.ts";
export * from "./ir/index.ts";
