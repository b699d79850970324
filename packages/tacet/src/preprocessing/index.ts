/** What is done to data before a model sees it: `preprocessing` of `tacet`. */
export * from "./all.ts";
