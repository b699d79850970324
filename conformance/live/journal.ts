/**
 * What Keras made of each program so far, kept as it comes: with `--resume` a run that stopped goes on, and one that
 * found something is judged again after tacet has been mended, without asking Keras for all of it again.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Reply } from "./keras.ts";
import type { Verdict } from "./many.ts";
import { drawProgram } from "./model.ts";
import type { Outcome } from "./run.ts";

export class Journal {
  readonly #path: string;
  /** @param first the seed that the run begins with */
  constructor(first: number) {
    this.#path = resolve(import.meta.dirname, `../../node_modules/.cache/tacet/conformance-${first}.jsonl`);
    mkdirSync(dirname(this.#path), { recursive: true });
  }
  /** Keras's replies to the programs that would be drawn again as they were, by seed. */
  read(): Map<number, Reply> {
    const lines = existsSync(this.#path) ? readFileSync(this.#path, "utf8").split("\n") : [];
    const verdicts = lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Verdict);
    // As JSON has them: numbers that came of it are those that went into it.
    const again = (seed: number): unknown => JSON.parse(JSON.stringify(drawProgram(seed)));
    return new Map(
      verdicts
        .filter(({ seed, program }) => isDeepStrictEqual(program, again(seed)))
        .map(({ seed, outcome }) => [seed, replyOf(outcome)]),
    );
  }
  add(verdict: Verdict): void {
    appendFileSync(this.#path, `${JSON.stringify(verdict)}\n`);
  }
}

const replyOf = (outcome: Outcome): Reply =>
  outcome.kind === "refused" ? { refused: outcome.why } : { records: outcome.records };
