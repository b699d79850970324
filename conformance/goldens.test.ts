/** tacet against the committed goldens: see golden.ts. */
import { describe, it } from "vitest";
import { readGolden } from "./golden.ts";
import { subjects } from "./subjects.ts";

for (const [subject, { check, bound }] of Object.entries(subjects)) {
  describe(`${subject} as real Keras gives them: ${bound}`, () => {
    it.each(readGolden(subject).cases)("$name", (given) => check(given));
  });
}
