/**
 * Texts taken apart into tokens: made uniform, split, put together to n-grams. As TensorFlow's string ops do it, which know
 * ASCII only: other letters stay as large as they are, other spaces don't separate.
 * Source: keras/src/layers/preprocessing/text_vectorization.py (`_preprocess`).
 */
import { TacetError } from "@tacet/compiler";
import { show } from "../../options.ts";

export const standardizations = ["lower_and_strip_punctuation", "lower", "strip_punctuation"] as const;
/** How a text is made uniform; a function does it to each text. */
export type Standardize = (typeof standardizations)[number] | ((text: string) => string) | null;
export const splits = ["whitespace", "character"] as const;
/** How a text is split into tokens; a function does it to each text. */
export type Split = (typeof splits)[number] | ((text: string) => readonly string[]) | null;

const lower = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
const strip = (text: string): string => text.replaceAll(/[!-/:-@[-`{-~]/g, "");
const standardizers = {
  lower_and_strip_punctuation: (text: string) => strip(lower(text)),
  lower,
  strip_punctuation: strip,
};
const splitters = {
  whitespace: (text: string) => text.split(/[ \t\n\v\f\r]+/).filter((token) => token !== ""),
  character: (text: string) => Array.from(text),
};

/** @throws TacetError where a function gives something else than a string */
export function standardized(text: string, how: Standardize): string {
  if (how === null) return text;
  const made: unknown = typeof how === "function" ? how(text) : standardizers[how](text);
  if (typeof made === "string") return made;
  throw new TacetError(`expected standardize to give a string for each, received ${show(made)}. Return the new text.`);
}
/** @throws TacetError where a function gives something else than strings */
export function splitUp(text: string, how: Exclude<Split, null>): readonly string[] {
  const made: unknown = typeof how === "function" ? how(text) : splitters[how](text);
  if (Array.isArray(made) && made.every((token): token is string => typeof token === "string")) return made;
  throw new TacetError(`expected split to give a list of strings for each, received ${show(made)}. Return the tokens.`);
}
/** All runs of so many tokens, joined by spaces: of the first width, then of the next. */
export const ngramsOf = (tokens: readonly string[], widths: readonly number[]): string[] =>
  widths.flatMap((width) =>
    Array.from({ length: Math.max(0, tokens.length - width + 1) }, (_, i) => tokens.slice(i, i + width).join(" ")),
  );
