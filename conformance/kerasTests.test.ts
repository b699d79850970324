/** The numbers that Keras's own unit tests expect, each within what its test allows: see keras-tests/. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { apart } from "./keras-tests/apart.ts";
import { check } from "./keras-tests/checks.ts";
import { families, readFamily, type KerasTest } from "./keras-tests/facts.ts";
import { page, pageFile } from "./keras-tests/page.ts";
import { sorted } from "./keras-tests/sorted.ts";

// Tests may do what tacet warns of, as Keras does.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

const all = new Map(families.map((family) => [family, sorted(readFamily(family))]));
const checkAll = ({ facts }: KerasTest): void => facts.forEach(check);

for (const [family, { taken }] of all) {
  describe(`${family} as Keras's own tests want them, within their tolerances`, () => {
    it.each(taken)("$test", checkAll);
  });
}
describe("tests that tacet does not pass", () => {
  const found = [...all.values()].flatMap((sort) => sort.apart);
  it.each(found)("$test", (test) => expect(() => checkAll(test)).toThrow());
  it("are all there", () => expect(found.map(({ test }) => test).sort()).toEqual(Object.keys(apart).sort()));
});
it("shows what a wrong number is", () => {
  const fact = { regularizer: { name: "L1", l1: 0.5 }, x: [1, -3], expected: 2 };
  check(fact);
  expect(() => check({ ...fact, expected: 2.00001 })).toThrow(
    "expected 2.00001 within 0.000001 and a relative 0.000001",
  );
});
it("is written into the documentation: npm run coverage", () => expect(readFileSync(pageFile, "utf8")).toBe(page()));
