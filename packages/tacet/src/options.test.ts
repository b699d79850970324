import { TacetError, tensor } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import { checkOptions, flag, oneOf, orNull, required, show, wholeFrom, type Kinds } from "./options.ts";

interface Options {
  readonly units: number;
  readonly useBias?: boolean | undefined;
  readonly mode?: "auto" | "min" | null | undefined;
}
const kinds: Kinds<Options> = { units: required(wholeFrom(1)), useBias: flag, mode: orNull(oneOf("auto", "min")) };
const check = (options: unknown): Options => checkOptions("dense", options as Options, kinds);

describe("checkOptions", () => {
  it("gives back options that make sense; undefined means absent, null only where a kind says so", () => {
    const given = { units: 3, useBias: undefined, mode: null };
    expect(check(given)).toBe(given);
  });
  it.each([
    [{ units: 3, use_bias: false }, 'dense: there is no option "use_bias". Did you mean "useBias"?'],
    [{ units: 3, rate: 0.5 }, 'dense: there is no option "rate". Known: units, useBias, mode.'],
    [{}, "dense: expected units to be a whole number from 1, received undefined."],
    [{ units: null }, "dense: expected units to be a whole number from 1, received null."],
    [{ units: "3" }, 'dense: expected units to be a whole number from 1, received "3".'],
    [{ units: 3, useBias: null }, "expected useBias to be true or false, received null. Leave it out for its default."],
    [{ units: 3, mode: "max" }, 'dense: expected mode to be "auto" or "min", or null, received "max".'],
    [undefined, "dense: expected units"],
    [null, "dense: expected an object of options, received null. Write { name: value }."],
    ["relu", 'dense: expected an object of options, received "relu". Write { name: value }.'],
    [[3], "dense: expected an object of options, received [3]."],
    [tensor([1]), "received a Tensor. Call the factory: write dense(), not dense."],
  ])("of %o", (options, message) => {
    expect(() => check(options)).toThrow(TacetError);
    expect(() => check(options)).toThrow(message);
  });
});

it("shows values shortly", () => {
  expect([undefined, 1.5, "a", [1, [2], 3, 4, 5], { a: 1 }, new Map(), () => 1, 2n].map(show)).toEqual([
    "undefined",
    "1.5",
    '"a"',
    "[1, [2], 3, 4, …]",
    "an object (a)",
    "a Map",
    "a function",
    "2",
  ]);
});
