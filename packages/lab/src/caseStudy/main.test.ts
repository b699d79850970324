import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Results } from "./results.ts";

const folder = mkdtempSync(join(tmpdir(), "tacet-case-study-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const main = join(import.meta.dirname, "main.ts");
const run = (...args: string[]) =>
  spawnSync(process.execPath, ["--conditions=source", "--import", "tsx", main, ...args], { encoding: "utf8" });

it("runs, writes its files beside others and prints the table", { timeout: 60_000 }, () => {
  writeFileSync(join(folder, "notes.txt"), "mine");
  const { status, stdout, stderr } = run("--seeds", "2", "--epochs", "3", "--out", folder);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("[ 1/10] no penalty, seed 1: train");
  expect(stdout).toMatch(/^L1 after relu, divided by the batch .* ± /m);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["notes.txt", "report.html", "results.json", "data.png"]));
  const { variants, timing } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
  expect(variants.map((v) => v.runs.map((r) => r.seed))).toEqual(variants.map(() => [1, 2]));
  for (const { seed: _, ...rest } of variants.flatMap((v) => v.runs)) {
    expect(Object.keys(rest)).toEqual(["train", "test", "peak", "activation", "history"]);
    expect(rest.peak.accuracy).toBe(Math.max(...rest.history.testCorrect.map((n) => Math.fround(n / 70))));
  }
  expect(timing.totalSeconds).toBeGreaterThan(0);
});
it("exits with 2 and says why for a flag it does not know", { timeout: 60_000 }, () => {
  const { status, stderr } = run("--sedes", "2");
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Unknown option '--sedes'/);
  expect(stderr).toContain("Usage: npm start");
});
it("exits with 1 for a folder it cannot write, before any training", { timeout: 60_000 }, () => {
  const { status, stderr, stdout } = run("--out", join(folder, "notes.txt"));
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("Cannot write the folder");
});
