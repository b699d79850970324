/** That the checks find faults: each number of a golden, moved by little more than its bound, fails its check. */
import { describe, expect, it, vi } from "vitest";
import { decode, readGolden, type Case, type Encoded, type Numbers } from "./golden.ts";
import { subjects } from "./subjects.ts";

/** Where cases keep what Keras gave; the rest is what it was asked. */
const expectations = [
  "records",
  "made",
  "value",
  "gradient",
  "values",
  "learned",
  "mean",
  "variance",
  "scale",
  "transformed",
  "train",
  "test",
];
const mostOfACase = 5;
const rareFields = ["optimizer"];

interface Place {
  readonly path: readonly string[];
  readonly array: Encoded;
}
function* arraysIn(value: unknown, path: readonly string[]): Generator<Place> {
  if (typeof value !== "object" || value === null) return;
  if ("dtype" in value && "data" in value) yield { path, array: value as Encoded };
  else for (const [key, inner] of Object.entries(value)) yield* arraysIn(inner, [...path, key]);
}
/** The array with its last finite number off: integers by one, shares of rows by a half, others by twice their bound. */
function moved({ path, array }: Place, bound: string): Encoded | undefined {
  const numbers: Numbers = decode(array);
  const at = numbers.findLastIndex((v: number) => Number.isFinite(v));
  if (at < 0) return undefined;
  const share = path.some((key) => key.includes("acc"));
  const whole = !array.dtype.startsWith("float");
  const loose = path.includes("weights") && /weights[^,]* within 1e-4/.test(bound);
  const off = (loose ? 2e-4 : 1e-5) * Math.max(1, Math.abs(numbers[at]!));
  numbers[at]! += whole ? 1 : share ? 0.5 : off;
  return { ...array, data: Buffer.from(numbers.buffer).toString("base64") };
}
/** A copy of the case with another array at the path. */
function withArray(value: unknown, [key, ...rest]: readonly string[], array: Encoded): unknown {
  if (key === undefined) return array;
  const copy: unknown = Array.isArray(value) ? [...(value as readonly unknown[])] : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = withArray((value as Record<string, unknown>)[key], rest, array);
  return copy;
}

describe.each(Object.entries(subjects))("%s", (subject, { check, bound }) => {
  const placesOf = (c: Case): Place[] =>
    expectations.flatMap((key) => [...arraysIn((c as Case & Readonly<Record<string, unknown>>)[key], [key])]);
  const { cases } = readGolden(subject);
  const first = cases.find((c) => placesOf(c).length > 0)!;
  const places = placesOf(first);
  const every = Math.ceil(places.length / mostOfACase);
  const chosen = places.filter((_, i) => i % every === 0).map((place) => ({ given: first, place }));
  // Fields of records that not every case has.
  for (const field of rareFields) {
    const given = cases.find((c) => placesOf(c).some(({ path }) => path.includes(field)));
    if (given) chosen.push({ given, place: placesOf(given).findLast(({ path }) => path.includes(field))! });
  }
  const named = chosen.map((one) => [one.place.path.join("."), one] as const);
  it.each(named)("%s", async (_, { given, place }) => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const array = moved(place, bound);
    if (!array) return;
    await expect(check(withArray(given, place.path, array) as Case)).rejects.toThrow(/expected/);
  });
});
