/**
 * Options objects, checked in one way everywhere: a table names every option of
 * a type once and says what it may be, from which follow the refusal of unknown
 * names (with those near) and of values that make no sense. An option that is
 * `undefined` is absent.
 */
import { TacetError, Tensor } from "@tacet/compiler";
import { nearest } from "./registry.ts";

/** What an option may be. */
export interface Kind {
  /** Completes "expected rate to be …". */
  readonly what: string;
  readonly test: (value: unknown) => boolean;
  /** Whether it has to be given. */
  readonly required?: boolean;
}
/** The kind of each option of a type. */
export type Kinds<O> = { readonly [K in keyof O]-?: Kind };

const kind = (what: string, test: (value: unknown) => boolean): Kind => ({ what, test });
const isNumber = (x: unknown): x is number => typeof x === "number" && Number.isFinite(x);

/** For values that another place checks, and knows more about. */
export const anything = kind("anything", () => true);
export const flag = kind("true or false", (x) => typeof x === "boolean");
export const text = kind("a string", (x) => typeof x === "string");
export const callable = kind("a function", (x) => typeof x === "function");
export const list = kind("a list", (x) => Array.isArray(x));
export const finite = kind("a finite number", isNumber);
/** Finite numbers from 0. */
export const magnitude = kind("a finite number from 0", (x) => isNumber(x) && x >= 0);
/** Finite numbers above 0. */
export const positive = kind("a finite number above 0", (x) => isNumber(x) && x > 0);
export const share = kind("a number from 0 to 1", (x) => isNumber(x) && x >= 0 && x <= 1);
export const shareBetween = kind("a number between 0 and 1", (x) => isNumber(x) && x > 0 && x < 1);
export const shareBelow1 = kind("a number from 0 to below 1", (x) => isNumber(x) && x >= 0 && x < 1);
export const whole = kind("a whole number", Number.isInteger);
/** Whole numbers that an int32 holds. */
export const wholeFrom = (least: number): Kind =>
  kind(`a whole number from ${least}`, (x) => Number.isInteger(x) && (x as number) >= least && (x as number) < 2 ** 31);
export const oneOf = (...values: readonly (string | number | boolean)[]): Kind =>
  kind(values.map((v) => JSON.stringify(v)).join(" or "), (x) => values.some((v) => v === x));
/** One of a kind, or a list of at least one. */
export const oneOrMore = ({ what, test }: Kind): Kind =>
  kind(`${what}, or a list of such`, (x) => (Array.isArray(x) ? x.length > 0 && x.every(test) : test(x)));
export const orNull = ({ what, test }: Kind): Kind => kind(`${what}, or null`, (x) => x === null || test(x));
export const required = (k: Kind): Kind => ({ ...k, required: true });

/** A value as messages show it. */
export const show = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return typeof value === "function" ? "a function" : String(value);
  if (Array.isArray(value)) return `[${value.slice(0, 4).map(show).join(", ")}${value.length > 4 ? ", …" : ""}]`;
  const name = (value as { constructor?: { name: string } }).constructor?.name ?? "Object";
  return name === "Object" ? `an object (${Object.keys(value).slice(0, 4).join(", ")})` : `a ${name}`;
};

/** Whether an object was written as { … }; in any realm. */
function isPlain(x: unknown): boolean {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Gives the options back once they are known to make sense.
 * @param owner what messages begin with: "fit", 'Layer "dense" (Dense)'
 * @throws TacetError naming the option, what it may be, and what came
 */
export function checkOptions<O extends object>(owner: string, given: O | undefined, kinds: Kinds<O>): O {
  if (given === undefined) return checkOptions(owner, {} as O, kinds);
  if (!isPlain(given)) {
    const fix =
      (given as unknown) instanceof Tensor
        ? `Call the factory: write ${owner}(), not ${owner}.`
        : "Write { name: value }.";
    throw new TacetError(`${owner}: expected an object of options, received ${show(given)}. ${fix}`);
  }
  const known = Object.keys(kinds);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new TacetError(
      `${owner}: there is no option ${JSON.stringify(name)}. ${near.length > 0 ? `Did you mean ${near.map((n) => `"${n}"`).join(" or ")}?` : `Known: ${known.join(", ")}.`}`,
    );
  }
  for (const [name, { what, test, required: needed }] of Object.entries<Kind>(kinds)) {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    if (value === undefined ? !needed : test(value)) continue;
    const fix = value === null && !needed ? " Leave it out for its default." : "";
    throw new TacetError(`${owner}: expected ${name} to be ${what}, received ${show(value)}.${fix}`);
  }
  return given;
}
