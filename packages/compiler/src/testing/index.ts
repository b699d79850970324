/** What tests of every stage and backend use; nothing here needs a test framework. */
export * from "./compare.ts";
export * from "./draft.ts";
export * from "./gradient.ts";
export * from "./random.ts";
export * from "./fuzz/index.ts";
export * from "./conformance/index.ts";
