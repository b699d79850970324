/**
 * tacet against numbers that real Keras gives now: a sample of the goldens' cases, made anew from data and seeds
 * that nobody has seen before. TACET_GOLDEN_SEED repeats a run.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { readGolden } from "./golden.ts";
import { subjects } from "./subjects.ts";

const root = resolve(import.meta.dirname, "..");
const present = [process.env.TACET_PYTHON, join(root, ".venv", "requirements.txt")].some((p) => p && existsSync(p));
const wanted = process.env.CI === "true" || present;
const seed = Number(process.env.TACET_GOLDEN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const casesOfEach = 1;

/** Two processes, for two cores: the subjects whose models take longest to compile are dealt to both. */
const made = Object.entries(subjects).filter(([, { stored }]) => stored === undefined);
const names = made.map(([name]) => name);
const halves = [names.filter((_, i) => i % 2 === 0), names.filter((_, i) => i % 2 === 1)];

const label = wanted
  ? `a fresh sample of Keras's numbers (TACET_GOLDEN_SEED=${seed})`
  : "a fresh sample of Keras's numbers (needs the pinned Python: scripts/python makes it)";

describe.skipIf(!wanted)(label, () => {
  const folder = mkdtempSync(join(tmpdir(), "tacet-goldens-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = (out: string, only: readonly string[]): Promise<void> =>
    python(["-m", "generate", "--out", out, "--sample", `${casesOfEach}`, "--seed", `${seed}`, "--only", ...only]);
  beforeAll(async () => {
    await python([]);
    await Promise.all(halves.map((only) => make(folder, only)));
  }, 600_000);

  it.each(made)("%s", { timeout: 180_000 }, async (subject, { check }) => {
    const failuresIn = async (place: string): Promise<string[]> => {
      const failures: string[] = [];
      for (const given of readGolden(subject, place).cases) {
        await check(given).catch((error: unknown) => failures.push(`${given.name}: ${String(error)}`));
      }
      return failures;
    };
    let failures = await failuresIn(folder);
    if (failures.length > 0) {
      // One evaluation of some thousands by Keras on JAX is off, and right when it runs again from the same seed.
      const again = join(folder, "again");
      await make(again, [subject]);
      failures = await failuresIn(again);
    }
    if (failures.length > 0) throw new Error(failures.join("\n"));
  });
});

/** Runs the pinned Python, which is made first where it is missing; fails with what it said. */
function python(args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(join(root, "scripts", "python"), args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done();
      else fail(new Error(`scripts/python ${args.join(" ")} ended with ${code}:\n${said}`));
    });
  });
}
