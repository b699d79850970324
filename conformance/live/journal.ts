/** What has been compared so far, kept as it comes, so that a long run can go on where it stopped: `--resume`. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Verdict } from "./many.ts";
import { drawProgram } from "./model.ts";

export class Journal {
  readonly #path: string;
  /** @param first the seed that the run begins with */
  constructor(first: number) {
    this.#path = resolve(import.meta.dirname, `../../node_modules/.cache/tacet/conformance-${first}.jsonl`);
    mkdirSync(dirname(this.#path), { recursive: true });
  }
  /** The verdicts on programs that would be drawn again as they were. */
  read(): Map<number, Verdict> {
    const lines = existsSync(this.#path) ? readFileSync(this.#path, "utf8").split("\n") : [];
    const verdicts = lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Verdict);
    // As JSON has them: numbers that came of it are those that went into it.
    const again = (seed: number): unknown => JSON.parse(JSON.stringify(drawProgram(seed)));
    return new Map(
      verdicts.filter(({ seed, program }) => isDeepStrictEqual(program, again(seed))).map((one) => [one.seed, one]),
    );
  }
  add(verdict: Verdict): void {
    appendFileSync(this.#path, `${JSON.stringify(verdict)}\n`);
  }
}
