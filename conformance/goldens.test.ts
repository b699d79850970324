/** tacet against the committed goldens: see golden.ts. */
import { beforeEach, describe, it, vi } from "vitest";
import { readGolden } from "./golden.ts";
import { subjects } from "./subjects.ts";

// Programs may do what tacet warns of, as Keras does.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined));

for (const [subject, { check, bound }] of Object.entries(subjects)) {
  describe(`${subject} as real Keras gives them: ${bound}`, () => {
    it.each(readGolden(subject).cases)("$name", (given) => check(given));
  });
}
