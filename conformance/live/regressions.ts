/** Programs that tacet once ran otherwise than Keras: kept, and run again by every test. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LiveProgram } from "./model.ts";
import type { Verdict } from "./many.ts";
import type { KerasRecord } from "./series.ts";

export interface Regression {
  /** That `drawProgram` drew it from; what it draws changes with the registries, so that the program is kept. */
  readonly seed: number;
  /** What was off. */
  readonly why: string;
  readonly program: LiveProgram;
  /** What Keras left. */
  readonly records: readonly KerasRecord[];
}
const folder = resolve(import.meta.dirname, "../regressions");

/** Keeps what disagreed. */
export function keepDisagreements(verdicts: readonly Verdict[]): void {
  for (const { seed, program, outcome } of verdicts) {
    if (outcome.kind !== "disagrees") continue;
    const { why, records } = outcome;
    const regression: Regression = { seed, why, program, records };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${seed}.json`), `${JSON.stringify(regression)}\n`);
  }
}
export const kept = (): Regression[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Regression)
    : [];
