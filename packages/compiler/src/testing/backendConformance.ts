/**
 * Registers the conformance suite with vitest; apart from the rest of testing/,
 * which needs no framework.
 */
import { describe, test } from "vitest";
import type { Session } from "../ir/index.ts";
import { conformanceCases, type ConformanceOptions } from "./conformance/index.ts";

export interface BackendConformanceOptions extends ConformanceOptions {
  /** Cases left out: those whose "group: name" begins with `cases`, and why. */
  readonly skip?: readonly { readonly cases: string; readonly reason: string }[];
}

/** One test a case, in groups: `backendConformance("wasm", () => createWasmSession())`. */
export function backendConformance(
  name: string,
  createSession: () => Session,
  options: BackendConformanceOptions = {},
): void {
  const { skip = [] } = options;
  const all = conformanceCases(createSession, options);
  describe(`${name} conforms`, () => {
    for (const group of new Set(all.map((c) => c.group))) {
      describe(group, () => {
        for (const c of all.filter((one) => one.group === group)) {
          const skipped = skip.find((s) => `${group}: ${c.name}`.startsWith(s.cases));
          if (skipped) test.skip(`${c.name} (skipped: ${skipped.reason})`, c.run);
          else test(c.name, c.run);
        }
      });
    }
  });
}
